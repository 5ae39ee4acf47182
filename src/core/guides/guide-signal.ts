import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { cellsWord, doorTold, hasRepeaters, needsCells, wayOf } from "./shared.ts";

const MINUTE = 60_000;

/** What one can do nearer to the lock depends on its radio. */
function radioVariant(situation: Situation): "bluetooth" | "wifi" | "long_range" | undefined {
  const { radio } = situation.values;
  if (radio === "wifi") return "wifi";
  if (radio === "zwave_long_range") return "long_range";
  return radio === "bluetooth" || wayOf(situation) === "bluetooth" ? "bluetooth" : undefined;
}

const hasStick = (situation: Situation) => ["zwave", "zigbee", "bluetooth"].includes(wayOf(situation));

/**
 * A better link. What costs nothing goes first: what is in the way, the stick on a cable away from the computer (Zigbee2MQTT's and
 * Z-Wave JS' first advice, for USB 3 disturbs their band), then a device that passes messages on. Long Range, Wi-Fi and Bluetooth know none.
 */
export const signal = defineSteps({
  id: "guide_signal",
  family: "link",
  causes: { in_the_way: 25, stick_place: 25, far: 30, old_routes: 10, weak_cells: 10 },
  weigh: (situation) => ({
    stick_place: hasStick(situation) ? 1 : 0.1,
    old_routes: hasRepeaters(situation) ? 1 : 0,
    weak_cells: needsCells(situation) ? 1 : 0.1,
  }),
  test: { kind: "check", checks: ["link_weak"], within: 15 * MINUTE },
  steps: [
    { id: "in_the_way", kind: "repair", minutes: 5, cures: { in_the_way: 0.7, far: 0.1 } },
    { id: "stick", kind: "repair", minutes: 5, when: hasStick, cures: { stick_place: 0.8, far: 0.1 } },
    {
      id: "routes",
      kind: "repair",
      minutes: 5,
      harm: 2,
      proof: { kind: "remedy", remedy: "rebuild_routes" },
      cures: { old_routes: 0.7, far: 0.05 },
    },
    { id: "repeater", kind: "repair", minutes: 15, when: hasRepeaters, cures: { far: 0.75, in_the_way: 0.4, stick_place: 0.3 } },
    { id: "repeater_on", kind: "repair", minutes: 3, when: hasRepeaters, cures: { far: 0.2, old_routes: 0.3 } },
    {
      id: "nearer",
      kind: "repair",
      minutes: 15,
      when: (situation) => !hasRepeaters(situation),
      cures: { far: 0.7, in_the_way: 0.4 },
      variant: radioVariant,
    },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "cells",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      after: ["open_door"],
      when: needsCells,
      cures: { weak_cells: 0.9 },
      variant: cellsWord,
    },
  ],
});
