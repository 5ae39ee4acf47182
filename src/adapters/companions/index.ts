import type { Companion } from "../adapter.ts";
import { batteryNotes } from "./battery-notes.ts";
import { care } from "./care.ts";
import { history } from "./history.ts";
import { keymaster } from "./keymaster.ts";
import { keypad } from "./keypad.ts";
import { lockCodeManager } from "./lock-code-manager.ts";
import { models } from "./models.ts";
import { outdated } from "./outdated.ts";
import { supply } from "./supply.ts";
import { virtual } from "./virtual.ts";

/** All companions. A later one may build on what those before it have read: the past on which cells these are, care on it all. */
export const companions: readonly Companion[] = [
  batteryNotes,
  lockCodeManager,
  keymaster,
  models,
  supply,
  keypad,
  virtual,
  outdated,
  history,
  care,
];
