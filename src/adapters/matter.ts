import { known } from "../core/fact.ts";
import type { Fact, FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import { record } from "./home.ts";
import type { LockView } from "./lock-view.ts";
import { boltFacts } from "./shared/bolt.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/** Any of its addresses answered. An error is no answer either way: the server may be busy. */
function ping(view: LockView): Fact<boolean> | undefined {
  const answer = view.answer("matter/ping_node");
  if (!answer || answer.error) return undefined;
  const replies = Object.values(record(answer.result));
  return replies.length === 0 ? undefined : known(replies.includes(true), { at: answer.at });
}

function read(view: LockView): FactSet {
  const network = view.result("matter/node_diagnostics")["network_type"];
  const mode = view.find({ domain: "select", translationKey: "door_lock_operating_mode" });
  return {
    ...commonFacts(view),
    ...boltFacts(view),
    ...factSet({
      // It stays available for minutes after the lock is gone: the ping knows better.
      lock_available: availability(view),
      ping_answered: ping(view),
      radio: network === "thread" || network === "wifi" ? known(network) : undefined,
      signal: view.measure({ deviceClass: "signal_strength" }),
      keypad_mode: view.word(mode, (word) => (word === "vacation" || word === "privacy" ? word : "normal")),
    }),
  };
}

/** Matter locks. Their jam is not shown by Home Assistant: a command that falls back is the only sign. */
export const matter: Adapter = {
  id: "matter",
  recognises: ({ platform }) => platform === "matter",
  read,
  wants(view) {
    const { deviceId } = view;
    if (deviceId === undefined) return commonWants(view);
    return [
      ...commonWants(view),
      { mode: "call", request: { type: "matter/node_diagnostics", device_id: deviceId } },
      // Gentle: a sleepy lock pays for each ping. Asked at first sight, and when the lock did something or became unavailable.
      {
        mode: "call",
        request: { type: "matter/ping_node", device_id: deviceId },
        on: [view.ref.entityId],
        every: 30 * 60_000,
        gap: 15_000,
      },
    ];
  },
  plans: {
    ...commonPlans,
    // Reloading has moved a real bolt (home-assistant/core#177077).
    reload_entry: () => undefined,
    ping: ({ deviceId }) =>
      deviceId === undefined
        ? undefined
        : { kind: "command", request: { type: "matter/ping_node", device_id: deviceId }, admin: false },
    reinterview: ({ deviceId }) =>
      deviceId === undefined
        ? undefined
        : { kind: "command", request: { type: "matter/interview_node", device_id: deviceId }, admin: true },
  },
};
