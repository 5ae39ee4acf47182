import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { cellsWord, doorTold, fails, hasRepeaters, needsCells, wayOf } from "./shared.ts";

const MINUTE = 60_000;

/** Locks of one hub that must be gone at once before the hub is blamed, as in the check of the hub. */
const LEAST_GONE = 2;

/** Whether it is this lock or all of its hub: what readings say. */
function hubTold({ values }: Situation): "others" | "none" | undefined {
  const { hub_state: state, hub_online: online, hub_peers: peers } = values;
  if ((state !== undefined && state !== "loaded" && state !== "starting") || online === false) return "none";
  if (!peers || peers.total < LEAST_GONE) return undefined;
  return peers.gone >= LEAST_GONE && peers.gone > peers.total / 2 ? "none" : "others";
}

const isCloud = (situation: Situation) => situation.values.cloud === true;

/**
 * A lock that does not answer. First whether it is the lock or its hub: most of a hub's locks gone at once is the hub (users-and-rivals
 * study, section 5). Then power before link before joining, as a technician would go. Weights after the threads of section 3:
 * empty cells and a link that broke off are most of them, a lost join is rare.
 */
export const reach = defineSteps({
  id: "guide_reach",
  family: "link",
  causes: {
    empty_cells: 24,
    asleep: 16,
    hub_gone: 14,
    in_the_way: 10,
    far: 10,
    hung: 10,
    lost_join: 8,
    lost_settings: 4,
    cloud_gone: 10,
    signed_out: 6,
  },
  weigh: (situation) => ({
    empty_cells: fails(situation, "battery_low") || fails(situation, "battery_critical") ? 4 : needsCells(situation) ? 1 : 0.15,
    hub_gone: fails(situation, "hub_down") ? 10 : isCloud(situation) ? 0.5 : 1,
    far: fails(situation, "link_weak") ? 3 : 1,
    lost_join: isCloud(situation) ? 0.2 : 1,
    lost_settings: situation.can("reconfigure") !== "no" || situation.can("reinterview") !== "no" ? 1 : 0,
    cloud_gone: isCloud(situation) ? (fails(situation, "cloud_unreachable") ? 10 : 1) : 0,
    signed_out: situation.values.sign_in_pending ? 20 : isCloud(situation) ? 0.3 : 0,
  }),
  test: { kind: "check", checks: ["lock_unreachable"], within: 2 * MINUTE },
  steps: [
    {
      id: "hub",
      kind: "first",
      minutes: 1,
      told: hubTold,
      answers: [
        { id: "others", likely: { hub_gone: 0.03, cloud_gone: 0.1, signed_out: 0.1 }, otherwise: 0.95 },
        { id: "none", likely: { hub_gone: 0.95, cloud_gone: 0.9, signed_out: 0.9 }, otherwise: 0.05 },
        { id: "unsure" },
      ],
    },
    { id: "ping", kind: "repair", minutes: 0.5, proof: { kind: "remedy", remedy: "ping" }, cures: { asleep: 0.6 } },
    { id: "wake", kind: "repair", minutes: 0.5, proof: { kind: "remedy", remedy: "wake" }, cures: { asleep: 0.7 } },
    {
      id: "turn",
      kind: "repair",
      minutes: 1,
      needs: ["at_door"],
      answers: [
        { id: "done", likely: { empty_cells: 0.1, hung: 0.4 }, otherwise: 0.95 },
        { id: "dark", likely: { empty_cells: 0.9, hung: 0.6 }, otherwise: 0.05, to: "cells" },
      ],
      cures: { asleep: 0.5, lost_settings: 0.1 },
    },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "cells",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      after: ["open_door"],
      cures: { empty_cells: 0.95, hung: 0.6 },
      variant: cellsWord,
    },
    {
      id: "restart",
      kind: "repair",
      minutes: 3,
      harm: 2,
      needs: ["at_door"],
      after: ["open_door"],
      cures: { hung: 0.7, asleep: 0.3, lost_settings: 0.1 },
    },
    {
      id: "hub_power",
      kind: "repair",
      minutes: 2,
      when: (situation) => !isCloud(situation),
      cures: { hub_gone: 0.35 },
      variant: (situation) => (wayOf(situation) === "bluetooth" ? "bluetooth" : undefined),
    },
    {
      id: "reload",
      kind: "repair",
      minutes: 1,
      harm: 2,
      proof: { kind: "remedy", remedy: "reload_entry" },
      cures: { hub_gone: 0.4, cloud_gone: 0.2 },
    },
    {
      id: "restart_hub",
      kind: "repair",
      minutes: 3,
      harm: 2,
      proof: { kind: "remedy", remedy: "restart_hub" },
      cures: { hub_gone: 0.6, asleep: 0.1 },
    },
    {
      id: "maker_wait",
      kind: "repair",
      minutes: 15,
      when: isCloud,
      cures: { cloud_gone: 0.7 },
    },
    {
      id: "sign_in",
      kind: "repair",
      minutes: 5,
      needs: ["administrator"],
      when: ({ values }) => values.cloud === true || values.sign_in_pending === true,
      cures: { signed_out: 0.95 },
      sources: ["device_page"],
    },
    { id: "in_the_way", kind: "repair", minutes: 5, cures: { in_the_way: 0.7, far: 0.1 } },
    { id: "repeater", kind: "repair", minutes: 15, when: hasRepeaters, cures: { far: 0.7, in_the_way: 0.3 } },
    {
      id: "closer",
      kind: "repair",
      minutes: 15,
      when: (situation) => !hasRepeaters(situation),
      cures: { far: 0.6, in_the_way: 0.3 },
      variant: (situation) => (wayOf(situation) === "bluetooth" ? "bluetooth" : undefined),
    },
    {
      id: "report_again",
      kind: "repair",
      minutes: 5,
      harm: 2,
      proof: { kind: "remedy", remedy: "reconfigure" },
      cures: { lost_settings: 0.7 },
    },
    {
      id: "ask_again",
      kind: "repair",
      minutes: 10,
      harm: 2,
      proof: { kind: "remedy", remedy: "reinterview" },
      cures: { lost_settings: 0.6 },
    },
    {
      id: "join_again",
      kind: "repair",
      minutes: 20,
      harm: 4,
      needs: ["at_door", "administrator"],
      cures: { lost_join: 0.9, lost_settings: 0.6, hung: 0.2 },
      sources: ["manual", "device_page"],
    },
  ],
});
