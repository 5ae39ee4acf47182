import { readBattery } from "../../battery.ts";
import { cannotTell, defineCheck, fail, pass } from "../../check.ts";
import type { Chemistry } from "../../fact.ts";
import { cellLife } from "./battery-due.ts";

const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;

/** A level may well stand still for this long: the forecast calls none frozen before. Battery Notes warns after days, falsely (#2516, #5123). */
const LEAST = 30 * DAY;
/** Points that a level cannot lose unseen: more than the coarsest report has steps (YoLink's four of 25). */
const UNSEEN = 30;
/** The level of these is flat for most of their life (Energizer's handbook for L91), so that above "low" standing still means nothing. */
const FLAT: readonly (Chemistry | undefined)[] = ["lithium", "nimh"];

/**
 * The battery's level stands still although the lock is heard and used. Home Assistant tells when a level changed last, not
 * when it was last reported, and healthy levels stand still for weeks (Battery Notes #5123). So age alone says nothing. It
 * is compared with the time in which these cells would have lost 30 points, by their own past; without a past, with the
 * time in which cells at that level are empty.
 */
export const batterySilent = defineCheck({
  id: "battery_silent",
  family: "power",
  severity: "warning",
  needs: ["battery_level"],
  any: ["last_seen", "bolt_moved", "battery_mistrust"],
  uses: ["battery_loss", "battery_chemistry", "battery_before", "battery_low_flag", "battery_now_flag"],
  remedies: ["reread_value", "refresh_entity", "refresh_values", "reconfigure", "reinterview", "ask_administrator"],
  evaluate(facts, { takenAt, settings, at }) {
    const { battery_mistrust: mistrust, battery_loss: loss, last_seen: seen, bolt_moved: moved } = facts;
    const reading = readBattery(facts);
    if (reading.kind !== "level") return cannotTell("untrusted", ["battery_level"]);
    const { percent } = reading;
    const told = ["battery_level", "bolt_moved", "last_seen"] as const;
    const since = at("battery_level");
    if (mistrust === "frozen") return fail(["battery_mistrust", ...told], { variant: "frozen", since, measures: { percent } });
    if (mistrust) return cannotTell("untrusted", ["battery_level", "battery_mistrust"]);
    if (since === undefined) return cannotTell("unavailable", ["battery_level"]);
    if (FLAT.includes(facts.battery_chemistry) && percent > settings.batteryLow) return pass;
    const usual = loss?.usualPerWeek ?? NaN;
    const hasPast = Number.isFinite(usual) && usual > 0;
    const plausible = hasPast ? (Math.min(percent, UNSEEN) / usual) * WEEK : (percent / 100) * cellLife(settings);
    const heard = Math.min(takenAt, Math.max(seen ?? -Infinity, moved ?? -Infinity));
    return heard - since > Math.max(LEAST, plausible) ? fail([...told, "battery_loss"], { since, measures: { percent } }) : pass;
  },
});
