import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { wayOf } from "./shared.ts";

const MINUTE = 60_000;

const hasStick = (situation: Situation) => wayOf(situation) === "zwave" || wayOf(situation) === "zigbee";

/**
 * The hub is gone, and all its locks with it. Waiting costs nothing and is often all: hubs restart after updates. Then power and plug,
 * then its program, from the smallest part that can be restarted to the largest.
 */
export const hub = defineSteps({
  id: "guide_hub",
  family: "link",
  causes: { short: 30, no_power: 20, loose_plug: 15, hung_program: 20, network: 10, broken_hub: 5 },
  weigh: (situation) => ({ network: hasStick(situation) ? 0.3 : 2 }),
  test: { kind: "check", checks: ["hub_down"], within: 3 * MINUTE },
  steps: [
    { id: "wait", kind: "repair", minutes: 2, cures: { short: 0.8 } },
    {
      id: "power",
      kind: "first",
      minutes: 1,
      answers: [
        { id: "light", likely: { no_power: 0.05, broken_hub: 0.5 }, otherwise: 0.95 },
        { id: "dark", likely: { no_power: 0.95, broken_hub: 0.5 }, otherwise: 0.05, to: "plug" },
        { id: "unsure" },
      ],
    },
    { id: "plug", kind: "repair", minutes: 2, cures: { no_power: 0.8, loose_plug: 0.4 } },
    { id: "stick", kind: "repair", minutes: 2, harm: 1, when: hasStick, cures: { loose_plug: 0.85, hung_program: 0.1 } },
    {
      id: "network",
      kind: "repair",
      minutes: 3,
      when: (situation) => !hasStick(situation),
      cures: { network: 0.6, loose_plug: 0.5 },
    },
    {
      id: "reload",
      kind: "repair",
      minutes: 1,
      harm: 2,
      proof: { kind: "remedy", remedy: "reload_entry" },
      cures: { hung_program: 0.4, short: 0.3, network: 0.2 },
    },
    {
      id: "restart_hub",
      kind: "repair",
      minutes: 3,
      harm: 2,
      proof: { kind: "remedy", remedy: "restart_hub" },
      cures: { hung_program: 0.6 },
    },
    {
      id: "restart_by_hand",
      kind: "repair",
      minutes: 5,
      harm: 2,
      needs: ["administrator"],
      cures: { hung_program: 0.7, short: 0.2 },
    },
    { id: "off_on", kind: "repair", minutes: 5, harm: 2, cures: { hung_program: 0.6, network: 0.3, loose_plug: 0.1 } },
    { id: "whole", kind: "repair", minutes: 10, harm: 3, needs: ["administrator"], cures: { hung_program: 0.5, network: 0.2 } },
  ],
});
