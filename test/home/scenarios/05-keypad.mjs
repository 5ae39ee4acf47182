// Wrong codes at "Front Door" until its keypad closes. A plain user sees that in the logbook only.
import assert from "node:assert/strict";

const FRONT_DOOR = 2;

export default {
  id: "5",
  title: "a keypad locked out after wrong codes, without any code",
  async restore({ lab }) {
    await lab.zwave(FRONT_DOOR, "bolt", { secured: true, by: 1 });
  },
  async run({ home, lab, check, must, open, openLock, picture }) {
    const front = await home.lockOf("Front Door");
    const { page, card } = await openLock(front);
    const told = [];
    const { id: device } = await home.deviceOf("Front Door");
    await home.tablet.session.call(
      "logbook/event_stream",
      { start_time: new Date().toISOString(), device_ids: [device] },
      ({ events }) => told.push(...events),
    );
    const from = Date.now();
    await lab.zwave(FRONT_DOOR, "invalid-pin", { lockout: true });
    await must("a plain user's logbook has it", () => home.until("the keypad's lockout", () => told.length >= 2).then(() => {}));
    await must("within 5 s: the keypad takes no codes", () => card.untilFinding(front, "keypad_locked_out", { from }));
    await check("the wrong codes are not a second finding", async () => {
      const { findings, families } = await card.lock(front);
      assert.ok(!findings.some(({ id }) => id === "wrong_codes"), findings.map(({ id }) => id).join());
      assert.equal(families.access.state, "error");
    });
    await check("nothing that looks like a code is told", async () => {
      await card.openFamily(front, "access");
      const { text } = await card.lock(front);
      assert.doesNotMatch(text, /\b\d{4,8}\b/);
    });
    await picture(page, "5-keypad");
    const later = await open([{ type: "custom:lock-health-card", entity: front }]);
    await check("a card that is opened later knows it too", () => later.card.untilFinding(front, "keypad_locked_out"));
    await lab.zwave(FRONT_DOOR, "bolt", { secured: true, by: 1 });
    await check("a code that works ends it", () => card.untilNoFinding(front, "keypad_locked_out"));
  },
};
