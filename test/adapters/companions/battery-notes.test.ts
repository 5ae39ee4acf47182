import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { batteryNotes, chemistryOf } from "../../../src/adapters/companions/battery-notes.ts";
import type { Chemistry } from "../../../src/core/fact.ts";
import { MockHome, iso, mockDevice } from "../../support/home.ts";
import { addLock } from "../../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";
import { factsWith, planOf, snapshotWith } from "./support.ts";

const LOCK = "lock.shed";
const LEVEL = "sensor.shed_battery";
const DEVICE = "tedee_shed";
const WORDS = { note: "spare key under the pot, code 4711" };

interface NoteOptions {
  readonly id?: string;
  readonly slug?: string;
  readonly device?: string | undefined;
  readonly type?: string;
  readonly quantity?: number;
  readonly replaced?: string;
  readonly source?: string;
  readonly level?: string;
  readonly low?: "on" | "off";
}

/** What Battery Notes 3 makes for one note, by its sensor.py, binary_sensor.py and button.py. `device`: where it hangs. */
function addNote(home: MockHome, options: NoteOptions = {}): MockHome {
  const { id = `bn_${DEVICE}`, slug = "shed", type = "AA", quantity = 4, replaced = iso(NOW - 40 * DAY), source = "" } = options;
  const { level = "81", low = "off" } = options;
  const device = "device" in options ? options.device : DEVICE;
  const on = { platform: "battery_notes", ...(device === undefined ? {} : { device }) };
  const words = quantity > 1 ? `${quantity}× ${type}` : type;
  const cells = { battery_quantity: quantity, battery_type: type, ...WORDS };
  const of = {
    ...cells,
    battery_type_and_quantity: words,
    battery_last_replaced: replaced,
    device_id: device ?? "old",
    source_entity_id: source,
  };
  home.entity({
    ...on,
    id: `sensor.${slug}_battery_plus`,
    uniqueId: `${id}_battery_plus`,
    key: "battery_plus",
    name: "Battery+",
    state: level,
    attributes: { ...of, device_class: "battery", unit_of_measurement: "%" },
  });
  home.entity({
    ...on,
    id: `binary_sensor.${slug}_battery_plus_low`,
    uniqueId: `${id}_battery_low`,
    key: "battery_low",
    category: "diagnostic",
    name: "Battery low",
    state: low,
    attributes: { ...of, device_class: "battery", battery_low_threshold: 10 },
  });
  home.entity({
    ...on,
    id: `sensor.${slug}_battery_type`,
    uniqueId: `${id}_battery_type`,
    key: "battery_type",
    category: "diagnostic",
    name: "Battery type",
    state: words,
    attributes: cells,
  });
  home.entity({
    ...on,
    id: `sensor.${slug}_battery_last_replaced`,
    uniqueId: `${id}_battery_last_replaced`,
    key: "battery_last_replaced",
    category: "diagnostic",
    name: "Battery last replaced",
    state: replaced,
    attributes: { device_class: "timestamp" },
  });
  return home.entity({
    ...on,
    id: `button.${slug}_battery_replaced`,
    uniqueId: `${id}_battery_replaced_button`,
    key: "battery_replaced",
    category: "diagnostic",
    name: "Battery replaced",
    state: "unknown",
  });
}

function lock(change: (home: MockHome) => unknown = addNote): MockHome {
  const home = new MockHome();
  addLock(home, "tedee");
  change(home);
  return home;
}

const facts = (home: MockHome) => factsWith(home, LOCK, [batteryNotes]);
const button = (home: MockHome) => {
  const plan = planOf(home, LOCK, batteryNotes, "mark_replaced");
  return plan?.kind === "service" ? [`${plan.domain}.${plan.service}`, plan.target?.entity_id, plan.admin] : undefined;
};

/** The same home with the note's entities first, as a registry may give them. */
function notesFirst(home: MockHome): MockHome {
  const entries = Object.entries(home.entities);
  const isNote = (row: (typeof entries)[number]) => row[1].platform === "battery_notes";
  home.entities = Object.fromEntries([...entries.filter(isNote), ...entries.filter((row) => !isNote(row))]);
  return home;
}

describe("chemistry of cells by words", () => {
  rows<readonly [words: string, quantity: number | undefined, chemistry: Chemistry | undefined]>(
    [
      ["AA", 4, undefined],
      ["AAA", 4, undefined],
      ["PP3", 1, undefined],
      ["9v", 1, undefined],
      ["MANUAL", 4, undefined],
      ["CR123A", 2, "lithium"],
      ["CR123", 2, "lithium"],
      ["123A", 2, "lithium"],
      ["CR2032", 1, "lithium"],
      ["CR2", 4, "lithium"],
      ["CR-V3", 1, "lithium"],
      ["2CR5", 1, "lithium"],
      ["AA Lithium", 4, "lithium"],
      ["FR6", 4, "lithium"],
      ["LR6", 4, "alkaline"],
      ["LR03", 4, "alkaline"],
      ["AA Alkaline", 4, "alkaline"],
      ["Alkali-Mangan AA", 4, "alkaline"],
      ["AA NiMH", 4, "nimh"],
      ["AA Eneloop", 4, "nimh"],
      ["HR6", 4, "nimh"],
      ["AA rechargeable", 4, "nimh"],
      ["Rechargeable AAA", 4, "nimh"],
      ["Akku AA", 4, "nimh"],
      ["AA lithium rechargeable", 4, "li_ion"],
      ["CR123A rechargeable", 2, "li_ion"],
      ["RCR123A", 2, "li_ion"],
      ["Li-Ion 18650", 1, "li_ion"],
      ["LIR2032", 1, "li_ion"],
      ["LP103454 LiPo 3.7v 700mah", 1, "li_ion"],
      ["Rechargeable", 1, "li_ion"],
      ["Rechargeable", undefined, "li_ion"],
      ["Rechargeable", 2, "li_ion"],
      ["Rechargeable", 3, undefined],
      ["Rechargeable", 4, undefined],
      ["ER14250", 1, undefined],
      ["Solar", 1, undefined],
      ["", undefined, undefined],
    ],
    ([words, quantity, chemistry]) => assert.equal(chemistryOf(words, quantity), chemistry),
  );
});

describe("a note on the lock's own device", () => {
  test("tells type with quantity, and when the cells were changed", () => {
    const found = facts(lock());
    assert.equal(found["battery_type"], "4× AA");
    assert.equal(found["battery_swapped"], NOW - 40 * DAY);
    assert.equal(found["battery_chemistry"], undefined);
  });

  test("tells a chemistry that its type names", () => {
    const home = lock((home) => addNote(home, { type: "AA Lithium" }));
    assert.equal(facts(home)["battery_chemistry"], "lithium");
    assert.equal(snapshotWith(home, LOCK, [batteryNotes]).facts.battery_chemistry?.source, "sensor.shed_battery_type");
  });

  test("a swap carries its own time and its entity", () => {
    const fact = snapshotWith(lock(), LOCK, [batteryNotes]).facts.battery_swapped;
    assert.deepEqual(fact, {
      kind: "known",
      value: NOW - 40 * DAY,
      at: NOW - 40 * DAY,
      source: "sensor.shed_battery_last_replaced",
    });
  });

  test("where the sensor of the date is switched off, its attribute tells", () => {
    const home = lock().remove("sensor.shed_battery_last_replaced");
    assert.equal(facts(home)["battery_swapped"], NOW - 40 * DAY);
  });

  rows<readonly [name: string, at: number, swapped: unknown]>(
    [
      ["the date that Battery Notes fills in by itself is no swap", 0, undefined],
      ["nor is one of the minutes in which the sensor of the cells was made", 9 * MINUTE, undefined],
      ["a date a while after the lock came is one", 10 * MINUTE, NOW - 100 * DAY + 10 * MINUTE],
      ["so is one before the lock came", -10 * MINUTE, NOW - 100 * DAY - 10 * MINUTE],
      ["a time to come is not believed", 100 * DAY + HOUR, "(invalid)"],
      ["now is", 100 * DAY, NOW],
    ],
    ([, after, swapped]) => {
      const made = NOW - 100 * DAY;
      const home = lock((home) => addNote(home, { replaced: iso(made + after) }));
      home.device({ ...mockDevice(DEVICE, { name: "Shed", config_entry_id: "01TEDEE" }), ...{ created_at: made / 1000 } });
      assert.equal(facts(home)["battery_swapped"], swapped);
    },
  );

  test("without a date there is no swap", () => {
    const home = lock((home) => addNote(home, { replaced: "unknown" }));
    assert.equal(facts(home)["battery_swapped"], undefined);
  });

  test("a type without a value does not take the place of what the lock says itself", () => {
    const home = lock((home) => {
      addNote(home);
      home.set("sensor.shed_battery_type", "unavailable");
      home.entity({
        id: "sensor.shed_battery_replacement",
        device: DEVICE,
        platform: "tedee",
        uniqueId: "replacement",
        key: "battery_replacement_description",
        state: "4x AA",
      });
    });
    home.entities = Object.fromEntries(Object.entries(home.entities).reverse());
    assert.equal(facts(home)["battery_type"], "4x AA");
  });

  test("its free text is read by nobody", () => {
    assert.doesNotMatch(JSON.stringify(snapshotWith(lock(), LOCK, [batteryNotes])), /4711|spare key/);
  });

  test("a lock without a note has none of it", () => {
    const found = facts(lock(() => undefined));
    for (const name of ["battery_type", "battery_chemistry", "battery_swapped"]) assert.equal(found[name], undefined);
  });
});

describe("Battery+ is the same cells once more", () => {
  test("the lock's own level is read, wherever Battery+ stands", () => {
    for (const home of [lock(), notesFirst(lock())]) {
      home.set("sensor.shed_battery_plus", "30");
      const { battery_level: level } = snapshotWith(home, LOCK, [batteryNotes]).facts;
      assert.deepEqual([level?.kind === "known" && level.value, level?.source], [81, LEVEL]);
    }
  });

  test("with the past of the lock's own sensor", () => {
    const home = notesFirst(lock()).past(LEVEL, [["90", NOW - 3 * DAY]]);
    assert.equal(facts(home)["battery_before"], 90);
  });

  test("a keypad's sensor does not take its place", () => {
    const home = lock((home) => {
      addNote(home);
      home.entity({
        id: "sensor.shed_keypad_battery",
        device: DEVICE,
        platform: "tedee",
        uniqueId: "keypad_battery",
        key: "linked_keypad_battery",
        state: "12",
        attributes: { device_class: "battery" },
      });
    });
    home.entities = Object.fromEntries(Object.entries(home.entities).reverse());
    home.set(LEVEL, "81");
    assert.equal(facts(notesFirst(home))["battery_level"], 81);
  });

  test("where a person made it by a template, it is all there is", () => {
    const home = lock((home) => addNote(home, { level: "44" })).remove(LEVEL);
    assert.equal(facts(home)["battery_level"], 44);
  });

  test("its low flag is a person's threshold, and no witness beside the level", () => {
    assert.equal(facts(lock((home) => addNote(home, { low: "on" })))["battery_low_flag"], "(unknown)");
  });

  test("the lock's own low flag stays", () => {
    for (const reversed of [false, true]) {
      const home = lock((home) => {
        addNote(home, { low: "on" });
        home.entity({
          id: "binary_sensor.shed_low",
          device: DEVICE,
          platform: "tedee",
          uniqueId: "low_battery",
          state: "off",
          attributes: { device_class: "battery" },
        });
      });
      if (reversed) home.entities = Object.fromEntries(Object.entries(home.entities).reverse());
      assert.equal(facts(home)["battery_low_flag"], false);
    }
  });

  test("without level and flag of the lock's own, its low flag is all there is", () => {
    const home = lock((home) => addNote(home, { low: "on" }))
      .remove(LEVEL)
      .remove("sensor.shed_battery_plus");
    assert.equal(facts(home)["battery_low_flag"], true);
  });
});

describe("several notes on one device", () => {
  const KEYPAD = "sensor.shed_keypad_battery";
  const both = () =>
    lock((home) => {
      home.entity({
        id: KEYPAD,
        device: DEVICE,
        platform: "tedee",
        uniqueId: "keypad_battery",
        key: "linked_keypad_battery",
        state: "12",
        attributes: { device_class: "battery" },
      });
      addNote(home, { id: "bn_keypad_battery", slug: "keypad", source: KEYPAD, type: "CR123A", quantity: 1, level: "12" });
      addNote(home, { id: "bn_shed_battery_level", slug: "cells", source: LEVEL, replaced: iso(NOW - DAY) });
    });

  test("the one about the lock's level counts", () => {
    for (const home of [both(), notesFirst(both())]) {
      const found = facts(home);
      assert.deepEqual(
        [found["battery_type"], found["battery_chemistry"], found["battery_swapped"], found["battery_level"]],
        ["4× AA", undefined, NOW - DAY, 81],
      );
      assert.deepEqual(button(home), ["button.press", "button.cells_battery_replaced", false]);
    }
  });

  test("one that is only about a keypad is not about the lock", () => {
    const home = lock((home) => {
      home.entity({
        id: KEYPAD,
        device: DEVICE,
        platform: "tedee",
        uniqueId: "keypad_battery",
        state: "12",
        attributes: { device_class: "battery" },
      });
      addNote(home, { id: "bn_keypad_battery", slug: "keypad", source: KEYPAD, type: "CR123A", quantity: 1 });
    });
    const found = facts(home);
    assert.deepEqual([found["battery_chemistry"], found["battery_swapped"], button(home)], [undefined, undefined, undefined]);
  });

  test("one about the level counts before one about the whole device", () => {
    const home = lock((home) => {
      addNote(home, { type: "CR2", quantity: 2 });
      addNote(home, { id: "bn_shed_battery_level", slug: "cells", source: LEVEL, type: "LR6" });
    });
    assert.equal(facts(home)["battery_type"], "4× LR6");
    assert.deepEqual(button(home), ["button.press", "button.cells_battery_replaced", false]);
  });

  test("until their unique ids have come, no button is pressed", () => {
    const first = lock((home) => {
      addNote(home, { id: "bn_shed_battery_level", slug: "cells", source: LEVEL });
      addNote(home, { id: "bn_keypad_battery", slug: "keypad", source: KEYPAD });
    });
    for (const home of [both(), first]) {
      home.registry = {};
      assert.equal(button(home), undefined);
    }
  });
});

describe("the button that notes a swap", () => {
  test("may be pressed by every user", () => {
    assert.deepEqual(button(lock()), ["button.press", "button.shed_battery_replaced", false]);
  });

  test("not while it is unavailable: the press would be dropped", () => {
    assert.equal(button(lock().set("button.shed_battery_replaced", "unavailable")), undefined);
  });

  test("not where it is switched off", () => {
    assert.equal(button(lock().remove("button.shed_battery_replaced")), undefined);
  });

  test("one alone is found before its unique id has come", () => {
    const home = lock();
    home.registry = {};
    assert.deepEqual(button(home), ["button.press", "button.shed_battery_replaced", false]);
  });
});

describe("notes elsewhere than on the lock's device", () => {
  test("on a device that Home Assistant knows to be the same lock", () => {
    const home = lock((home) => {
      home.device(mockDevice("other", { name: "Shed by cloud", config_entry_id: "01CLOUD" }));
      home.answer({ type: "config/device_registry/list_linked_devices", device_id: DEVICE }, { linked_devices: ["other"] });
      addNote(home, { device: "other" });
    });
    assert.equal(facts(home)["battery_type"], "4× AA");
    assert.deepEqual(button(home), ["button.press", "button.shed_battery_replaced", false]);
  });

  test("without a device, by the entity it is about", () => {
    const home = lock((home) => addNote(home, { device: undefined, source: LEVEL, type: "CR123A", quantity: 2 }));
    const found = facts(home);
    assert.deepEqual(
      [found["battery_type"], found["battery_chemistry"], found["battery_swapped"]],
      ["2× CR123A", "lithium", NOW - 40 * DAY],
    );
  });

  test("without a device, by the device that was split", () => {
    const home = lock((home) => addNote(home, { device: undefined }));
    assert.equal(facts(home)["battery_type"], undefined);
    home.device({ ...mockDevice(DEVICE, { name: "Shed", config_entry_id: "01TEDEE" }), ...{ composite_device_id: "old" } });
    assert.equal(facts(home)["battery_type"], "4× AA");
  });

  test("one about another entity is not this lock's", () => {
    const home = lock((home) => addNote(home, { device: undefined, source: "sensor.mailbox_battery" }));
    assert.equal(facts(home)["battery_type"], undefined);
  });
});
