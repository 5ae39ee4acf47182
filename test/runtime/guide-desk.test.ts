import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { guides } from "../../src/core/guides/index.ts";
import { GuideDesk } from "../../src/runtime/guide-desk.ts";
import { Keepsakes } from "../../src/runtime/keepsakes.ts";
import { settle } from "../support/clock.ts";
import { addLock, addZwaveLock } from "../support/locks.ts";
import { NOW } from "../support/snapshot.ts";
import { Stage, lockOf } from "../support/stage.ts";

const LOCK = "lock.shed";
const SECOND = 1000;

/** Tablets of one user at one lock, and what is kept with that user. */
async function house() {
  const kept: { data: unknown; writes: number } = { data: {}, writes: 0 };
  const tablet = async () => {
    const stage = new Stage((home) => addLock(home, "tedee"));
    stage.client
      .on("frontend/set_user_data", ({ value }) => {
        kept.data = structuredClone(value);
        kept.writes += 1;
        return null;
      })
      .onStream("frontend/subscribe_user_data", () => ({ value: kept.data }));
    const viewing = await stage.show();
    const keepsakes = new Keepsakes(stage.health);
    keepsakes.see();
    const desk = new GuideDesk(stage.health, keepsakes, guides);
    return {
      stage,
      desk,
      lock: () => lockOf(viewing, LOCK),
      /** What another tablet has written comes here, and the card is drawn. */
      hear: async () => {
        for (const { request, emit } of stage.client.streams)
          if (request.type === "frontend/subscribe_user_data") emit({ value: structuredClone(kept.data) });
        await settle();
        keepsakes.see();
      },
    };
  };
  return { kept, tablet };
}

describe("two tablets at one lock", () => {
  test("another guide that is begun there leaves the one that is open here: they do not begin anew in turns", async () => {
    const { kept, tablet } = await house();
    const [one, two] = [await tablet(), await tablet()];
    const [here, there] = [{}, {}];
    assert.equal(one.desk.see(one.lock(), "guide_jam", here)?.end, undefined);
    await settle();
    await two.hear();
    assert.equal(two.desk.see(two.lock(), "guide_app", there)?.end, undefined);
    for (let round = 0; round < 5; round++) {
      await settle();
      await one.hear();
      assert.equal(one.desk.see(one.lock(), "guide_jam", here)?.end, "left");
      await settle();
      await two.hear();
      assert.equal(two.desk.see(two.lock(), "guide_app", there)?.end, undefined);
    }
    assert.equal(kept.writes, 2);
    assert.equal(one.desk.see(one.lock(), "guide_jam", {})?.end, undefined, "who opens it again begins it");
  });

  test("a line of another version that nobody here can read is not written over by a guide that is open", async () => {
    const { kept, tablet } = await house();
    const one = await tablet();
    const here = {};
    one.desk.see(one.lock(), "guide_jam", here);
    await settle();
    kept.data = { [LOCK]: { guide: "1 guide_jam zzzz abc - - -" } };
    await one.hear();
    assert.equal(one.desk.see(one.lock(), "guide_jam", here)?.end, "left");
    assert.equal(kept.writes, 1);
  });
});

test("a remedy that cannot begin is not taken for its run of before", async () => {
  let id = "";
  const stage = new Stage((home) => {
    id = addZwaveLock(home);
  });
  stage.client.onService(() => undefined);
  const viewing = await stage.show();
  const desk = new GuideDesk(stage.health, new Keepsakes(stage.health), guides);
  desk.start(lockOf(viewing, id), "ping");
  assert.equal(desk.situation(lockOf(viewing, id)).run("ping", NOW), "running");
  await stage.clock.advance(28 * SECOND);
  assert.equal(stage.run(id).startsWith("unverified"), true, stage.run(id));
  const since = stage.clock.now();
  desk.start(lockOf(viewing, id), "ping");
  assert.equal(desk.situation(lockOf(viewing, id)).run("ping", since), undefined);
});
