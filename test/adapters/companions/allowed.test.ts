import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ALLOWED, allowed } from "../../../src/adapters/companions/allowed.ts";
import { MockHome, mockDevice } from "../../support/home.ts";
import { addLock } from "../../support/locks.ts";
import { rows } from "../../support/table.ts";
import { factsWith } from "./support.ts";

const LOCK = "lock.shed";

function of(manufacturer: string | null, model: string | null, modelId: string | null = null): unknown {
  const home = new MockHome();
  addLock(home, "tedee");
  home.device(mockDevice("tedee_shed", { name: "Shed", manufacturer, model, model_id: modelId }));
  return factsWith(home, LOCK, [allowed])["battery_allowed"];
}

const ANY = ["alkaline", "nimh", "li_ion", "lithium"];

describe("which cells a maker allows in a lock", () => {
  rows<readonly [name: string, maker: string | null, model: string | null, cells: readonly string[] | undefined, id?: string]>(
    [
      ["Schlage by its own integration", "Schlage", "Encode", ["alkaline"]],
      ["Schlage by Z-Wave, which calls it Allegion", "Allegion", "BE469ZP", ["alkaline"]],
      ["Kwikset Halo", "Kwikset", "Halo Select Plus", ["alkaline"]],
      ["of Kwikset's others there is no word", "Kwikset", "916", undefined],
      ["the first SwitchBot lock, by Bluetooth", "switchbot", "WoLock", ["lithium"]],
      ["the same by the cloud", "SwitchBot", "Smart Lock", ["lithium"]],
      ["its successor takes others", "switchbot", "WoLockPro", undefined],
      ["and so does that one's", "SwitchBot", "Lock Ultra", undefined],
      ["Danalock", "Danalock", "V3-BTZBE", ["lithium"]],
      ["Danalock by its maker's name", "Poly-control", "Danalock V3-BTZE", ["lithium"]],
      ["by the model's id", "Poly-control", null, ["lithium"], "V3-BTZE"],
      ["Nuki takes what it is told of", "Nuki Home Solutions GmbH", "Smart Lock 3.0 Pro", ANY],
      ["the one with cells built in is another matter", "Nuki Home Solutions GmbH", "Smart Lock Ultra", undefined],
      ["a maker without a word", "Yale Home Inc.", "Assure Lock 2", undefined],
      ["nothing known", null, null, undefined],
    ],
    ([, maker, model, cells, id]) => assert.deepEqual(of(maker, model, id), cells),
  );

  test("a device that is the same lock tells too", () => {
    const home = new MockHome();
    addLock(home, "homekit_controller");
    home.device(mockDevice("other", { manufacturer: "Schlage", model: "Sense" }));
    home.answer(
      { type: "config/device_registry/list_linked_devices", device_id: "homekit_controller_shed" },
      { linked_devices: ["other"] },
    );
    assert.deepEqual(factsWith(home, LOCK, [allowed])["battery_allowed"], ["alkaline"]);
  });

  test("every row names its source and at least one kind of cells", () => {
    for (const { source, cells } of ALLOWED) {
      assert.match(source, /^https:\/\/(kc\.allegion|www\.kwikset|support\.switch-bot|support\.nuki)\.|Manual/);
      assert.ok(cells.length > 0);
      assert.equal(new Set(cells).size, cells.length);
    }
  });
});
