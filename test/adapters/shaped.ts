import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Adapter } from "../../src/adapters/adapter.ts";
import { soundHome } from "../../src/adapters/home.ts";
import type { DeviceRow } from "../../src/adapters/home.ts";
import { collectHome } from "../../src/adapters/index.ts";
import { LockView } from "../../src/adapters/lock-view.ts";
import { describeLock } from "../../src/adapters/locks.ts";
import { diagnose } from "../../src/core/everything.ts";
import { REMEDY_IDS } from "../../src/core/remedies/index.ts";
import type { RemedyId } from "../../src/core/remedies/index.ts";
import { everything } from "../../src/runtime/everything.ts";
import { planFor } from "../../src/runtime/offers.ts";
import { MockHome, mockDevice } from "../support/home.ts";
import type { MockEntity } from "../support/home.ts";
import { PLANTED } from "../support/locks.ts";
import { rows } from "../support/table.ts";

export const LOCK = "lock.shed";
export const DEVICE = "shed";
export const ENTRY = "01ENTRY";

export const PERCENT = { device_class: "battery", unit_of_measurement: "%", state_class: "measurement" };
export const DBM = { device_class: "signal_strength", unit_of_measurement: "dBm", state_class: "measurement" };
export const ofClass = (deviceClass: string) => ({ device_class: deviceClass });

/** A lock with its entities as an integration's source makes them. */
export interface Shape {
  readonly platform: string;
  readonly iotClass: string;
  readonly device: Partial<DeviceRow>;
  readonly lock: {
    readonly uniqueId: string;
    readonly key?: string;
    readonly attributes?: NonNullable<MockEntity["attributes"]>;
  };
  readonly others: readonly Omit<MockEntity, "platform" | "device">[];
}

/** A home with this lock, locked since an hour ago, and whatever a test changes of it. */
export function homeOf(shape: Shape, change: (home: MockHome) => unknown = () => undefined): MockHome {
  const { platform, iotClass, device, lock, others } = shape;
  const home = new MockHome();
  home.entry({ entry_id: ENTRY, domain: platform, title: platform });
  home.answer({ type: "manifest/get", integration: platform }, { domain: platform, iot_class: iotClass });
  home.device(mockDevice(DEVICE, { name: "Shed", config_entry_id: ENTRY, ...device }));
  home.entity({ id: LOCK, device: DEVICE, platform, state: "locked", ...lock });
  for (const entity of others) home.entity({ device: DEVICE, platform, ...entity });
  change(home);
  return home;
}

/** What is found, worst first; "healthy" or why it cannot be told where nothing is. */
export function findings(home: MockHome): readonly string[] {
  const { findings: found, verdict } = diagnose(home.snapshot(LOCK));
  if (found.length > 0) return found.map(({ id, variant }) => (variant === undefined ? id : `${id}/${variant}`));
  return [verdict.kind === "unknown" ? `unknown: ${verdict.reason}` : verdict.kind];
}

/** Those of the remedies that this lock's integration does, without links, as "remedy: call target", sorted. */
export function actions(home: MockHome): readonly string[] {
  const view = home.lockView(LOCK);
  const told = REMEDY_IDS.flatMap((id) => {
    const plan = planFor(view, id, everything);
    if (!plan || plan.kind === "link") return [];
    if (plan.kind !== "service") return `${id}: ${plan.request.type}`;
    const about = plan.target?.entity_id ?? plan.data["entity_id"] ?? plan.data["entry_id"];
    return `${id}: ${plan.domain}.${plan.service} ${String(about)}`;
  });
  return told.sort();
}

export const planOf = (home: MockHome, id: RemedyId) => planFor(home.lockView(LOCK), id, everything);

type FactRow = readonly [name: string, change: (home: MockHome) => unknown, fact: string, value: unknown];

/** Rows of what a lock of this shape is made to say, and the fact that is read from it. */
export function factRows(shape: Shape, table: readonly FactRow[]): void {
  rows(table, ([, change, fact, value]) => assert.deepEqual(homeOf(shape, change).facts(LOCK)[fact], value));
}

type FindingRow = readonly [name: string, change: (home: MockHome) => unknown, expected: readonly string[]];

/** Rows of what a lock of this shape is made to say, and all that is found. */
export function findingRows(shape: Shape, table: readonly FindingRow[]): void {
  rows(table, ([, change, expected]) => assert.deepEqual(findings(homeOf(shape, change)), expected));
}

/** What an integration may say where something else is expected. */
const NONSENSE: readonly unknown[] = [
  null,
  "",
  "x",
  "on",
  "-1",
  "1e400",
  0,
  NaN,
  true,
  [],
  {},
  "unknown",
  "unavailable",
  "2026-11-22",
];

/** All paths into a tree, of its leaves and of its branches. */
function pathsOf(tree: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof tree !== "object" || tree === null) return [path];
  return [...(path.length > 0 ? [path] : []), ...Object.entries(tree).flatMap(([key, value]) => pathsOf(value, [...path, key]))];
}

function put(tree: unknown, [key, ...rest]: readonly string[], value: unknown): void {
  const branch = tree as { [key: string]: unknown };
  if (key === undefined) return;
  if (rest.length === 0) branch[key] = value;
  else put(branch[key], rest, value);
}

/** What holds for every integration. `foreign`: platforms that are not this one. */
export function sameForAll(adapter: Adapter, shape: Shape, foreign: readonly string[] = ["zwave_js", "tuya", ""]): void {
  describe("as every integration", () => {
    test("is known by what its source says of it, and others are not taken for it", () => {
      const home = homeOf(shape);
      assert.equal(home.snapshot(LOCK).lock.adapterId, adapter.id);
      const { ref } = home.lockView(LOCK);
      assert.ok(adapter.recognises(ref));
      for (const platform of foreign) assert.ok(!adapter.recognises({ ...ref, platform }), platform);
    });

    test("healthy where all is well", () => assert.deepEqual(findings(homeOf(shape)), ["healthy"]));

    test("starting, not broken, while Home Assistant starts", () => {
      const home = homeOf(shape, (it) => it.lose(/./));
      home.config = { state: "STARTING" };
      assert.deepEqual(findings(home), ["unknown: starting"]);
    });

    test("no code is read", () => {
      const home = homeOf(shape);
      const add = (id: string, more: Partial<MockEntity>) =>
        home.entity({ id, device: DEVICE, platform: shape.platform, uniqueId: id, state: PLANTED, ...more });
      add("sensor.shed_a", { uniqueId: "x-last_pin_code" });
      add("sensor.shed_b", { key: "pin_code" });
      add("sensor.shed_c", { name: "Keypad user code" });
      add("text.shed_code", { name: "Code", attributes: { device_class: "problem" } });
      add("switch.shed_x", { state: "on", options: { lock: { default_code: PLANTED } } });
      const { wants } = adapter;
      const kept = wants(home.lockView(LOCK)).map(({ keep }) =>
        keep?.({ events: [{ when: 1, domain: shape.platform, message: `'code': '${PLANTED}'`, state: PLANTED }] }, undefined, 0),
      );
      const told = [home.snapshot(LOCK), diagnose(home.snapshot(LOCK)), actions(home), kept];
      assert.ok(!JSON.stringify(told).includes(PLANTED));
    });

    test("nonsense in every place: nothing throws, and none of it is healthy news of the bolt", () => {
      const ids = Object.keys(homeOf(shape).states);
      for (const id of ids)
        for (const nonsense of NONSENSE) {
          const home = homeOf(shape);
          home.set(id, nonsense as string, { attributes: { device_class: home.states[id]?.attributes["device_class"] } });
          findings(home);
          actions(home);
          const names = Object.keys(home.states[id]?.attributes ?? {});
          for (const name of [...names, "battery_level", "battery_size", "icon", "assumed_state"]) {
            home.set(id, "on", { attributes: { [name]: nonsense } });
            findings(home);
            actions(home);
          }
        }
      for (const nonsense of NONSENSE) {
        const home = homeOf(shape, (it) => it.set(LOCK, nonsense as string));
        assert.notDeepEqual(findings(home), ["healthy"], String(nonsense));
      }
    });

    test("nonsense in the registries, at every leaf and branch: nothing throws", () => {
      for (const path of pathsOf({ ...homeOf(shape).view(), states: undefined }))
        for (const nonsense of [null, 5, {}]) {
          const view = structuredClone(homeOf(shape).view());
          put(view, path, nonsense);
          for (const snapshot of collectHome(view)) diagnose(snapshot);
          const sound = soundHome(view);
          const lock = new LockView(sound, describeLock(sound, LOCK));
          adapter.recognises(lock.ref);
          adapter.wants(lock);
          for (const id of REMEDY_IDS) adapter.plans[id]?.(lock);
        }
    });

    test("nothing that unlocks, and nothing for an entity that is not there", () => {
      const home = homeOf(shape);
      const told = JSON.stringify(REMEDY_IDS.map((id) => planOf(home, id)));
      assert.doesNotMatch(told, /unlock|unlatch|half_lock|factory|calibrate|permit/i);
      assert.deepEqual(actions(homeOf(shape, (it) => it.lose(/./))), [
        `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
      ]);
    });
  });
}
