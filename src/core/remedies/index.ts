import { GUIDE_IDS } from "../guides/ids.ts";
import { defineGuide } from "../remedy.ts";
import type { Remedy } from "../remedy.ts";
import { askAdministrator } from "./ask-administrator.ts";
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
import { rereadNotification } from "./reread-notification.ts";
import { rereadValue } from "./reread-value.ts";
import { restartDevice } from "./restart-device.ts";
import { restartHub } from "./restart-hub.ts";
import { signIn } from "./sign-in.ts";
import { wake } from "./wake.ts";
import { markReplaced } from "./mark-replaced.ts";
import { openCare } from "./open-care.ts";
import { resyncCodes } from "./resync-codes.ts";

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
  "mark_replaced",
  "resync_codes",
  "open_care",
  ...GUIDE_IDS,
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
  markReplaced,
  resyncCodes,
  openCare,
  // Their steps are in src/core/guides/, which a page loads when somebody opens one.
  ...GUIDE_IDS.map(defineGuide),
];

/** All remedies, by their ids. A contract test holds them against the list of ids. */
export const remedies = Object.fromEntries(all.map((remedy) => [remedy.id, remedy])) as { readonly [Id in RemedyId]: Remedy };
