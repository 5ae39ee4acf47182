import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { INTERNAL_NAMES } from "../../scripts/lib/internal-names.mjs";
import { LONGEST, decode, encode } from "../../src/core/guide/code.ts";
import { advance, answer, answersOf, begin, stepOf } from "../../src/core/guide/progress.ts";
import { NEEDS, STOPS, TEST } from "../../src/core/guide/types.ts";
import type { Guide, Progress, Situation } from "../../src/core/guide/types.ts";
import { GUIDE_IDS } from "../../src/core/guides/ids.ts";
import { guides } from "../../src/core/guides/index.ts";
import { remedies } from "../../src/core/remedies/index.ts";
import { aidTexts } from "../../src/translations/aid-texts.ts";
import { languages } from "../../src/translations/languages.ts";
import type { Texts } from "../../src/translations/localize.ts";
import { createLocalize } from "../../src/translations/localize.ts";
import { read } from "./support.ts";

const english = createLocalize(JSON.parse(read("src/translations/en.guides.json")) as Texts);
const all: readonly Guide[] = Object.values(guides);

const calm: Situation = {
  values: {},
  readAt: () => undefined,
  outcome: () => undefined,
  newest: () => 0,
  adapter: "generic",
  traits: {},
  can: () => "yes",
  run: () => undefined,
  now: Date.UTC(2026, 10, 29),
};

/** A number from 0 to 1 that is the same each time: a test that fails must fail again. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function walk(guide: Guide, roll: () => number): Progress {
  let progress = advance(guide, begin(guide, calm.now), calm);
  for (let turn = 0; turn < 80 && !progress.end; turn++) {
    const step = stepOf(guide, progress.shown!.step)!;
    const answers = answersOf(step);
    const now = calm.now + turn * 90_000;
    const chosen = answers[Math.floor(roll() * answers.length)]!;
    progress = advance(guide, answer(guide, progress, chosen.id, now), { ...calm, now });
  }
  return progress;
}

test("each id has its guide, and no other is there", () => {
  assert.deepEqual(Object.keys(guides).sort(), [...GUIDE_IDS].sort());
});

for (const guide of all) {
  const { id, steps, causes } = guide;
  describe(id, () => {
    const has = (key: string) => assert.ok(english.has(`guides.${id}.${key}`), `en.guides.json lacks guides.${id}.${key}`);

    test("has its words", () => {
      has("title");
      has("test.do");
      for (const cause of Object.keys(causes)) has(`causes.${cause}`);
      for (const step of [...steps, stepOf(guide, TEST)!]) {
        if (step.id !== TEST) has(`steps.${step.id}.do`);
        for (const { id: given } of answersOf(step)) {
          const own = step.id === TEST ? "test" : `steps.${step.id}`;
          const found = english.has(`guides.${id}.${own}.answers.${given}`) || english.has(`guide.answers.${given}`);
          assert.ok(found, `no words for the answer "${given}" of ${step.id}`);
        }
      }
    });

    test("holds together", () => {
      const known = new Set(steps.map((step) => step.id));
      assert.equal(known.size, steps.length, "a step is there twice");
      assert.ok(!known.has(TEST), `"${TEST}" is the guide's own`);
      for (const step of steps) {
        for (const other of step.after ?? []) assert.ok(known.has(other), `${step.id} comes after ${other}, which is not there`);
        for (const each of step.answers ?? []) {
          if (each.to !== undefined) assert.ok(known.has(each.to), `${step.id} leads to ${each.to}, which is not there`);
          if (each.stop !== undefined) assert.ok(STOPS.includes(each.stop));
          if (each.opens !== undefined)
            assert.ok(GUIDE_IDS.includes(each.opens) && each.opens !== id, `${step.id} opens ${each.opens}`);
          for (const chance of [...Object.values(each.likely ?? {}), each.otherwise ?? 0.5])
            assert.ok(chance! >= 0 && chance! <= 1, `${step.id}: a likelihood is from 0 to 1`);
          for (const cause of Object.keys(each.likely ?? {})) assert.ok(cause in causes, `${step.id}: no cause ${cause}`);
        }
        for (const need of step.needs ?? []) assert.ok(NEEDS.includes(need));
        for (const [cause, chance] of Object.entries(step.cures ?? {})) {
          assert.ok(cause in causes, `${step.id} cures ${cause}, which is no cause`);
          assert.ok(chance! > 0 && chance! <= 1);
        }
        if (step.kind === "follow")
          assert.ok(
            steps.some(({ answers = [] }) => answers.some(({ to }) => to === step.id)),
            `nothing leads to ${step.id}`,
          );
      }
    });

    test("carries out only what is a remedy, and what moves the bolt is at home in no step without a hand at the door", () => {
      for (const { proof } of steps)
        if (proof?.kind === "remedy") assert.equal(remedies[proof.remedy].kind, "action", proof.remedy);
    });

    test("has no cause whose name the build shortens", () => {
      const short = new Set<string>(INTERNAL_NAMES);
      assert.deepEqual(
        Object.keys(causes).filter((cause) => short.has(cause)),
        [],
      );
    });

    test("ends whatever is answered, and its progress can be kept at every step", () => {
      for (let seed = 1; seed <= 200; seed++) {
        const end = walk(guide, dice(seed));
        assert.ok(end.end, `no end with seed ${seed}: ${end.log.map((entry) => `${entry.step}:${entry.answer}`).join(" ")}`);
        const line = encode(guide, end);
        assert.ok(line.length <= LONGEST, `${line.length} characters`);
        const back = decode(guide, line);
        assert.deepEqual(
          back?.log.map((entry) => [entry.step, entry.answer]),
          end.log.map((entry) => [entry.step, entry.answer]),
        );
        assert.equal(back?.end, end.end);
      }
    });

    test("passing over everything ends in somebody who can help", () => {
      let progress = advance(guide, begin(guide, calm.now), calm);
      for (let turn = 0; turn < 80 && !progress.end; turn++) {
        const step = stepOf(guide, progress.shown!.step)!;
        const given = answersOf(step).find(({ id: each }) => each === "skip" || each === "unsure")?.id ?? "failed";
        progress = advance(guide, answer(guide, progress, given, calm.now + turn), { ...calm, now: calm.now + turn });
      }
      assert.equal(progress.end, guide.last ?? "exhausted");
    });
  });
}

describe("words of all guides", () => {
  test("every stop says what and why", () => {
    for (const stop of STOPS) for (const part of ["title", "text"]) assert.ok(english.has(`stops.${stop}.${part}`), stop);
  });
  test("every need has a word", () => {
    const short = new Set<string>(INTERNAL_NAMES);
    for (const need of NEEDS) {
      assert.ok(english.has(`guide.needs.${need}`), need);
      assert.ok(!short.has(need), `the build shortens ${need}`);
    }
  });
  test("every language of the card has them", () => {
    assert.deepEqual(Object.keys(aidTexts).sort(), Object.keys(languages).sort());
  });
});
