import type { Remedy } from "../remedy.ts";
import { askAdministrator } from "./ask-administrator.ts";
import { guideCodes } from "./guide-codes.ts";
import { guideCover } from "./guide-cover.ts";
import { guideDoor } from "./guide-door.ts";
import { guideHub } from "./guide-hub.ts";
import { guideJam } from "./guide-jam.ts";
import { guideLockout } from "./guide-lockout.ts";
import { guideMakerApp } from "./guide-maker-app.ts";
import { guideReach } from "./guide-reach.ts";
import { guideRejoin } from "./guide-rejoin.ts";
import { guideSignal } from "./guide-signal.ts";
import { guideUpdateStuck } from "./guide-update-stuck.ts";
import { guideWait } from "./guide-wait.ts";
import { identify } from "./identify.ts";
import { installUpdate } from "./install-update.ts";
import { lockAgain } from "./lock-again.ts";
import { openDevice } from "./open-device.ts";
import { openIntegration } from "./open-integration.ts";
import { ping } from "./ping.ts";
import { rebuildRoutes } from "./rebuild-routes.ts";
import { reconfigure } from "./reconfigure.ts";
import { refreshEntity } from "./refresh-entity.ts";
import { refreshValues } from "./refresh-values.ts";
import { reinterview } from "./reinterview.ts";
import { rejoin } from "./rejoin.ts";
import { releaseNotes } from "./release-notes.ts";
import { reloadEntry } from "./reload-entry.ts";
import { replaceCells } from "./replace-cells.ts";
import { rereadNotification } from "./reread-notification.ts";
import { rereadValue } from "./reread-value.ts";
import { restartDevice } from "./restart-device.ts";
import { restartHub } from "./restart-hub.ts";
import { signIn } from "./sign-in.ts";
import { wake } from "./wake.ts";
import { markReplaced } from "./mark-replaced.ts";
import { resyncCodes } from "./resync-codes.ts";
import { guideContacts } from "./guide-contacts.ts";
import { guideDrain } from "./guide-drain.ts";
import { guideCellsKind } from "./guide-cells-kind.ts";
import { guideSupply } from "./guide-supply.ts";
import { guideAccessoryCells } from "./guide-accessory-cells.ts";
import { guidePowerCycle } from "./guide-power-cycle.ts";
import { guideKeypad } from "./guide-keypad.ts";
import { guideOutdated } from "./guide-outdated.ts";
import { guideWear } from "./guide-wear.ts";
import { guideProfessional } from "./guide-professional.ts";
import { guideCalibrate } from "./guide-calibrate.ts";
import { guideCodeManager } from "./guide-code-manager.ts";
import { guideRelock } from "./guide-relock.ts";

export const REMEDY_IDS = [
  "ping",
  "wake",
  "identify",
  "refresh_entity",
  "reread_value",
  "reread_notification",
  "lock_again",
  "restart_device",
  "install_update",
  "reload_entry",
  "refresh_values",
  "rebuild_routes",
  "reconfigure",
  "reinterview",
  "rejoin",
  "restart_hub",
  "sign_in",
  "open_device",
  "open_integration",
  "release_notes",
  "ask_administrator",
  "replace_cells",
  "guide_jam",
  "guide_reach",
  "guide_signal",
  "guide_hub",
  "guide_wait",
  "guide_rejoin",
  "guide_maker_app",
  "guide_update_stuck",
  "guide_door",
  "guide_cover",
  "guide_lockout",
  "guide_codes",
  "mark_replaced",
  "resync_codes",
  "guide_contacts",
  "guide_drain",
  "guide_cells_kind",
  "guide_supply",
  "guide_accessory_cells",
  "guide_power_cycle",
  "guide_keypad",
  "guide_outdated",
  "guide_wear",
  "guide_professional",
  "guide_calibrate",
  "guide_code_manager",
  "guide_relock",
] as const;
export type RemedyId = (typeof REMEDY_IDS)[number];

const all: readonly Remedy[] = [
  ping,
  wake,
  identify,
  refreshEntity,
  rereadValue,
  rereadNotification,
  lockAgain,
  restartDevice,
  installUpdate,
  reloadEntry,
  refreshValues,
  rebuildRoutes,
  reconfigure,
  reinterview,
  rejoin,
  restartHub,
  signIn,
  openDevice,
  openIntegration,
  releaseNotes,
  askAdministrator,
  replaceCells,
  guideJam,
  guideReach,
  guideSignal,
  guideHub,
  guideWait,
  guideRejoin,
  guideMakerApp,
  guideUpdateStuck,
  guideDoor,
  guideCover,
  guideLockout,
  guideCodes,
  markReplaced,
  resyncCodes,
  guideContacts,
  guideDrain,
  guideCellsKind,
  guideSupply,
  guideAccessoryCells,
  guidePowerCycle,
  guideKeypad,
  guideOutdated,
  guideWear,
  guideProfessional,
  guideCalibrate,
  guideCodeManager,
  guideRelock,
];

/** All remedies, by their ids. A contract test holds them against the list of ids. */
export const remedies = Object.fromEntries(all.map((remedy) => [remedy.id, remedy])) as { readonly [Id in RemedyId]: Remedy };
