import { defined } from "../../core/defined.ts";
import { known, unavailable } from "../../core/fact.ts";
import type { Fact, FactName, FactSet, Facts, Firmware, HubState } from "../../core/fact.ts";
import { answersTo, number, record, text, time } from "../home.ts";
import { steadySince } from "../lock-view.ts";
import type { LockView, Sibling, Wanted } from "../lock-view.ts";
import { last } from "../../core/last.ts";

type Candidates = { readonly [Name in FactName]?: Fact<Facts[Name]> | undefined };

/** A set of facts from candidates, without those that are not offered. */
export function factSet(candidates: Candidates): FactSet {
  return defined(candidates);
}

/** The lock's entity is (un)available, as a fact about the lock. */
export function availability(view: LockView): Fact<boolean> | undefined {
  const { lock, home, ref } = view;
  if (!lock) return undefined;
  const there = lock.state !== "unavailable";
  return known(there, { at: there ? time(lock.last_changed) : steadySince(home, ref.entityId), source: ref.entityId });
}

export const BATTERY_PERCENT: Wanted = { domain: "sensor", deviceClass: "battery" };

/** Percent of the cells, with the newest earlier level that was not zero. */
export function batteryLevel(view: LockView, sibling: Sibling | undefined): FactSet {
  if (!sibling) return {};
  const level = view.quantity(sibling);
  if (!level) return {};
  const earlier = view.history(sibling.entityId).filter(({ at }) => level.at === undefined || at < level.at);
  const before = last(earlier, ({ state }) => (number(state) ?? 0) > 0);
  return factSet({
    battery_level: level,
    battery_before: before && known(number(before.state) ?? 0, { at: before.at, source: sibling.entityId }),
  });
}

/** UpdateEntityFeature.INSTALL */
export const INSTALL_FEATURE = 1;

/** The lock's firmware by its update entity. */
export function firmware(view: LockView): FactSet {
  const sibling = view.find({ domain: "update", deviceClass: "firmware" }, { domain: "update" });
  const state = sibling && view.state(sibling.entityId);
  if (!sibling || !state) return {};
  const at = time(state.last_updated);
  const origin = { at, source: sibling.entityId };
  if (state.state === "unavailable" || state.state === "unknown")
    return { firmware: unavailable(state.state === "unavailable" ? "unavailable" : "unknown", origin) };
  const { attributes } = state;
  const installed = text(attributes["installed_version"]);
  const latest = text(attributes["latest_version"]);
  const skipped = latest !== undefined && attributes["skipped_version"] === latest;
  // Some integrations give the percentage in the place of `true`.
  const inProgress = attributes["in_progress"] === true || typeof attributes["in_progress"] === "number";
  // Which version is newer is Home Assistant's to say: "off" beside another version means an older one.
  const newest = state.state === "off" && !skipped && !inProgress && latest !== undefined ? installed : latest;
  const value: Firmware = {
    installed,
    latest: newest,
    skipped,
    inProgress,
    percent: number(attributes["update_percentage"]) ?? number(attributes["in_progress"]),
    installable: ((number(attributes["supported_features"]) ?? 0) & INSTALL_FEATURE) !== 0,
  };
  return factSet({ firmware: known(value, origin), firmware_moved: at === undefined ? undefined : known(at, origin) });
}

const ENTRY_STATES: { readonly [state: string]: HubState } = {
  loaded: "loaded",
  setup_in_progress: "starting",
  unload_in_progress: "starting",
  setup_retry: "retrying",
  setup_error: "failed",
  migration_error: "failed",
  failed_unload: "failed",
  not_loaded: "stopped",
};

/** What is known of the integration through which the lock is reached. */
export function hubFacts(view: LockView): FactSet {
  const { entry, home } = view;
  const manifest =
    entry && answersTo("manifest/get", home.answers).find(({ request }) => request["integration"] === entry.domain);
  const iotClass = text(record(manifest?.result)["iot_class"]);
  const at = time(entry?.modified_at);
  const state = entry && (entry.disabled_by ? "disabled" : ENTRY_STATES[entry.state ?? ""]);
  // A loaded entry has no time of its own: what is told of it lives, so it is as new as the last word about the entries.
  const told = view.answer("config_entries/subscribe")?.at;
  return factSet({
    hub_state: state && known(state, { at: state === "loaded" ? told : gone(view) }),
    cloud: iotClass === undefined ? undefined : known(iotClass.startsWith("cloud_")),
    sign_in_pending: signIn(view, at),
    hub_updating: hubUpdating(view),
  });
}

/** When the lock's entity became unavailable: the best that is known of when its hub went. */
function gone(view: LockView): number | undefined {
  return view.lock?.state === "unavailable" ? steadySince(view.home, view.ref.entityId) : undefined;
}

/** A pending re-authentication. The issue may outlive its reason, so a loaded entry with a lock that answers is not blamed. */
function signIn(view: LockView, modifiedAt: number | undefined): Fact<boolean> | undefined {
  const { entry, home } = view;
  if (!entry || !home.issues) return undefined;
  const issue = home.issues.find((row) => row.issue_id === `config_entry_reauth_${entry.domain}_${entry.entry_id}`);
  const works = entry.state === "loaded" && view.lock !== undefined && view.lock.state !== "unavailable";
  return known(issue !== undefined && !works, { at: time(issue?.created) ?? modifiedAt });
}

/** Whether another device of the same config entry is being updated. */
function hubUpdating(view: LockView): Fact<boolean> | undefined {
  if (view.ref.entryId === undefined) return undefined;
  const busy = view.ref.otherUpdates.find((entityId) => {
    const progress = view.state(entityId)?.attributes?.["in_progress"];
    return progress === true || typeof progress === "number";
  });
  return known(busy !== undefined, { source: busy });
}

/** Whole words: before the registry row has come a name holds its device's too, and there are people called Benjamin Snow. */
export const JAM_WORD = /(^|[^a-z])jam(med)?([^a-z]|$)/i;
export const NOW_WORD = /(^|[^a-z])now([^a-z]|$)/i;
const NOT_LOW = new RegExp(`battery_notes|${NOW_WORD.source}`, "i");

/** Facts that the integrations spell alike, by device class: door, cover, battery, firmware, hub. */
export function commonFacts(view: LockView): FactSet {
  return {
    ...batteryLevel(view, view.find(BATTERY_PERCENT)),
    ...firmware(view),
    ...hubFacts(view),
    ...factSet({
      door_open: view.binary({ deviceClass: "door" }, { deviceClass: "opening" }),
      cover_removed: view.binary({ deviceClass: "tamper" }),
      battery_low_flag: view.binary({ deviceClass: "battery", except: NOT_LOW }),
      battery_type: view.sensor(text, { translationKey: ["battery_replacement_description", "battery_type"] }),
    }),
  };
}
