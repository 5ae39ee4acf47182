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
import { refreshEntity } from "./refresh-entity.ts";
import { reinterview } from "./reinterview.ts";
import { releaseNotes } from "./release-notes.ts";
import { reloadEntry } from "./reload-entry.ts";
import { replaceCells } from "./replace-cells.ts";
import { rereadNotification } from "./reread-notification.ts";
import { rereadValue } from "./reread-value.ts";
import { restartDevice } from "./restart-device.ts";
import { signIn } from "./sign-in.ts";
import { wake } from "./wake.ts";

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
  "reinterview",
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
] as const;
export type RemedyId = (typeof REMEDY_IDS)[number];

/** All remedies. */
export const remedies: { readonly [Id in RemedyId]: Remedy } = {
  ping,
  wake,
  identify,
  refresh_entity: refreshEntity,
  reread_value: rereadValue,
  reread_notification: rereadNotification,
  lock_again: lockAgain,
  restart_device: restartDevice,
  install_update: installUpdate,
  reload_entry: reloadEntry,
  reinterview,
  sign_in: signIn,
  open_device: openDevice,
  open_integration: openIntegration,
  release_notes: releaseNotes,
  ask_administrator: askAdministrator,
  replace_cells: replaceCells,
  guide_jam: guideJam,
  guide_reach: guideReach,
  guide_signal: guideSignal,
  guide_hub: guideHub,
  guide_wait: guideWait,
  guide_rejoin: guideRejoin,
  guide_maker_app: guideMakerApp,
  guide_update_stuck: guideUpdateStuck,
  guide_door: guideDoor,
  guide_cover: guideCover,
  guide_lockout: guideLockout,
  guide_codes: guideCodes,
};
