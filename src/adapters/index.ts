import type { Settings } from "../core/snapshot.ts";
import type { LockSnapshot } from "../core/snapshot.ts";
import type { Adapter } from "./adapter.ts";
import { collect, countPeers, createReaders } from "./collect.ts";
import { companions } from "./companions/index.ts";
import { abode } from "./abode.ts";
import { august } from "./august.ts";
import { esphome } from "./esphome.ts";
import { homee } from "./homee.ts";
import { homekitController } from "./homekit-controller.ts";
import { igloohome } from "./igloohome.ts";
import { loqed } from "./loqed.ts";
import { matter } from "./matter.ts";
import { mqtt } from "./mqtt.ts";
import { nuki } from "./nuki.ts";
import { nukiHub } from "./nuki-hub.ts";
import { schlage } from "./schlage.ts";
import { simplisafe } from "./simplisafe.ts";
import { smartthings } from "./smartthings.ts";
import { switchbot } from "./switchbot.ts";
import { switchbotCloud } from "./switchbot-cloud.ts";
import { tedee } from "./tedee.ts";
import { verisure } from "./verisure.ts";
import { xthingsCloud } from "./xthings-cloud.ts";
import { yale } from "./yale.ts";
import { yaleSmartAlarm } from "./yale-smart-alarm.ts";
import { yalexsBle } from "./yalexs-ble.ts";
import { zha } from "./zha.ts";
import { zigbee2mqtt } from "./zigbee2mqtt.ts";
import { zwaveJs } from "./zwave-js.ts";
import { generic } from "./generic.ts";
import { soundHome } from "./home.ts";
import type { HomeView } from "./home.ts";
import { Registries, describeLock, lockEntities } from "./locks.ts";
import type { Overrides } from "./locks.ts";

/** All adapters, the specific ones first. The last one knows every lock. */
export const adapters: readonly Adapter[] = [
  zwaveJs,
  zigbee2mqtt,
  matter,
  zha,
  nukiHub,
  mqtt,
  august,
  yale,
  yaleSmartAlarm,
  yalexsBle,
  schlage,
  switchbot,
  switchbotCloud,
  nuki,
  tedee,
  loqed,
  homekitController,
  esphome,
  simplisafe,
  smartthings,
  xthingsCloud,
  homee,
  igloohome,
  abode,
  verisure,
  generic,
];

/** By all adapters and companions. */
export const readers = createReaders(adapters, companions);

/** Snapshots of all locks of a home, or of those that are named. */
export function collectHome(
  given: HomeView,
  { only, overrides = {}, settings }: { only?: readonly string[]; overrides?: Overrides; settings?: Settings } = {},
): LockSnapshot[] {
  const home = soundHome(given);
  const registries = new Registries(home);
  const describe = (entityId: string) => describeLock(home, entityId, registries, overrides);
  const refs = lockEntities(home).map(describe);
  const peers = countPeers(home, refs);
  const wanted = only?.map((entityId) => refs.find((ref) => ref.entityId === entityId) ?? describe(entityId)) ?? refs;
  return wanted.map((ref) => collect(home, ref, { readers, peers: peers.get(ref.entryId ?? ""), settings }));
}
