import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { switchbotCloud } from "../../src/adapters/switchbot-cloud.ts";
import { addSwitchbotCloudLock, everyAdapter, factsBy, plansBy, setUp, snapshotBy, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { MINUTE, NOW } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";
const STATE = "sensor.front_door_lock_state";
const DOOR = "binary_sensor.front_door_door";
const CALIBRATION = "binary_sensor.front_door_calibration";

const home =
  (ultra: boolean) =>
  (change: (it: MockHome) => unknown = () => undefined): MockHome => {
    const it = new MockHome();
    addSwitchbotCloudLock(it, { ultra });
    change(it);
    return it;
  };
const pro = home(false);
const ultra = home(true);

everyAdapter(switchbotCloud, "switchbot_cloud", (it) => addSwitchbotCloudLock(it, { ultra: true }));

describe("a SwitchBot lock through the servers", () => {
  rows<readonly [name: string, it: MockHome, fact: string, value: unknown]>(
    [
      ["available", pro(), "lock_available", true],
      ["unavailable", pro((it) => it.lose(/./)), "lock_available", false],
      ["jammed is told since 2026.11", pro((it) => it.set(LOCK, "jammed")), "lock_state", "jammed"],
      ["a state that Home Assistant does not know", pro((it) => it.set(LOCK, "unknown")), "lock_state", "(unknown)"],
      ["cells", pro(), "battery_level", 79],
      ["cells unheard of", pro((it) => it.set("sensor.front_door_battery", "unknown")), "battery_level", "(unknown)"],
      ["not calibrated", pro((it) => it.set(CALIBRATION, "on")), "calibrated", false],
      ["calibrated: or the webhook has not said", pro(), "calibrated", undefined],
      ["door open", pro((it) => it.set(DOOR, "on")), "door_open", true],
      ["door closed: or the webhook has not said", pro(), "door_open", undefined],
      ["calibration away", pro((it) => it.set(CALIBRATION, "unavailable")), "calibrated", "(unavailable)"],
      ["Ultra, polled: calibrated", ultra(), "calibrated", true],
      ["Ultra, polled: not calibrated", ultra((it) => it.set(CALIBRATION, "on")), "calibrated", false],
      ["Ultra, polled: closed", ultra(), "door_open", false],
      ["Ultra, after a webhook: door", ultra((it) => it.set(STATE, "unknown")), "door_open", undefined],
      ["Ultra, after a webhook: calibration", ultra((it) => it.set(STATE, "unknown")), "calibrated", undefined],
      ["Ultra, after a webhook: the lock's state", ultra((it) => it.set(STATE, "unknown")), "lock_state", "locked"],
      ["Ultra: shown as locked after a command, and jammed", ultra((it) => it.set(STATE, "jammed")), "lock_state", "jammed"],
      ["Ultra: half locked is locked", ultra((it) => it.set(STATE, "half_locked")), "lock_state", "locked"],
      ["Ultra: jammed was the last word before the servers went", ultra((it) => it.lose(/./)), "lock_state", "(unavailable)"],
      ["calibration is no jam", pro((it) => it.set(CALIBRATION, "on")), "jam_flag", undefined],
    ],
    ([, it, fact, value]) => assert.deepEqual(factsBy(switchbotCloud, it, LOCK)[fact], value),
  );

  test("another integration's door sensor, given by hand, is believed when it says closed", () => {
    const it = pro((given) =>
      given.remove(DOOR).entity({
        id: "binary_sensor.contact",
        platform: "zha",
        uniqueId: "contact",
        state: "off",
        attributes: { device_class: "door" },
      }),
    );
    assert.equal(factsBy(switchbotCloud, it, LOCK, { [LOCK]: ["binary_sensor.contact"] })["door_open"], false);
  });

  test("a jam by the sensor is as old as the sensor says", () => {
    const it = ultra((given) => given.set(STATE, "jammed", { at: NOW - 7 * MINUTE }));
    assert.deepEqual(snapshotBy(switchbotCloud, it, LOCK).facts.lock_state, {
      kind: "known",
      value: "jammed",
      at: NOW - 7 * MINUTE,
      source: STATE,
    });
  });

  rows<readonly [name: string, it: MockHome, told: readonly string[]]>(
    [
      ["in order", pro(), ["healthy"]],
      ["in order, Ultra", ultra(), ["healthy"]],
      ["jammed", pro((it) => it.set(LOCK, "jammed")), ["error", "bolt_jammed"]],
      ["jammed, and shown as locked", ultra((it) => it.set(STATE, "jammed")), ["error", "bolt_jammed"]],
      ["out of reach", pro((it) => it.lose(/./)), ["error", "lock_unreachable/unavailable"]],
      [
        "servers away",
        pro((it) => setUp(it, "switchbot_cloud", "setup_retry").lose(/./)),
        ["error", "cloud_unreachable/retrying"],
      ],
      ["nearly empty", pro((it) => it.set("sensor.front_door_battery", "5")), ["critical", "battery_critical"]],
      ["unknown", pro((it) => it.set(LOCK, "unknown")), ["unknown"]],
    ],
    ([, it, told]) => assert.deepEqual(verdictBy(switchbotCloud, it, LOCK), told),
  );

  const ASK = ["refresh_entity", "reread_value", "reread_notification"];
  const COMMON = ["reload_entry", "sign_in", "open_device", "open_integration"];
  rows<readonly [name: string, it: MockHome, plans: readonly string[]]>(
    [
      ["locking again would prove nothing: the state is a guess after it", pro(), [...ASK, ...COMMON]],
      ["Ultra tells what became of it", ultra(), [...ASK, "lock_again", ...COMMON]],
      ["Ultra, by webhook, does not", ultra((it) => it.set(STATE, "unknown")), [...ASK, ...COMMON]],
    ],
    ([, it, plans]) => assert.deepEqual(plansBy(switchbotCloud, it, LOCK), plans),
  );
});
