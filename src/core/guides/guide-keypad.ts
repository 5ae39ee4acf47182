import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { cellsWord, doorTold, fails, keypadApart, needsCells } from "./shared.ts";

/** Whether readings clear the cells: the keypad's own where it has some, those of the lock where it has none. */
function keypadCellsFull(situation: Situation): boolean {
  if (!keypadApart(situation)) return keypadApart(situation) === false && !needsCells(situation);
  return situation.outcome("keypad_battery_low")?.status === "pass";
}

function modeTold({ values: { keypad_mode: mode } }: Situation): "no" | "yes" | undefined {
  return mode === undefined ? undefined : mode === "normal" ? "no" : "yes";
}

/**
 * A keypad that does not react. Weights from makers' support pages and users' threads (users-and-rivals study, section 3, pains
 * 3, 14 and 15): cells first, then one that hangs or is closed; one that only sleeps is found by waking it; a broken one is
 * rare. Wet or frozen keys come with the weather.
 */
export const keypad = defineSteps({
  id: "guide_keypad",
  family: "software",
  causes: {
    weak_cells: 30,
    hang: 15,
    wet_or_frozen: 10,
    closed_by_mode: 10,
    too_far: 8,
    old_code: 8,
    broken: 7,
    pinched_cable: 5,
    closed: 3,
  },
  weigh: (situation) => ({
    weak_cells: keypadCellsFull(situation) ? 0.1 : fails(situation, "keypad_battery_low") ? 4 : 1,
    too_far: { true: 2, false: 0.02, undefined: 1 }[`${keypadApart(situation)}`],
    closed: situation.values.keypad_disabled === undefined ? 1 : situation.values.keypad_disabled ? 20 : 0,
  }),
  test: { kind: "answer" },
  steps: [
    {
      id: "place",
      kind: "first",
      minutes: 0.5,
      told: ({ values }) => (values.door_open === true ? "door_open" : undefined),
      answers: [{ id: "inside" }, { id: "door_open" }, { id: "outside_shut", stop: "locked_out" }],
    },
    { id: "open_door", kind: "first", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "damage",
      kind: "first",
      minutes: 0.5,
      needs: ["at_door"],
      answers: [{ id: "no" }, { id: "force", stop: "force" }, { id: "cracked", stop: "damaged" }],
    },
    {
      id: "closed",
      kind: "first",
      minutes: 0.5,
      when: ({ values }) => values.keypad_disabled === true,
      told: ({ values }) => (values.keypad_disabled ? "yes" : undefined),
      answers: [{ id: "yes", to: "wait" }, { id: "no" }],
    },
    {
      id: "mode",
      kind: "first",
      minutes: 0.5,
      when: (situation) => modeTold(situation) !== undefined,
      told: modeTold,
      answers: [
        { id: "no", likely: { closed_by_mode: 0.05 }, otherwise: 0.95 },
        { id: "yes", likely: { closed_by_mode: 0.95 }, otherwise: 0.02, to: "end_mode" },
      ],
    },
    {
      id: "wake",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [
        { id: "dark", likely: { old_code: 0.01, closed: 0.3, closed_by_mode: 0.3, too_far: 0.2 }, otherwise: 0.6 },
        { id: "lights", likely: { weak_cells: 0.2, broken: 0.2, old_code: 0.95, too_far: 0.7 }, otherwise: 0.3 },
        { id: "some_keys", likely: { broken: 0.5, wet_or_frozen: 0.4 }, otherwise: 0.02 },
        { id: "works", solved: true },
      ],
    },
    { id: "wait", kind: "repair", minutes: 5, when: ({ values }) => values.keypad_disabled !== false, cures: { closed: 0.9 } },
    {
      id: "end_mode",
      kind: "repair",
      minutes: 2,
      harm: 1,
      when: (situation) => modeTold(situation) !== "no",
      cures: { closed_by_mode: 0.95 },
      sources: ["manual"],
      variant: ({ values }) => (values.keypad_mode === "normal" ? undefined : values.keypad_mode),
    },
    { id: "dry", kind: "repair", minutes: 3, needs: ["at_door"], cures: { wet_or_frozen: 0.7 } },
    { id: "other_code", kind: "repair", minutes: 1, needs: ["at_door"], cures: { old_code: 0.6 } },
    {
      id: "keypad_cells",
      kind: "repair",
      minutes: 4,
      harm: 1,
      needs: ["at_door", "new_cells"],
      when: (situation) => keypadApart(situation) !== false,
      cures: { weak_cells: 0.8, hang: 0.5 },
      answers: [{ id: "done" }, { id: "none_of_its_own" }, { id: "hot", stop: "hot_cells" }],
    },
    {
      id: "cells",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      when: needsCells,
      cures: { weak_cells: 0.6, hang: 0.5 },
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
      variant: cellsWord,
    },
    {
      id: "restart",
      kind: "repair",
      minutes: 2,
      harm: 1,
      proof: { kind: "remedy", remedy: "restart_device" },
      cures: { hang: 0.6 },
    },
    { id: "way_in", kind: "prepare", minutes: 1, needs: ["key"] },
    {
      id: "power_cycle",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["at_door"],
      after: ["way_in"],
      cures: { hang: 0.75, weak_cells: 0.1 },
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
    },
    {
      id: "nearer",
      kind: "repair",
      minutes: 3,
      needs: ["at_door"],
      when: (situation) => keypadApart(situation) !== false,
      cures: { too_far: 0.9 },
    },
    { id: "warranty", kind: "prepare", minutes: 3, sources: ["manual"] },
    {
      id: "cable",
      kind: "repair",
      minutes: 12,
      harm: 2,
      needs: ["at_door", "screwdriver"],
      after: ["warranty"],
      when: (situation) => keypadApart(situation) !== true,
      cures: { pinched_cable: 0.7, broken: 0.05 },
      answers: [{ id: "done" }, { id: "damaged", stop: "damaged" }],
      sources: ["manual"],
    },
  ],
});
