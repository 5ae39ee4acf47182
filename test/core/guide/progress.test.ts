import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Outcome } from "../../../src/core/check.ts";
import { decode, encode, guideIn } from "../../../src/core/guide/code.ts";
import {
  advance,
  answer,
  back,
  begin,
  believe,
  jamsAfter,
  leave,
  nextGuide,
  possibleAnswers,
  waitingOf,
} from "../../../src/core/guide/progress.ts";
import { afterAnswer, afterRepair, beliefsOf, nextStep } from "../../../src/core/guide/order.ts";
import { TEST, defineSteps } from "../../../src/core/guide/types.ts";
import type { Guide, Progress, Proof, Situation } from "../../../src/core/guide/types.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 29, 9);

function situation(over: Partial<Situation> = {}): Situation {
  return {
    values: {},
    readAt: () => undefined,
    outcome: () => undefined,
    newest: () => 0,
    adapter: "generic",
    traits: {},
    can: () => "yes",
    run: () => undefined,
    now: NOW,
    ...over,
  };
}

/** Two causes, one cheap question, two repairs. */
const plain = (test: Guide["test"] = { kind: "answer" }, more: Partial<Guide> = {}): Guide => ({
  ...defineSteps({
    id: "guide_door",
    family: "mechanics",
    causes: { dust: 60, wear: 40 },
    test,
    steps: [
      { id: "safe", kind: "first", minutes: 1, answers: [{ id: "yes" }, { id: "no", stop: "force" }] },
      { id: "open", kind: "prepare", minutes: 1 },
      { id: "wipe", kind: "repair", minutes: 4, after: ["open"], cures: { dust: 0.9 } },
      { id: "swap", kind: "repair", minutes: 20, cures: { wear: 0.9 } },
    ],
  }),
  ...more,
});

const stepAt = (progress: Progress) => progress.shown?.step ?? `end:${progress.end ?? "?"}`;

/** Answers in turn, and the steps at which they were given. */
function walk(guide: Guide, answers: readonly string[], over: Partial<Situation> = {}): { steps: string[]; progress: Progress } {
  let progress = advance(guide, begin(guide, NOW), situation(over));
  const steps = [stepAt(progress)];
  for (const given of answers) {
    progress = advance(guide, answer(guide, progress, given, NOW), situation(over));
    steps.push(stepAt(progress));
  }
  return { steps, progress };
}

describe("what comes next", () => {
  test("first what is always first, then what has to come before the best repair, then the guide's test", () => {
    const { steps } = walk(plain(), ["yes", "done", "done", "failed", "done", "worked"]);
    assert.deepEqual(steps, ["safe", "open", "wipe", TEST, "swap", TEST, "end:solved"]);
  });

  test("an answer that says stop ends it at once", () => {
    assert.deepEqual(walk(plain(), ["no"]).steps, ["safe", "end:force"]);
  });

  test("with nothing left it says whom to call", () => {
    assert.equal(walk(plain(), ["yes", "done", "done", "failed", "done", "failed"]).progress.end, "exhausted");
  });

  test("passed over: what needed it is not done without it", () => {
    assert.deepEqual(walk(plain(), ["yes", "skip", "done", "failed"]).steps, ["safe", "open", "swap", TEST, "end:exhausted"]);
  });

  test("a repair that is not for this lock is left out", () => {
    const guide = plain();
    const steps = guide.steps.map((step) => (step.id === "wipe" ? { ...step, when: () => false } : step));
    assert.deepEqual(walk({ ...guide, steps }, ["yes"]).steps, ["safe", "swap"]);
  });

  test("what a sensor tells is not asked", () => {
    const guide = plain();
    const steps = guide.steps.map((step) => (step.id === "safe" ? { ...step, told: () => "yes" } : step));
    const { progress } = walk({ ...guide, steps }, []);
    assert.deepEqual(progress.log, [{ step: "safe", answer: "yes", at: NOW, seen: true }]);
    assert.equal(stepAt(progress), "open");
  });

  test("an answer that it does not have is dropped", () => {
    const before = walk(plain(), []).progress;
    assert.equal(answer(plain(), before, "perhaps", NOW), before);
  });
});

describe("beliefs", () => {
  test("are the weights, by what readings put on them", () => {
    const weigh = () => ({ wear: 0 });
    assert.deepEqual(beliefsOf({ causes: { dust: 1, wear: 3 } }, situation()), { dust: 0.25, wear: 0.75 });
    assert.deepEqual(beliefsOf({ causes: { dust: 1, wear: 3 }, weigh }, situation()), { dust: 1, wear: 0 });
  });

  test("an answer is Bayes' step: 60 : 40 with 0.9 : 0.1 is 54 : 4", () => {
    const after = afterAnswer({ dust: 0.6, wear: 0.4 }, { id: "soft", likely: { dust: 0.9, wear: 0.1 } });
    assert.ok(Math.abs(after["dust"]! - 54 / 58) < 1e-9);
  });

  test("a repair that did not help takes its cause back", () => {
    const after = afterRepair({ dust: 0.6, wear: 0.4 }, { cures: { dust: 0.9 } });
    assert.ok(Math.abs(after["dust"]! - 0.06 / 0.46) < 1e-9);
    const { progress } = walk(plain(), ["yes", "done", "done", "failed"]);
    assert.ok(believe(plain(), progress.log, situation())["wear"]! > 0.8);
  });

  test("a repair that was passed over changes nothing", () => {
    const { progress } = walk(plain(), ["yes", "skip"]);
    assert.equal(believe(plain(), progress.log, situation())["dust"], 0.6);
  });

  const question = (answers: NonNullable<Guide["steps"][number]["answers"]>) => ({
    id: "feel",
    kind: "ask" as const,
    minutes: 1,
    answers,
  });
  const repairs = [
    { id: "cheap", kind: "repair" as const, minutes: 30, cures: { a: 1 } },
    { id: "dear", kind: "repair" as const, minutes: 40, cures: { b: 1 } },
  ];

  test("a question goes first where its answer spares more than it costs", () => {
    const telling = question([
      { id: "soft", likely: { a: 0.95, b: 0.05 } },
      { id: "hard", likely: { a: 0.05, b: 0.95 } },
    ]);
    assert.equal(nextStep({ a: 0.5, b: 0.5 }, [...repairs, telling], situation())?.id, "feel");
  });

  test("and does not where it tells nothing", () => {
    const idle = question([{ id: "soft" }, { id: "hard" }]);
    assert.equal(nextStep({ a: 0.5, b: 0.5 }, [...repairs, idle], situation())?.id, "cheap");
  });

  test("what loses something comes after what might spare it, and waiting for an administrator costs time", () => {
    const two = (more: object) => [
      { id: "first", kind: "repair" as const, minutes: 5, cures: { a: 0.5 }, ...more },
      { id: "second", kind: "repair" as const, minutes: 6, cures: { a: 0.5 } },
    ];
    assert.equal(nextStep({ a: 1 }, two({}), situation())?.id, "first");
    assert.equal(nextStep({ a: 1 }, two({ harm: 4 }), situation())?.id, "second");
    assert.equal(nextStep({ a: 1 }, two({ needs: ["administrator"] }), situation())?.id, "second");
  });
});

describe("what has to be prepared", () => {
  const repair = (id: string, minutes: number, after: readonly string[] = [], more: Partial<Guide["steps"][number]> = {}) => ({
    id,
    kind: "repair" as const,
    minutes,
    after,
    cures: { a: 0.5 },
    ...more,
  });
  const prepare = (id: string, more: Partial<Guide["steps"][number]> = {}) => ({
    id,
    kind: "prepare" as const,
    minutes: 4,
    ...more,
  });
  type Row = readonly [name: string, open: Guide["steps"], next: string];

  for (const [name, open, next] of [
    ["costs its minutes too", [repair("short", 5, ["hub"]), repair("long", 7), prepare("hub")], "long"],
    ["costs nothing once it is done", [repair("short", 5, ["hub"]), repair("long", 7)], "short"],
    [
      "and what comes before that",
      [repair("short", 1, ["hub"]), repair("long", 7), prepare("hub", { after: ["way_in"] }), prepare("way_in")],
      "long",
    ],
    [
      "costs what it needs",
      [repair("short", 1, ["hub"]), repair("long", 7), prepare("hub", { needs: ["dry_lubricant"] })],
      "long",
    ],
    [
      "but what both need is fetched once",
      [
        repair("short", 1, ["hub"], { needs: ["dry_lubricant"] }),
        repair("long", 17),
        prepare("hub", { needs: ["dry_lubricant"] }),
      ],
      "short",
    ],
    ["costs what it may lose", [repair("short", 1, ["hub"]), repair("long", 7), prepare("hub", { harm: 3 })], "long"],
    [
      "costs the wait for an administrator",
      [repair("short", 1, ["hub"]), repair("long", 18), prepare("hub", { needs: ["administrator"] })],
      "long",
    ],
    [
      "costs nothing where a sensor tells",
      [repair("short", 5, ["hub"]), repair("long", 7), prepare("hub", { told: () => "done" })],
      "short",
    ],
  ] satisfies readonly Row[])
    test(name, () => assert.equal(nextStep({ a: 1 }, open, situation())?.id, next));

  test("a question pays for it as well", () => {
    const ask = {
      id: "feel",
      kind: "ask" as const,
      minutes: 1,
      after: ["open"],
      answers: [
        { id: "soft", likely: { a: 0.95, b: 0.05 } },
        { id: "hard", likely: { a: 0.05, b: 0.95 } },
      ],
    };
    const repairs = [repair("cheap", 30, [], { cures: { a: 1 } }), repair("dear", 40, [], { cures: { b: 1 } })];
    const opening = (minutes: number) =>
      nextStep({ a: 0.5, b: 0.5 }, [...repairs, ask, prepare("open", { minutes })], situation());
    assert.equal(opening(1)?.id, "feel");
    assert.equal(opening(60)?.id, "cheap");
  });
});

describe("five turns in a row", () => {
  const guide = plain({ kind: "turns", count: 5, within: 5 * MINUTE });
  const bolt = (state: "locked" | "unlocked" | "jammed", at: number, more: Partial<Situation["values"]> = {}) =>
    situation({
      values: { lock_state: state, ...more },
      readAt: (name) => (name === "lock_state" || name === "jam_flag" ? at : undefined),
    });
  const atTest = () => walk(guide, ["yes", "done", "done"], bolt("locked", 1000)).progress;

  test("each is a way from elsewhere to locked", () => {
    let progress = advance(guide, atTest(), bolt("locked", 1000));
    for (let turn = 1; turn <= 4; turn++) {
      progress = advance(guide, progress, bolt("unlocked", 1000 + turn * 10));
      progress = advance(guide, progress, bolt("locked", 1005 + turn * 10));
      assert.equal(waitingOf(guide, progress, NOW).count, turn);
    }
    progress = advance(guide, progress, bolt("unlocked", 2000));
    progress = advance(guide, progress, bolt("locked", 2005));
    assert.equal(progress.end, "solved");
    assert.equal(progress.log.at(-1)?.seen, true);
  });

  test("a lock that is put back as locked after a restart has not turned", () => {
    const progress = advance(guide, atTest(), bolt("locked", 5000));
    assert.equal(waitingOf(guide, progress, NOW).count, 0);
  });

  for (const [name, before] of [
    ["unavailable", situation()],
    ["on its way", situation({ values: { lock_state: "locking" }, readAt: () => 1000 })],
  ] as const)
    test(`a lock that was ${name} and is locked has not turned`, () => {
      const { progress } = walk(guide, ["yes", "done", "done"], before);
      assert.equal(waitingOf(guide, advance(guide, progress, bolt("locked", 5000)), NOW).count, 0);
    });

  test("a bolt that sets out from locked and is locked again has not turned", () => {
    let progress = atTest();
    for (const [state, at] of [
      ["locking", 2000],
      ["locked", 2005],
      ["unlocking", 2010],
      ["locked", 2015],
    ] as const)
      progress = advance(guide, progress, situation({ values: { lock_state: state }, readAt: () => at }));
    assert.equal(waitingOf(guide, progress, NOW).count, 0);
  });

  test("a jam that is told after the turn that followed it fails it all the same", () => {
    let progress = advance(guide, atTest(), bolt("unlocked", 2000));
    progress = advance(guide, progress, bolt("locked", 2005));
    progress = advance(guide, progress, bolt("locked", NOW + 9_005, { jam_events: [NOW + 9_002] }));
    assert.deepEqual(progress.log.at(-1), { step: TEST, answer: "failed", at: NOW, seen: true });
  });

  test("a jam of which a page hears only after the step is shown is the trouble itself", () => {
    let progress = advance(guide, atTest(), bolt("locked", 1000, { jam_events: [60_000] }));
    assert.equal(stepAt(progress), TEST);
    progress = advance(guide, progress, bolt("unlocked", 70_000, { jam_events: [60_000] }));
    progress = advance(guide, progress, bolt("locked", 71_000, { jam_events: [60_000] }));
    assert.equal(waitingOf(guide, progress, NOW).count, 1);
  });

  test("a jam in between fails it, the jam before does not", () => {
    const before = advance(
      guide,
      walk(guide, ["yes", "done", "done"], bolt("locked", 1000, { jam_flag: true })).progress,
      bolt("locked", 1000, { jam_flag: true }),
    );
    assert.equal(stepAt(before), TEST);
    const again = advance(guide, before, bolt("locked", 1000, { jam_flag: true, jam_events: [1_400] }));
    assert.equal(stepAt(again), TEST, "the same jam, told by the logbook too");
    const open = advance(guide, before, bolt("unlocked", NOW + 7_000));
    const after = advance(guide, open, bolt("jammed", NOW + 8_000));
    assert.deepEqual(after.log.at(-1), { step: TEST, answer: "failed", at: NOW, seen: true });
  });

  test("nothing seen in time: the person is asked, and only then may vouch for it", () => {
    const progress = atTest();
    assert.equal(waitingOf(guide, progress, NOW + MINUTE).left, 4 * MINUTE);
    assert.equal(waitingOf(guide, progress, NOW + HOUR).left, 0);
    assert.equal(answer(guide, progress, "worked", NOW).end, "solved");
  });
});

describe("other proofs", () => {
  const check: Proof = { kind: "check", checks: ["lock_unreachable"], within: MINUTE };
  const seen = (status: "pass" | "fail", newest: number) => ({
    outcome: () => ({ status, because: [] }) as never,
    newest: () => newest,
  });

  test("a check that fails and then passes ends the guide at whatever step it is", () => {
    const guide = plain(check);
    let progress = advance(guide, begin(guide, NOW), situation(seen("fail", 1)));
    assert.equal(progress.failing, true);
    progress = advance(guide, progress, situation(seen("pass", 2)));
    assert.equal(progress.end, "solved");
  });

  test("one that passed all along does not: somebody has opened the guide for a reason", () => {
    const guide = plain(check);
    const progress = advance(guide, begin(guide, NOW), situation(seen("pass", 2)));
    assert.equal(stepAt(progress), "safe");
  });

  test("after a repair it passes only on a newer reading", () => {
    const guide = plain(check);
    const still = walk(guide, ["yes", "done", "done"], seen("pass", 7)).progress;
    assert.equal(stepAt(still), TEST);
    assert.equal(advance(guide, still, situation(seen("pass", 8))).end, "solved");
  });

  const level = (value: number | undefined, at: number) =>
    situation({ values: value === undefined ? {} : { battery_level: value }, readAt: () => at });
  const cells = plain({ kind: "rise", fact: "battery_level", by: 15, to: 80, within: 24 * HOUR });

  for (const [name, from, to, solved] of [
    ["rises by enough", 12, 27, true],
    ["reaches the top", 75, 80, true],
    ["hardly rises", 12, 20, false],
    ["stays", 85, 85, false],
    ["sways over the top", 79, 80, false],
  ] as const)
    test(`a level that ${name}`, () => {
      const before = walk(cells, ["yes", "done", "done"], { values: { battery_level: from }, readAt: () => 5 }).progress;
      assert.equal(before.shown?.base, from);
      assert.equal(advance(cells, before, level(to, 6)).end, solved ? "solved" : undefined);
    });

  test("a level that is not to be believed neither rises nor is what it rises from", () => {
    const glitch = { battery_level: 0, battery_before: 78 };
    const fallen = walk(cells, ["yes", "done", "done"], { values: glitch, readAt: () => 5 }).progress;
    assert.equal(advance(cells, fallen, level(78, 6)).end, undefined);
    const before = walk(cells, ["yes", "done", "done"], { values: { battery_level: 12 }, readAt: () => 5 }).progress;
    assert.equal(advance(cells, before, level(126, 6)).end, undefined);
  });

  test("a level that nobody knew begins with its first reading", () => {
    let progress = walk(cells, ["yes", "done", "done"], {}).progress;
    progress = advance(cells, progress, level(10, 6));
    assert.equal(progress.shown?.base, 10);
    assert.equal(advance(cells, progress, level(95, 7)).end, "solved");
  });

  test("a remedy proves itself; what stays open is asked for", () => {
    const guide = plain(check);
    const steps = [
      {
        id: "ping",
        kind: "repair" as const,
        minutes: 1,
        proof: { kind: "remedy" as const, remedy: "ping" as const },
        cures: { dust: 1 },
      },
    ];
    const pinging = { ...guide, steps };
    const begun = advance(pinging, begin(pinging, NOW), situation());
    assert.equal(stepAt(advance(pinging, begun, situation({ run: () => "running" }))), "ping");
    assert.equal(advance(pinging, begun, situation({ run: () => "worked" })).end, "solved");
    assert.equal(advance(pinging, begun, situation({ run: () => "failed" })).end, "exhausted");
    assert.equal(advance({ ...pinging, test: { kind: "answer" } }, begun, situation({ run: () => "worked" })).shown?.step, TEST);
    assert.equal(advance(pinging, begin(pinging, NOW), situation({ can: () => "no" })).end, "exhausted");
  });
});

describe("what a person can say", () => {
  const check = plain({ kind: "check", checks: ["lock_unreachable"], within: MINUTE });
  const at = (status: "pass" | "fail" | "unknown") => ({ outcome: () => ({ status }) as Outcome });
  const ids = (guide: Guide, over: Partial<Situation>, after: number) => {
    const { progress } = walk(guide, ["yes", "done", "done"], over);
    return possibleAnswers(guide, progress, situation({ ...over, now: NOW + after })).map(({ id }) => id);
  };

  test("what can still be seen nobody vouches for", () => {
    assert.deepEqual(ids(check, at("unknown"), 0), ["failed"]);
    assert.deepEqual(ids(check, at("unknown"), HOUR), ["worked", "failed"]);
  });

  test("what readings deny nobody vouches for either", () => {
    assert.deepEqual(ids(check, at("fail"), HOUR), ["failed"]);
  });

  test("a question has all of its answers", () => {
    const { progress } = walk(plain(), []);
    assert.deepEqual(
      possibleAnswers(plain(), progress, situation()).map(({ id }) => id),
      ["yes", "no", "skip"],
    );
  });
});

describe("stopping", () => {
  test("three jams within a day after the door was set", () => {
    const stops = jamsAfter("strike");
    const set = [{ step: "strike", answer: "done", at: NOW }];
    const jams = (...minutes: number[]) =>
      situation({ now: NOW + HOUR, values: { jam_events: minutes.map((each) => NOW + each * MINUTE) } });
    assert.equal(stops(jams(1, 5, 9), set), true);
    assert.equal(stops(jams(1, 5), set), false, "two");
    assert.equal(stops(jams(1, 1.2, 1.4), set), false, "one jam, told three times");
    assert.equal(stops(jams(-9, -5, 1), set), false, "before");
    assert.equal(stops(jams(1, 5, 9), []), false, "not set");
  });

  test("by the person: nothing is lost, and it does not go on by itself", () => {
    const { progress } = walk(plain(), ["yes", "done"]);
    const left = leave(progress);
    assert.equal(left.end, "left");
    assert.equal(advance(plain(), left, situation()), left);
    assert.deepEqual(left.log, progress.log);
  });

  test("one answer back, over what was only seen", () => {
    const { progress } = walk(plain(), ["yes", "done"]);
    assert.equal(stepAt(advance(plain(), back(progress), situation())), "open");
    const seen = { ...progress, log: [...progress.log, { step: "wipe", answer: "done", at: NOW, seen: true }] };
    assert.deepEqual(
      back(seen).log.map(({ step }) => step),
      ["safe"],
    );
    assert.deepEqual(back(begin(plain(), NOW)).log, []);
  });
});

describe("kept as a line", () => {
  test("comes back as it was", () => {
    const guide = plain({ kind: "rise", fact: "battery_level", by: 15, to: 80, within: 24 * HOUR });
    const { progress } = walk(guide, ["yes", "done", "done"], { values: { battery_level: 12 }, readAt: () => 5 });
    assert.deepEqual(decode(guide, encode(guide, progress)), progress);
    assert.equal(guideIn(encode(guide, progress)), "guide_door");
  });

  test("broken or of other steps: none, and no crash", () => {
    const guide = plain();
    const line = encode(guide, walk(guide, ["yes", "done"]).progress);
    for (const bad of [
      "",
      "-",
      "1",
      "1 guide_door",
      line.slice(0, -3),
      line.replace("1 ", "2 "),
      `${line} x`.replace(/\S+$/, "zz"),
      line.replace(/,/g, ";"),
    ])
      assert.equal(decode(guide, bad), undefined, bad);
    const other = { ...guide, steps: guide.steps.slice(1) };
    assert.equal(decode(other, line), undefined);
    assert.equal(guideIn(undefined), undefined);
    assert.equal(guideIn(7), undefined);
  });
});

describe("the guide that goes on where one has ended", () => {
  const ended = (end: Progress["end"], guide: Guide = plain()) =>
    nextGuide(guide, { ...begin(guide, NOW), log: [{ step: "safe", answer: "yes", at: NOW }], end });

  test("who stands before a locked door is led to the guide for that, and not out of it to itself", () => {
    assert.equal(ended("locked_out"), "guide_locked_out");
    assert.equal(ended("locked_out", plain(undefined, { id: "guide_locked_out" })), undefined);
  });

  test("none after an answer that opens none, or while it is under way", () => {
    for (const end of ["passed_on", "solved", "left", "exhausted", undefined] as const) assert.equal(ended(end), undefined, end);
  });
});
