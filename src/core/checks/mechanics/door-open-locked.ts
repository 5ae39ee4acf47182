import { defineCheck, fail, pass } from "../../check.ts";

/** The bolt is out while the door stands open: nothing is locked, and closing it strikes the frame. */
export const doorOpenLocked = defineCheck({
  id: "door_open_locked",
  family: "mechanics",
  severity: "error",
  needs: ["door_open", "lock_state"],
  remedies: ["guide_door"],
  evaluate({ door_open: open, lock_state: state }, { at }) {
    return open && state === "locked" ? fail(["door_open", "lock_state"], { since: at("door_open") }) : pass;
  },
});
