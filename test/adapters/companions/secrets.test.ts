import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { batteryNotes } from "../../../src/adapters/companions/battery-notes.ts";
import { keymaster } from "../../../src/adapters/companions/keymaster.ts";
import { lockCodeManager } from "../../../src/adapters/companions/lock-code-manager.ts";
import { models } from "../../../src/adapters/companions/models.ts";
import { virtual } from "../../../src/adapters/companions/virtual.ts";
import { commonWants, historyWant } from "../../../src/adapters/shared/wants.ts";
import { createDiagnose } from "../../../src/core/diagnose.ts";
import { firstChecks } from "../../../src/core/checks/first.ts";
import type { RemedyId } from "../../../src/core/remedies/index.ts";
import { MockHome, mockDevice } from "../../support/home.ts";
import { addLock } from "../../support/locks.ts";
import { HOUR, NOW } from "../../support/snapshot.ts";
import { answer, snapshotWith, wantsOf } from "./support.ts";

const LOCK = "lock.shed";
const DEVICE = "tedee_shed";
/** Codes as people choose them, one for each place where one can be, and the name of a person. */
const CODES = ["471101", "471102", "471103", "471104", "471105", "471106", "471107", "471108", "471109", "471110", "Annabell"];
const [
  TEXT = "",
  SENSOR = "",
  OPTION = "",
  CODE = "",
  ATTRIBUTE = "",
  NOTE = "",
  HISTORY = "",
  ANSWER = "",
  NAME = "",
  EVENT = "",
  PERSON = "",
] = CODES;
const LEAK = new RegExp(CODES.join("|"));

const COMPANIONS = [batteryNotes, lockCodeManager, keymaster, models, virtual];

/** A home in which every integration beside the lock has a code wherever its source can put one, and on the lock's device too. */
function home(): MockHome {
  const home = new MockHome();
  addLock(home, "tedee");
  home.entry({ entry_id: "01LCM", domain: "lock_code_manager", title: "House" });
  home.entry({ entry_id: "01KM", domain: "keymaster", title: "Shed" });
  home.device(mockDevice("km", { name: "Shed", identifiers: [["keymaster", "01KM"]], config_entry_id: "01KM" }));
  const options = { lock_code_manager: { pin: OPTION } };
  const attributes = { pin: ATTRIBUTE, usercode: ATTRIBUTE, changed_by: PERSON, code_slot: 1 };
  const add = (id: string, platform: string, device: string, key: string, uniqueId: string, state: string, more = {}) =>
    home.entity({ id, platform, device, key, uniqueId, state, options, attributes: { ...attributes, ...more } });

  // Lock Code Manager: on a user's device, and where older versions put it.
  for (const device of [DEVICE, "user_1"]) {
    add(`text.${device}_pin`, "lock_code_manager", device, "pin", "01LCM|1|pin", TEXT);
    add(`sensor.${device}_renamed`, "lock_code_manager", device, "code", `01LCM|1|code|${LOCK}`, CODE, {
      friendly_name: "Guest",
    });
    add(`binary_sensor.${device}_sync`, "lock_code_manager", device, "in_sync", `01LCM|1|in_sync|${LOCK}`, "off", {
      sync_status: "out_of_sync",
    });
    add(`event.${device}_used`, "lock_code_manager", device, "credential_used", "01LCM|1|credential_used", EVENT);
  }
  // keymaster: its own device.
  const slot = (id: string, name: string, state: string) =>
    add(id, "keymaster", "km", "", `01KM_${id}`, state, { friendly_name: `Shed Code Slot 1: ${name}` });
  slot("text.km_pin", "PIN", TEXT);
  slot("sensor.km_sync", "Sync Status", "Out of Sync");
  slot("binary_sensor.km_active", "Active", "on");
  slot("sensor.km_odd", "Sync Status", "Out of Sync");
  // Battery Notes: its text is free.
  const note = { note: NOTE, battery_type: "AA", battery_quantity: 4, source_entity_id: "", device_id: DEVICE };
  add("sensor.bn_type", "battery_notes", DEVICE, "battery_type", "bn_1_battery_type", "4× AA", note);
  add("sensor.bn_plus", "battery_notes", DEVICE, "battery_plus", "bn_1_battery_plus", "80", { ...note, device_class: "battery" });
  // A code sensor of the lock's own, as Zigbee2MQTT and ZHA make them.
  add("sensor.shed_pin_code", "tedee", DEVICE, "last_pin_code", "shed_pin_code", SENSOR);
  home.past("sensor.shed_pin_code", [[HISTORY, NOW - HOUR]]);
  return home;
}

/** The websocket's answers, as their sources give them and worse. */
const ANSWERS: { readonly [type: string]: unknown } = {
  "lock_code_manager/get_config_entry_data": {
    config_entry: { title: PERSON, data: { pin: ANSWER } },
    entities: [
      { entity_id: "binary_sensor.user_1_sync", unique_id: `01LCM|1|in_sync|${LOCK}`, options: { pin: OPTION }, name: PERSON },
      { entity_id: "sensor.user_1_renamed", unique_id: `01LCM|1|code|${LOCK}`, options: { pin: OPTION } },
      { entity_id: "text.user_1_pin", unique_id: "01LCM|1|pin", options: { pin: OPTION } },
    ],
    locks: [{ entity_id: LOCK, name: NAME }],
    slots: { 1: { name: PERSON, condition: null, code: ANSWER, configured_code: ANSWER } },
  },
  "keymaster/get_view_metadata": {
    title: NAME,
    badges: [
      { entity: LOCK, name: NAME },
      { entity: "text.km_pin", state: ANSWER },
    ],
    config_entry_id: "01KM",
    slot_start: 1,
    pins: [ANSWER],
  },
};

function answered(): { home: MockHome; kept: unknown[] } {
  const made = home();
  const wants = COMPANIONS.flatMap((companion) => wantsOf(made, companion));
  return { home: made, kept: wants.map((want) => answer(made, want, ANSWERS[want.request.type])) };
}

describe("codes that are planted beside a lock", () => {
  test("are there to be found", () => {
    const { states, registry } = home();
    assert.match(JSON.stringify([states, registry]), LEAK);
    assert.match(JSON.stringify(ANSWERS), LEAK);
  });

  test("are in no fact, no snapshot and no judgement", () => {
    const snapshot = snapshotWith(answered().home, LOCK, COMPANIONS);
    // What is beside the lock has been read.
    assert.equal(snapshot.facts.codes_unsynced?.kind, "known");
    assert.equal(snapshot.facts.battery_type?.kind, "known");
    assert.doesNotMatch(JSON.stringify(snapshot), LEAK);
    assert.doesNotMatch(JSON.stringify(createDiagnose({ checks: firstChecks, causes: [] })(snapshot)), LEAK);
  });

  test("are in nothing that is asked or kept of an answer", () => {
    const { home: made, kept } = answered();
    assert.equal(kept.length, 2);
    assert.doesNotMatch(JSON.stringify(kept), LEAK);
    const view = made.lockView(LOCK);
    const wants = [
      ...COMPANIONS.flatMap((companion) => wantsOf(made, companion)),
      ...commonWants(view),
      historyWant(view.home, [view.ref]),
    ];
    assert.doesNotMatch(JSON.stringify(wants), LEAK);
    assert.doesNotMatch(JSON.stringify(wants), /reveal|_pin"|pin_code|subscribe_lock_codes|usercode/);
  });

  test("are in no plan", () => {
    const view = answered().home.lockView(LOCK);
    for (const { plans } of COMPANIONS)
      for (const id of Object.keys(plans) as RemedyId[]) assert.doesNotMatch(JSON.stringify(plans[id]?.(view) ?? null), LEAK);
  });

  test("their entities do not even belong to the lock, renamed and before their rows have come too", () => {
    for (const registry of [true, false]) {
      const made = home();
      if (!registry) made.registry = {};
      const ids = made.lockView(LOCK).ref.siblings.map(({ entityId }) => entityId);
      assert.deepEqual(
        ids.filter((id) => LEAK.test(made.states[id]?.state ?? "") && !id.startsWith("event.")),
        [],
      );
    }
  });
});
