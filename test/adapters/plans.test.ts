import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { adapters } from "../../src/adapters/index.ts";
import type { Plan } from "../../src/adapters/adapter.ts";
import { REMEDY_IDS, remedies } from "../../src/core/remedies/index.ts";
import type { RemedyId } from "../../src/core/remedies/index.ts";
import { everything } from "../../src/runtime/everything.ts";
import { offersFor, planFor } from "../../src/runtime/offers.ts";
import { MockHome } from "../support/home.ts";
import { addLock, addMatterLock, addZigbeeLock, addZwaveLock } from "../support/locks.ts";
import { rows } from "../support/table.ts";

/** The only calls there are. Whoever adds one has to say here why it moves no bolt but towards locked. */
const ACTIONS: ReadonlySet<string> = new Set([
  "button.press",
  "lock.lock",
  "update.install",
  "homeassistant.reload_config_entry",
  "homeassistant.update_entity",
  "zwave_js.refresh_value",
  "zwave_js.refresh_notifications",
]);
const COMMANDS: ReadonlySet<string> = new Set(["matter/ping_node", "matter/interview_node", "zwave_js/refresh_node_info"]);
const BUTTONS = /^button\.(.*_)?(ping|identify|restart|wake)$/;

/** Every trap that an integration may put beside a lock, on the lock's own device. */
function withTraps(home: MockHome, lockId: string): void {
  const device = home.entities[lockId]?.device_id ?? "";
  const platform = home.entities[lockId]?.platform ?? "";
  const slug = lockId.slice(5);
  const add = (id: string, key: string | undefined, deviceClass?: string, state = "unknown") => {
    if (home.states[id]) return;
    home.entity({
      id,
      device,
      platform,
      uniqueId: `${slug}_${id}`,
      ...(key === undefined ? {} : { key }),
      name: id,
      state,
      attributes: deviceClass === undefined ? {} : { device_class: deviceClass },
    });
  };
  add(`button.${slug}_half_lock`, "half_lock");
  add(`button.${slug}_unlock`, "unlock");
  add(`button.${slug}_unlatch`, "unlatch");
  add(`button.${slug}_panic`, "panic");
  add(`button.${slug}_open`, undefined);
  add(`button.${slug}_notification_idle`, undefined);
  add(`button.${slug}_provision`, "provision", "update");
  add(`select.${slug}_reset_to_factory_defaults`, undefined);
  add(`switch.${slug}_permit_join`, undefined);
  add(`button.${slug}_identify`, undefined, "identify");
  add(`button.${slug}_restart`, undefined, "restart");
  add(`button.${slug}_wake`, "wake");
  add(`button.${slug}_ping`, "ping");
  for (const id of Object.keys(home.states).filter((each) => each.startsWith("update.")))
    home.set(id, "on", {
      attributes: {
        supported_features: 21,
        installed_version: "1",
        latest_version: "2",
        release_url: "https://example.org/notes",
      },
    });
}

const PLATFORMS = [
  "zha",
  "yalexs_ble",
  "switchbot",
  "switchbot_cloud",
  "schlage",
  "august",
  "yale",
  "nuki",
  "tedee",
  "loqed",
  "homekit_controller",
  "yale_smart_alarm",
  "unifi_access",
  "esphome",
  "mqtt",
  "simplisafe",
  "overkiz",
  "something_new",
];

const HOMES: readonly (readonly [name: string, build: (home: MockHome) => string])[] = [
  ["zwave_js", (home) => addZwaveLock(home)],
  ["zigbee2mqtt", (home) => addZigbeeLock(home)],
  ["matter", (home) => addMatterLock(home)],
  ...PLATFORMS.map((platform) => [platform, (home: MockHome) => addLock(home, platform)] as const),
];

function rich(build: (home: MockHome) => string): { home: MockHome; lockId: string } {
  const home = new MockHome();
  const lockId = build(home);
  withTraps(home, lockId);
  return { home, lockId };
}

function plansOf(home: MockHome, lockId: string): (readonly [RemedyId, Plan])[] {
  const view = home.lockView(lockId);
  return REMEDY_IDS.flatMap((id) => {
    const plan = planFor(view, id, everything);
    return plan ? [[id, plan] as const] : [];
  });
}

function allowed(id: RemedyId, plan: Plan, lockId: string): void {
  const text = JSON.stringify(plan);
  assert.doesNotMatch(text, /unlock|unlatch|half_lock|panic|permit|factory|default/i, id);
  switch (plan.kind) {
    case "service": {
      const action = `${plan.domain}.${plan.service}`;
      assert.ok(ACTIONS.has(action), `${id}: ${action}`);
      if (action === "button.press") assert.match(plan.target?.entity_id ?? "", BUTTONS);
      if (action === "lock.lock") assert.deepEqual([plan.target, plan.wanted, plan.data], [{ entity_id: lockId }, "locked", {}]);
      else assert.equal(plan.wanted, undefined);
      if (["update.install", "homeassistant.reload_config_entry"].includes(action)) assert.equal(plan.admin, true);
      return;
    }
    case "command":
    case "stream":
      assert.ok(COMMANDS.has(plan.request.type), plan.request.type);
      if (plan.request.type !== "matter/ping_node") assert.equal(plan.admin, true);
      return;
    case "link":
      if (plan.external) assert.match(plan.href, /^https?:\/\//);
      else assert.match(plan.href, /^\/config\/[\w/-]+$/);
  }
}

describe("every plan of every integration", () => {
  for (const [name, build] of HOMES) {
    test(`${name}: on the list, and never the other way`, () => {
      const { home, lockId } = rich(build);
      const plans = plansOf(home, lockId);
      assert.ok(plans.length >= 5, "the test has something to look at");
      for (const [id, plan] of plans) allowed(id, plan, lockId);
    });

    test(`${name}: none for an entity that is not there`, () => {
      const { home, lockId } = rich(build);
      home.lose(/./);
      for (const [id, plan] of plansOf(home, lockId))
        if (plan.kind === "service") assert.equal(`${plan.domain}.${plan.service}`, "homeassistant.reload_config_entry", id);
    });

    test(`${name}: none for an entity that Home Assistant has no state of`, () => {
      const { home, lockId } = rich(build);
      const { [lockId]: lock } = home.states;
      home.states = { [lockId]: lock! };
      for (const [id, plan] of plansOf(home, lockId))
        if (plan.kind === "service" && plan.target) assert.equal(plan.target.entity_id, lockId, id);
    });

    test(`${name}: a plan has the kind of its remedy`, () => {
      const { home, lockId } = rich(build);
      for (const [id, plan] of plansOf(home, lockId)) assert.equal(plan.kind === "link", remedies[id].kind === "link", id);
    });
  }

  test("each adapter has its own name, and the last one knows every lock", () => {
    const ids = adapters.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.at(-1), "generic");
  });

  test("guides and requests to an administrator need no plan", () => {
    for (const { plans } of adapters)
      for (const id of Object.keys(plans) as RemedyId[]) assert.ok(["action", "link"].includes(remedies[id].kind), id);
  });
});

describe("a plan", () => {
  const plan = (
    build: (home: MockHome) => string,
    id: RemedyId,
    change: (home: MockHome, lockId: string) => unknown = () => undefined,
  ) => {
    const home = new MockHome();
    const lockId = build(home);
    change(home, lockId);
    return planFor(home.lockView(lockId), id, everything);
  };
  const zwave = (home: MockHome) => addZwaveLock(home);
  const service = (domain: string, name: string, data: object, target: string | undefined, admin = false) => ({
    kind: "service",
    domain,
    service: name,
    data,
    ...(target === undefined ? {} : { target: { entity_id: target } }),
    admin,
  });

  rows<readonly [name: string, plan: Plan | undefined, expected: unknown]>(
    [
      ["Z-Wave ping is its button", plan(zwave, "ping"), service("button", "press", {}, "button.front_door_ping")],
      [
        "Z-Wave ping, button unavailable",
        plan(zwave, "ping", (home) => home.set("button.front_door_ping", "unavailable")),
        undefined,
      ],
      ["Z-Wave ping, button disabled", plan(zwave, "ping", (home) => home.remove("button.front_door_ping")), undefined],
      [
        "Z-Wave value",
        plan(zwave, "reread_value"),
        service("zwave_js", "refresh_value", { entity_id: "sensor.front_door_battery_level" }, undefined),
      ],
      [
        "Z-Wave value of an unavailable sensor",
        plan(zwave, "reread_value", (home) => home.set("sensor.front_door_battery_level", "unavailable")),
        undefined,
      ],
      [
        "Z-Wave notification",
        plan(zwave, "reread_notification"),
        service("zwave_js", "refresh_notifications", { notification_type: 6, entity_id: "lock.front_door" }, undefined),
      ],
      [
        "Z-Wave notification of an unavailable lock",
        plan(zwave, "reread_notification", (home) => home.set("lock.front_door", "unavailable")),
        undefined,
      ],
      ["Z-Wave has no refresh that does anything", plan(zwave, "refresh_entity"), undefined],
      [
        "reload by entry",
        plan(zwave, "reload_entry"),
        service("homeassistant", "reload_config_entry", { entry_id: "01ZWAVE" }, undefined, true),
      ],
      [
        "reload of a disabled entry",
        plan(zwave, "reload_entry", (home) => home.entry({ entry_id: "01ZWAVE", domain: "zwave_js", disabled_by: "user" })),
        undefined,
      ],
      ["reload of an entry that is not known yet", plan(zwave, "reload_entry", (home) => (home.configEntries = [])), undefined],
      ["Matter is never reloaded", plan((home) => addMatterLock(home), "reload_entry"), undefined],
      [
        "Matter pings by its own command",
        plan((home) => addMatterLock(home), "ping"),
        { kind: "command", request: { type: "matter/ping_node", device_id: "matter_studio" }, admin: false },
      ],
      ["Zigbee2MQTT's bridge is not the lock: no restart", plan((home) => addZigbeeLock(home), "restart_device"), undefined],
      ["Zigbee2MQTT has nothing to ping", plan((home) => addZigbeeLock(home), "ping"), undefined],
      ["lock again", plan(zwave, "lock_again"), { ...service("lock", "lock", {}, "lock.front_door"), wanted: "locked" }],
      [
        "a lock that wants a code to lock",
        plan(zwave, "lock_again", (home) => home.set("lock.front_door", "locked", { attributes: { code_format: "^\\d{4}$" } })),
        undefined,
      ],
      [
        "install, offered",
        plan(zwave, "install_update", (home) => home.set("update.front_door_firmware", "on")),
        service("update", "install", {}, "update.front_door_firmware", true),
      ],
      ["install, nothing offered", plan(zwave, "install_update"), undefined],
      [
        "install, only told of",
        plan(zwave, "install_update", (home) =>
          home.set("update.front_door_firmware", "on", { attributes: { supported_features: 4 } }),
        ),
        undefined,
      ],
      [
        "notes",
        plan(zwave, "release_notes", (home) =>
          home.set("update.front_door_firmware", "on", { attributes: { release_url: "https://x.org/a?b" } }),
        ),
        { kind: "link", href: "https://x.org/a?b", external: true },
      ],
      [
        "notes that are a script",
        plan(zwave, "release_notes", (home) =>
          home.set("update.front_door_firmware", "on", { attributes: { release_url: "javascript:alert(1)" } }),
        ),
        undefined,
      ],
      [
        "notes that are a script after a space",
        plan(zwave, "release_notes", (home) =>
          home.set("update.front_door_firmware", "on", { attributes: { release_url: " javascript:alert('https://')" } }),
        ),
        undefined,
      ],
      [
        "notes that are data",
        plan(zwave, "release_notes", (home) =>
          home.set("update.front_door_firmware", "on", { attributes: { release_url: "data:text/html,https://" } }),
        ),
        undefined,
      ],
      [
        "notes that are a number",
        plan(zwave, "release_notes", (home) => home.set("update.front_door_firmware", "on", { attributes: { release_url: 5 } })),
        undefined,
      ],
      ["device page", plan(zwave, "open_device"), { kind: "link", href: "/config/devices/device/zwave_2", external: false }],
      [
        "integration page",
        plan(zwave, "open_integration"),
        { kind: "link", href: "/config/integrations/integration/zwave_js", external: false },
      ],
      [
        "sign in on the same page",
        plan((home) => addLock(home, "schlage"), "sign_in"),
        { kind: "link", href: "/config/integrations/integration/schlage", external: false },
      ],
      [
        "a lock without a device has no page",
        plan((home) => (home.set("lock.yaml", "locked"), "lock.yaml"), "open_device"),
        undefined,
      ],
    ],
    ([, found, expected]) => assert.deepEqual(found, expected),
  );

  test("what is typed into a page's address is only an address", () => {
    const odd = plan(zwave, "open_integration", (home) => home.entry({ entry_id: "01ZWAVE", domain: "../../evil?x#y" }));
    assert.deepEqual(odd, { kind: "link", href: "/config/integrations/integration/..%2F..%2Fevil%3Fx%23y", external: false });
  });
});

describe("offers", () => {
  const offered = (remedyIds: readonly RemedyId[], isAdmin: boolean, change: (home: MockHome) => unknown = () => undefined) => {
    const home = new MockHome();
    const lockId = addZwaveLock(home);
    change(home);
    const { offers, adminOnly } = offersFor(home.lockView(lockId), { remedies: remedyIds }, isAdmin, everything);
    return `${offers.map(({ remedy }) => remedy.id).join(" ")} | ${adminOnly.map(({ id }) => id).join(" ")}`;
  };
  rows<readonly [name: string, told: string, expected: string]>(
    [
      [
        "a plain user's",
        offered(["ping", "guide_reach", "reinterview", "ask_administrator", "open_device"], false),
        "ping guide_reach ask_administrator | reinterview open_device",
      ],
      [
        "an administrator's: nobody to ask",
        offered(["ping", "guide_reach", "reinterview", "ask_administrator", "open_device"], true),
        "ping guide_reach reinterview open_device | ",
      ],
      [
        "the first is an administrator's: then asking comes first",
        offered(["reload_entry", "guide_hub", "ask_administrator"], false),
        "ask_administrator guide_hub | reload_entry",
      ],
      ["what this lock cannot do is not offered", offered(["wake", "refresh_entity", "guide_reach"], false), "guide_reach | "],
      ["nor is it asked for", offered(["install_update", "release_notes", "ask_administrator"], false), "ask_administrator | "],
      [
        "an update is asked for",
        offered(["install_update", "release_notes", "ask_administrator"], false, (home) =>
          home.set("update.front_door_firmware", "on"),
        ),
        "ask_administrator | install_update",
      ],
    ],
    ([, told, expected]) => assert.equal(told, expected),
  );
});
