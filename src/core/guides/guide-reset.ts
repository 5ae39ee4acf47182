import { defineSteps } from "../guide/types.ts";
import type { Entry, Situation } from "../guide/types.ts";
import { cellsWord, doorTold, needsCells, wayOf } from "./shared.ts";

/** The reset was carried through, and the trouble is still there. A second one would only lose what was set up anew. */
function resetInVain(_situation: Situation, log: readonly Entry[]): boolean {
  const reset = log.findIndex(({ step, answer }) => step === "reset" && answer === "done");
  return reset >= 0 && log.slice(reset).some(({ step, answer }) => step === "test" && answer === "failed");
}

/**
 * A factory reset by the maker's manual: the last thing a household can do, once. What it loses is said before anything else,
 * and a restart comes before it, as in the makers' ladders (Allegion: soft reset, app, factory reset; users-and-rivals study,
 * sections 1.5 and 5). Weights: whoever comes here has tried the rest, and still one in three only hangs.
 */
export const reset = defineSteps({
  id: "guide_reset",
  family: "software",
  causes: { hang: 10, broken_setup: 20, worn_electronics: 4 },
  test: { kind: "answer" },
  stops: [{ reason: "reset_failed", when: resetInVain }],
  steps: [
    {
      id: "loses",
      kind: "first",
      minutes: 1,
      // Nobody is led past this by "not now".
      answers: [{ id: "go_on" }, { id: "rather_not", stop: "exhausted" }, { id: "skip", stop: "exhausted" }],
    },
    { id: "way_in", kind: "prepare", minutes: 1, needs: ["key"] },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "power_cycle",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["at_door"],
      after: ["way_in", "open_door"],
      cures: { hang: 0.8 },
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
    },
    {
      id: "cells",
      kind: "prepare",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      after: ["way_in", "open_door"],
      when: needsCells,
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
      variant: cellsWord,
    },
    { id: "note_people", kind: "prepare", minutes: 4 },
    { id: "read_manual", kind: "prepare", minutes: 5, sources: ["manual", "words_reset"] },
    {
      id: "unlink",
      kind: "prepare",
      minutes: 4,
      harm: 3,
      needs: ["administrator", "at_door"],
      // A cloud or a Bluetooth lock is bound to an account, and only its app can let go of it.
      when: (situation) => ["zwave", "zigbee", "matter"].includes(wayOf(situation)),
      sources: ["words_exclude", "device_page"],
    },
    {
      id: "reset",
      kind: "prepare",
      minutes: 3,
      harm: 4,
      needs: ["at_door"],
      after: ["open_door", "cells", "note_people", "read_manual", "unlink"],
      answers: [{ id: "done" }, { id: "failed", stop: "reset_failed" }],
      sources: ["words_reset", "manual"],
    },
    { id: "set_up", kind: "prepare", minutes: 8, needs: ["at_door", "phone"], after: ["reset"], sources: ["manual"] },
    {
      id: "join",
      kind: "prepare",
      minutes: 5,
      needs: ["administrator", "at_door"],
      after: ["set_up"],
      sources: ["words_include"],
    },
    {
      id: "codes_again",
      kind: "repair",
      minutes: 10,
      harm: 4,
      after: ["way_in", "open_door", "cells", "note_people", "read_manual", "unlink", "reset", "set_up", "join"],
      cures: { broken_setup: 0.7, hang: 0.8 },
    },
  ],
});
