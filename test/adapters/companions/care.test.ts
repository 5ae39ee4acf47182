import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { care } from "../../../src/adapters/companions/care.ts";
import { companions } from "../../../src/adapters/companions/index.ts";
import { LockView } from "../../../src/adapters/lock-view.ts";
import { describeLock } from "../../../src/adapters/locks.ts";
import { beginRecord, encodeCare, withDone } from "../../../src/core/care/record.ts";
import type { CareTaskId } from "../../../src/core/care/types.ts";
import { MockHome } from "../../support/home.ts";
import { addLock } from "../../support/locks.ts";
import { Stage, lockOf } from "../../support/stage.ts";
import { DAY, NOW } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";
import { answer, factsWith, snapshotWith, wantsOf } from "./support.ts";

const LOCK = "lock.shed";
const PIN = "471101";
const BEGUN = NOW - 50 * DAY;
/** Of a lock without a keypad and with known firmware only the key is due by then. */
const LINE = encodeCare(beginRecord(BEGUN));
const done = (id: CareTaskId, days: number) => encodeCare(withDone(beginRecord(BEGUN), id, NOW - days * DAY));
const KEY_DUE = { id: "spare_key", since: Math.floor(BEGUN / DAY) * DAY + 30 * DAY };

interface Kept {
  readonly [field: string]: unknown;
}

/** What Home Assistant answers with what the frontend keeps for a user (its storage.py). */
function home(kept?: unknown, bridge?: { readonly state: string; readonly attributes?: Kept }): MockHome {
  const home = new MockHome();
  addLock(home, "tedee");
  const [want] = wantsOf(home, care);
  if (kept !== undefined && want) answer(home, want, { value: kept });
  if (bridge)
    home.entity({
      id: "text.shed_care",
      device: "bridge",
      platform: "mqtt",
      uniqueId: "lock_health_shed_care",
      state: bridge.state,
      attributes: { lock_health: "keep", lock_entity_id: LOCK, keep: "care", ...bridge.attributes },
    });
  return home;
}

const due = (found: MockHome) => factsWith(found, LOCK, [care])["care_due"];
const withUser = (line: unknown) => ({ [LOCK]: { care: line, guide: "1 guide_jam" } });

describe("which care is past its day", () => {
  rows<readonly [name: string, home: MockHome, found: unknown]>(
    [
      ["nobody has begun a plan", home(), undefined],
      ["nothing is kept with this user", home(null), undefined],
      ["only another lock's is", home({ "lock.cellar": { care: LINE } }), undefined],
      ["a line of the user", home(withUser(LINE)), [KEY_DUE]],
      ["a task that is done", home(withUser(done("spare_key", 10))), []],
      ["a plan of today", home(withUser(encodeCare(beginRecord(NOW)))), []],
      ["a broken line", home(withUser(`1 ${PIN}`)), undefined],
      ["a line of no text", home(withUser({ begun: 1 })), undefined],
      ["nothing but a number", home(5), undefined],
      ["the bridge's line goes before the user's", home(withUser(LINE), { state: done("spare_key", 1) }), []],
      ["the bridge's line alone", home(undefined, { state: LINE }), [KEY_DUE]],
      ["the bridge keeps nothing yet: the user's line, as in the panel", home(withUser(LINE), { state: "-" }), [KEY_DUE]],
      ["nobody keeps anything yet", home(undefined, { state: "-" }), undefined],
      ["the bridge is away: the user's line", home(withUser(LINE), { state: "unavailable" }), [KEY_DUE]],
      ["the bridge's line of a guide", home(undefined, { state: LINE, attributes: { keep: "guide" } }), undefined],
      [
        "the bridge's line of another lock",
        home(undefined, { state: LINE, attributes: { lock_entity_id: "lock.x" } }),
        undefined,
      ],
      ["a text of somebody else", home(undefined, { state: LINE, attributes: { lock_health: "other" } }), undefined],
    ],
    ([, home, found]) => assert.deepEqual(due(home), found),
  );

  test("names the bridge's entity, and none for the user's line", () => {
    assert.equal(snapshotWith(home(undefined, { state: LINE }), LOCK, [care]).facts.care_due?.source, "text.shed_care");
    assert.equal(snapshotWith(home(withUser(LINE)), LOCK, [care]).facts.care_due?.source, undefined);
  });

  test("does not tell of cells, of which battery_due knows more", () => {
    const line = encodeCare(beginRecord(NOW - 800 * DAY));
    const ids = (due(home(withUser(line))) as { id: string }[]).map(({ id }) => id);
    assert.ok(!ids.includes("cells"));
    assert.ok(ids.includes("spare_key"));
  });
});

describe("what is asked for", () => {
  test("one stream for all locks, and of it only the lines are kept", () => {
    const found = home();
    const [want, ...more] = wantsOf(found, care);
    assert.ok(want);
    assert.deepEqual(more, []);
    assert.equal(want.mode, "stream");
    assert.deepEqual(want.request, { type: "frontend/subscribe_user_data", key: "lock_health" });
    const kept = answer(found, want, { value: { [LOCK]: { care: LINE, guide: "-", name: PIN }, other: PIN, more: null } });
    assert.deepEqual(kept, { [LOCK]: { care: LINE }, other: {}, more: {} });
    assert.ok(!JSON.stringify(found.answers).includes(PIN));
  });

  test("texts are looked for once a registry, however often a lock is looked at", () => {
    const found = home(undefined, { state: LINE });
    for (let index = 0; index < 500; index++)
      found.entity({ id: `text.note_${index}`, platform: "x", uniqueId: `note_${index}`, state: PIN });
    let read = 0;
    const entities = new Proxy(found.entities, { ownKeys: (target) => (read++, Reflect.ownKeys(target)) });
    const view = new LockView({ ...found.view(), entities }, describeLock(found.view(), LOCK));
    for (let look = 0; look < 10; look++) care.read(view, {});
    assert.equal(read, 1);
  });

  test("nothing is pressed", () => assert.deepEqual(care.plans, {}));

  test("is read last: a plan hangs on what the others have read", () => assert.equal(companions.at(-1), care));
});

test("in a home: told when its day has come, and over as soon as it is done", async () => {
  const stage = new Stage((home) => addLock(home, "tedee"));
  stage.client.onStream("frontend/subscribe_user_data", () => ({ value: withUser(LINE) }));
  const viewing = await stage.show();
  assert.ok(lockOf(viewing, LOCK).diagnosis.findings.some(({ id, variant }) => id === "care_due" && variant === "spare_key"));
  stage.client.open("frontend/subscribe_user_data")[0]!.emit({ value: withUser(done("spare_key", 0)) });
  await stage.clock.advance(0);
  assert.ok(!lockOf(viewing, LOCK).diagnosis.findings.some(({ id }) => id === "care_due"));
});
