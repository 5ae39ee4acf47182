import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { batteryNotes } from "../../../src/adapters/companions/battery-notes.ts";
import { models } from "../../../src/adapters/companions/models.ts";
import type { Companion } from "../../../src/adapters/adapter.ts";
import { known, unavailable } from "../../../src/core/fact.ts";
import type { FactSet } from "../../../src/core/fact.ts";
import { MockHome, mockDevice } from "../../support/home.ts";
import { addLock } from "../../support/locks.ts";
import { rows } from "../../support/table.ts";
import { factsWith } from "./support.ts";

const LOCK = "lock.shed";

function shed(manufacturer: string | null, model: string | null, modelId: string | null = null): MockHome {
  const home = new MockHome();
  addLock(home, "tedee");
  home.device(mockDevice("tedee_shed", { name: "Shed", manufacturer, model, model_id: modelId }));
  return home;
}

const ANY = ["alkaline", "nimh", "li_ion", "lithium"];

describe("which cells a lock takes, by its model", () => {
  rows<readonly [name: string, maker: string | null, model: string | null, cells: string | undefined, id?: string]>(
    [
      ["by Z-Wave's label", "Allegion", "BE469ZP", "4× AA"],
      ["one cell is not counted", "Allegion", "BE369", "9V"],
      ["several models behind one label", "Yale", "YRD226 / YRC226 / YRC246 / YRD256 / YRC256 / YRD446", "4× AA"],
      ["by Zigbee2MQTT's model id, beside a model that says little", "Yale", "Assure lock SL", "4× AA", "YRD256HA20BP"],
      ["the little alone is not enough", "Yale", "Assure lock SL", undefined],
      ["August by its cloud", "August Home Inc.", "AUG-SL05-M01-S01", "2× CR123A"],
      ["Yale's lock under August's name", "August Home Inc.", "YRD256", "4× AA"],
      ["Nuki by its bridge", "Nuki Home Solutions GmbH", "Nuki smart lock 1.0/2.0", "4× AA"],
      ["Nuki Hub has one word for all of them", "Nuki", "SmartLock", undefined],
      ["SwitchBot by Bluetooth", "switchbot", "WoLock", "2× CR123A"],
      ["SwitchBot by the cloud", "SwitchBot", "Smart Lock Pro", "4× AA"],
      ["a pack is charged, so there is nothing to buy", "Tedee", "Tedee PRO", undefined],
      ["its little brother has cells", "Tedee", "Tedee GO", "3× CR123A"],
      ["Matter", "Level Home", "Level Bolt (Matter)", "CR2", "3"],
      ["a word more is another model", "Allegion", "BE469ZP Century", undefined],
      ["another maker's lock of the same name", "Acme", "BE469ZP", undefined],
      ["nothing known", null, null, undefined],
    ],
    ([, maker, model, cells, id]) =>
      assert.equal(factsWith(shed(maker, model, id ?? null), LOCK, [models])["battery_type"], cells),
  );

  /** A companion before it that says this of the cells. */
  const saying = (battery_type: FactSet["battery_type"]): Companion => ({
    id: "before",
    read: () => (battery_type ? { battery_type } : {}),
    plans: {},
  });

  test("what the lock or a note says stays", () => {
    const facts = factsWith(shed("Schlage", "BE469"), LOCK, [saying(known("4× lithium AA")), models]);
    assert.equal(facts["battery_type"], "4× lithium AA");
  });

  test("a note without a value gives way", () => {
    const facts = factsWith(shed("Schlage", "BE469"), LOCK, [saying(unavailable("unknown")), batteryNotes, models]);
    assert.equal(facts["battery_type"], "4× AA");
  });
});

describe("which cells a maker allows in a lock", () => {
  rows<readonly [name: string, maker: string | null, model: string | null, cells: readonly string[] | undefined, id?: string]>(
    [
      ["Schlage by its own integration", "Schlage", "Encode", ["alkaline"]],
      ["Schlage by Z-Wave, which calls it Allegion", "Allegion", "BE469ZP", ["alkaline"]],
      ["Schlage speaks of all its locks, also of one that is not listed", "Schlage", "Sense", ["alkaline"]],
      ["also where there is no model at all", "Schlage", null, ["alkaline"]],
      ["Kwikset Halo", "Kwikset", "Halo Select Plus", ["alkaline"]],
      ["of Kwikset's others there is no word", "Kwikset", "916", undefined],
      ["the first SwitchBot lock, by Bluetooth", "switchbot", "WoLock", ["lithium"]],
      ["the same by the cloud", "SwitchBot", "Smart Lock", ["lithium"]],
      ["its successor takes others", "switchbot", "WoLockPro", undefined],
      ["and so does that one's", "SwitchBot", "Lock Ultra", undefined],
      ["Danalock", "Danalock", "V3-BTZBE", ["lithium"]],
      ["Danalock by its maker's name", "Poly-control", "Danalock V3-BTZE", ["lithium"]],
      ["by the model's id", "Poly-control", null, ["lithium"], "V3-BTZE"],
      ["its relay for a wall is no lock with cells", "Poly-control", "UMV3-BTZ", undefined],
      ["Nuki takes what it is told of", "Nuki Home Solutions GmbH", "Smart Lock 3.0 Pro", ANY],
      ["Nuki by Nuki Hub", "Nuki", "SmartLock", ANY],
      ["the one with cells built in is another matter", "Nuki Home Solutions GmbH", "Smart Lock Ultra", undefined],
      ["LOQED with its PowerKit", "LOQED", "Touch Smart Lock", ["alkaline", "nimh"]],
      ["a maker without a word", "Yale Home Inc.", "Assure Lock 2", undefined],
      ["nothing known", null, null, undefined],
    ],
    ([, maker, model, cells, id]) =>
      assert.deepEqual(factsWith(shed(maker, model, id ?? null), LOCK, [models])["battery_allowed"], cells),
  );

  /** A lock that HomeKit and another integration have. */
  function linked(own: readonly [string, string], other: readonly [string, string]): { readonly [name: string]: unknown } {
    const home = new MockHome();
    addLock(home, "homekit_controller");
    home.device(mockDevice("homekit_controller_shed", { manufacturer: own[0], model: own[1] }));
    home.device(mockDevice("other", { manufacturer: other[0], model: other[1] }));
    home.answer(
      { type: "config/device_registry/list_linked_devices", device_id: "homekit_controller_shed" },
      { linked_devices: ["other"] },
    );
    return factsWith(home, LOCK, [models]);
  }

  test("a device that is the same lock tells too", () => {
    const facts = linked(["Acme", "Thing"], ["Schlage", "BE499WB"]);
    assert.deepEqual(facts["battery_allowed"], ["alkaline"]);
    assert.equal(facts["battery_type"], "4× AA");
  });

  test("where both tell, the lock's own device is believed", () => {
    assert.equal(linked(["Tedee", "Tedee GO"], ["Schlage", "BE499WB"])["battery_type"], "3× CR123A");
  });
});
