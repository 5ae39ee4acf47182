import type { Guide } from "../guide/types.ts";
import type { GuideId } from "./ids.ts";
import { accessoryCells } from "./guide-accessory-cells.ts";
import { app } from "./guide-app.ts";
import { calibrate } from "./guide-calibrate.ts";
import { cellsKind } from "./guide-cells-kind.ts";
import { codeManager } from "./guide-code-manager.ts";
import { codes } from "./guide-codes.ts";
import { commands } from "./guide-commands.ts";
import { contacts } from "./guide-contacts.ts";
import { cover } from "./guide-cover.ts";
import { door } from "./guide-door.ts";
import { drain } from "./guide-drain.ts";
import { find } from "./guide-find.ts";
import { hub } from "./guide-hub.ts";
import { installation } from "./guide-installation.ts";
import { jam } from "./guide-jam.ts";
import { keypad } from "./guide-keypad.ts";
import { lockedOut } from "./guide-locked-out.ts";
import { lockout } from "./guide-lockout.ts";
import { makerApp } from "./guide-maker-app.ts";
import { move } from "./guide-move.ts";
import { outdated } from "./guide-outdated.ts";
import { powerCycle } from "./guide-power-cycle.ts";
import { professional } from "./guide-professional.ts";
import { reach } from "./guide-reach.ts";
import { rejoin } from "./guide-rejoin.ts";
import { relock } from "./guide-relock.ts";
import { replaceCells } from "./replace-cells.ts";
import { reset } from "./guide-reset.ts";
import { signal } from "./guide-signal.ts";
import { supply } from "./guide-supply.ts";
import { updateStuck } from "./guide-update-stuck.ts";
import { wait } from "./guide-wait.ts";
import { wear } from "./guide-wear.ts";

const all: readonly Guide[] = [
  lockedOut,
  reach,
  replaceCells,
  jam,
  wear,
  keypad,
  codes,
  commands,
  app,
  updateStuck,
  rejoin,
  calibrate,
  installation,
  reset,
  move,
  find,
  signal,
  hub,
  wait,
  makerApp,
  door,
  cover,
  lockout,
  contacts,
  drain,
  cellsKind,
  supply,
  accessoryCells,
  powerCycle,
  outdated,
  professional,
  codeManager,
  relock,
];

/** All guides, by their ids. A contract test holds them against the list of ids. */
export const guides = Object.fromEntries(all.map((guide) => [guide.id, guide])) as { readonly [Id in GuideId]: Guide };
