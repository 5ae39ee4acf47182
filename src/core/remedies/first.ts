import type { Remedy } from "../remedy.ts";
import type { RemedyId } from "./index.ts";
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

/** Remedies by their ids. Of those that are not there nothing is offered. */
export type Remedies = { readonly [Id in RemedyId]?: Remedy };

/** By their ids. */
export const byId = (all: readonly Remedy[]): Remedies => Object.fromEntries(all.map((remedy) => [remedy.id, remedy]));

/** Those that come with the card's entry: calls and links. Guides are texts that come later, and so does asking somebody. */
export const firstRemedies = byId([
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
]);
