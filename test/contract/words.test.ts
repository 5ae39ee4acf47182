import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answersPage, writtenPage } from "../../scripts/answers.mjs";
import { englishGrade, germanGrade, sentencesOf, wordsOf } from "../../scripts/lib/readability.mjs";
import { ALLOWED, allViolations, flat, readTexts, shortenedIn, violationsOf } from "../../scripts/words.mjs";
import { QUESTIONS, questionsFor } from "../../src/core/answers/index.ts";
import { CHECK_IDS } from "../../src/core/checks/index.ts";
import { diagnose } from "../../src/core/everything.ts";
import { HEALTHY, snapshot } from "../support/snapshot.ts";
import type { Written } from "../support/snapshot.ts";
import { files } from "./support.ts";

interface Violation {
  readonly key: string;
  readonly name: string;
}

type Texts = { readonly [key: string]: string | readonly string[] | Texts };

test("every text of every language is as docs/words.md wants it", () => {
  assert.deepEqual(allViolations(), []);
});

type Allowed = { readonly [check: string]: { readonly [key: string]: string } };
/** What the checker says when only this is let through. */
const violations = (language: string, texts: Texts, english?: Texts, allowed: Allowed = {}) =>
  violationsOf(language, texts, english, allowed as never) as readonly Violation[];

/** The dotted keys of all texts in a file. */
const keysOf = (file: string) =>
  (flat(readTexts(file) as Texts) as readonly (readonly [key: string, text: string])[]).map(([key]) => key);

test("what is let through has a reason, and is there", () => {
  const keys = files("src/translations/*.json").flatMap((path) => keysOf(path.replace(/^.*\//, "")));
  for (const allowed of Object.values(ALLOWED))
    for (const [key, reason] of Object.entries<string>(allowed)) {
      assert.ok(reason.length > 10, `${key} lacks a reason`);
      const isThere = keys.some((each) => each === key || (key.endsWith(".*") && each.startsWith(key.slice(0, -1))));
      assert.ok(isThere, `${key} is no text any more`);
    }
});

/** Puts a text under a dotted key. */
function at(key: string, text: string): Texts {
  return key.split(".").reduceRight<Texts | string>((inner, name) => ({ [name]: inner }), text) as Texts;
}

function found(language: string, key: string, text: string, english?: string): string[] {
  const source = english === undefined ? undefined : at(key, english);
  return [...new Set(violations(language, at(key, text), source).map(({ name }) => name))].sort();
}

describe("the checker finds", () => {
  const STEP = "guides.guide_jam.steps.place.do";
  const rows: readonly (readonly [name: string, language: string, key: string, text: string, english?: string])[] = [
    [
      "length",
      "en",
      "a",
      "One two three four five six seven eight nine ten one two three four five six seven eight nine ten one",
    ],
    [
      "length",
      "de",
      "a",
      "Eins zwei drei vier fünf sechs sieben acht neun zehn eins zwei drei vier fünf sechs sieben acht neun zehn eins",
    ],
    ["avoided", "en", "a", "Look at the issue"],
    ["avoided", "en", "a", "Repairs"],
    ["avoided", "de", "a", "Eine Automatisierung"],
    ["avoided", "de", "a", "Das Schloss reparieren"],
    ["blame", "en", "a", "You forgot the door"],
    ["blame", "en", "a", "It failed to lock"],
    ["blame", "de", "a", "Versehentlich offen"],
    ["address", "de", "a", "Jetzt können Sie gehen"],
    ["address", "de", "a", "Das siehst nur du"],
    ["jargon", "en", "a", "A bad RSSI"],
    ["jargon", "de", "a", "Das Mesh ist schwach"],
    ["quotes", "en", "a", "It can't tell"],
    ["quotes", "en", "a", 'Press "Armed"'],
    ["quotes", "en", "a", "Press „Armed“"],
    ["quotes", "de", "a", "Den Schalter “Scharf” drücken"],
    ["quotes", "fr", "a", "C'est"],
    ["spaces", "en", "a", "Two  spaces"],
    ["spaces", "en", "a", "At the end "],
    ["spaces", "en", "a", "Wait ... a little"],
    ["spaces", "en", "a", "Wait , then go"],
    ["spaces", "en", "a", "Wait,then go"],
    ["end", "en", "checks.battery_low.title", "The battery is low."],
    ["end", "en", "checks.battery_low.text_now", "Change the cells"],
    ["end", "en", "a", "Open the door. Then close it"],
    ["end", "de", "remedies.ping.label", "Anpingen."],
    ["placeholders", "en", "a", "About {minutes min"],
    ["placeholders", "en", "a", "About ${minutes} min"],
    ["placeholders", "de", "a", "Etwa {minuten} min", "About {minutes} min"],
    ["placeholders", "de", "a", "Etwa eine Minute", "About {minutes} min"],
    ["verb", "en", STEP, "The door is to be open."],
    ["verb", "en", STEP, "You open the door."],
    ["verb", "en", "guides.guide_jam.test.do", "Five times it should lock."],
    ["verb", "de", STEP, "Du gehst zur Tür."],
    ["verb", "de", STEP, "Die Tür ist offen."],
    ["grade", "en", "a", "Administrators administrate. Communication deteriorates. Synchronization necessitates authentication."],
    [
      "grade",
      "de",
      "a",
      "Administratoren administrieren. Kommunikation verschlechtert sich. Synchronisierung erfordert Authentifizierung.",
    ],
  ];
  for (const [name, language, key, text, english] of rows)
    test(`${name} in ${language}: ${text}`, () => {
      const names = found(language, key, text, english).filter((each) => each !== "address" || name === "address");
      assert.ok(names.includes(name), names.join(", "));
      assert.deepEqual(
        names.filter((each) => each !== name && each !== "grade"),
        [],
      );
    });

  test("a group that is hard to read, though no single text is", () => {
    const hard = Object.fromEntries(
      ["one", "two", "three", "four", "five"].map((id) => [id, "Communication necessitates authentication."]),
    );
    assert.deepEqual(
      violations("en", { help: hard }).map(({ key, name }) => [key, name]),
      [["help", "grade"]],
    );
  });

  test("texts in lists", () => {
    assert.deepEqual(
      violations("en", { a: ["Fine", "Two  spaces"] }).map(({ key }) => key),
      ["a.1"],
    );
  });

  test("keys and placeholders that the build of the card shortens", () => {
    const found = shortenedIn({ a: { helper: "Fine" }, b: "About {findings}", c: "About {level}" }) as readonly Violation[];
    assert.deepEqual(
      found.map(({ key }) => key),
      ["a.helper", "b"],
    );
  });

  test("nothing where a text is let through with its reason", () => {
    assert.deepEqual(violations("en", at("a.b", "An issue"), undefined, { avoided: { "a.b": "the name of a list" } }), []);
    assert.deepEqual(violations("en", at("a.b", "An issue"), undefined, { avoided: { "a.*": "the name of a list" } }), []);
  });
});

describe("the checker lets through", () => {
  const STEP = "guides.guide_jam.steps.place.do";
  const rows: readonly (readonly [language: string, key: string, text: string])[] = [
    ["en", STEP, "Open the door, and keep it open."],
    ["en", STEP, "In the maker’s app, choose to share it."],
    ["en", STEP, "Where are you?"],
    ["en", STEP, "It is the keypad. See which cells it takes."],
    ["en", STEP, "An administrator removes it from its hub."],
    ["en", STEP, "Lock it five times, with the door closed."],
    ["de", STEP, "Die Tür öffnen und offen lassen."],
    ["de", STEP, "Nachsehen, ob das Schloss hier erreichbar ist."],
    ["de", STEP, "Ein Administrator startet den Server neu."],
    ["de", "a", "Die Batterien wechseln. Sie sind bald leer, und dann geht ohne sie nichts."],
    ["de", "state.locking", "Wird verriegelt …"],
    ["en", "state.locking", "Locking…"],
    ["en", "a", "Battery {percent} %: change the cells now"],
    ["en", "a", "It takes 1–10 minutes, at 1.5 V."],
    ["en", "a", "Choose “Ask an administrator”."],
    ["de", "a", "Dort hinterlässt „Administrator fragen“ seine Nachricht."],
  ];
  for (const [language, key, text] of rows) test(`${language}: ${text}`, () => assert.deepEqual(found(language, key, text), []));
});

describe("how hard a text is", () => {
  test("sentences end at a mark with a capital behind it, not at a number or an abbreviation", () => {
    assert.deepEqual(sentencesOf("It has 1.5 V. Wait 5 min. Then “Go.” See {name}. Done?"), [
      "It has 1.5 V.",
      "Wait 5 min. Then “Go.”",
      "See {name}.",
      "Done?",
    ]);
    assert.deepEqual(sentencesOf("Look: The door is open."), ["Look: The door is open."]);
  });

  test("a placeholder is one word", () => assert.deepEqual(wordsOf("It is {level} % of {whole}."), ["It", "is", "7", "of", "7"]));

  test("Flesch–Kincaid, of a text that was counted by hand: 6 words, 7 syllables", () => {
    assert.ok(Math.abs(englishGrade(["The cat sat on the table."]) - (0.39 * 6 + 11.8 * (7 / 6) - 15.59)) < 0.01);
  });

  test("Wiener Sachtextformel, of a text that was counted by hand", () => {
    // 4 words; “Batterie” has 3 syllables and more than 6 letters, “Die” and “ist” have one, “schwächer” two and more than 6 letters.
    const expected = 0.1935 * 25 + 0.1672 * 4 + 0.1297 * 50 - 0.0327 * 50 - 0.875;
    assert.ok(Math.abs(germanGrade(["Die Batterie ist schwächer."]) - expected) < 0.01);
  });

  test("harder is harder, in both", () => {
    assert.ok(englishGrade(["Authentication deteriorates considerably."]) > englishGrade(["It is low."]) + 5);
    assert.ok(germanGrade(["Die Authentifizierung verschlechtert sich erheblich."]) > germanGrade(["Es ist leer."]) + 5);
  });
});

describe("questions and answers", () => {
  const { help } = readTexts("en.help.json") as { help: { readonly [id: string]: { question: string; text: string } } };

  test("docs/answers.md is what the texts say", async () => {
    const [page, written] = await Promise.all([answersPage(), writtenPage()]);
    assert.ok(page === written, "run `npm run answers`");
  });

  test("each has its texts, and no text is left over", () => {
    assert.deepEqual(Object.keys(help).sort(), QUESTIONS.map(({ id }) => id).sort());
    for (const { id } of QUESTIONS) {
      const { question, text } = help[id]!;
      assert.match(question, /\?$/, id);
      const { length } = sentencesOf(text);
      assert.ok(length >= 2 && length <= 5, `${id} has ${length} sentences`);
    }
  });

  test("each check that a question names is there", () => {
    const known: readonly string[] = CHECK_IDS;
    const named = QUESTIONS.flatMap((question): readonly string[] => ("checks" in question ? question.checks : []));
    assert.deepEqual(
      named.filter((id) => !known.includes(id)),
      [],
    );
  });

  const first = (written: Written) => {
    const taken = snapshot(written);
    return questionsFor({ snapshot: taken, diagnosis: diagnose(taken) });
  };

  for (const [what, written, expected] of [
    ["a jam", { ...HEALTHY, lock_state: "jammed" }, "mend_jam"],
    ["low cells", { ...HEALTHY, battery_level: 15 }, "how_often_cells"],
    ["a weak link", { ...HEALTHY, radio: "zigbee", link_quality: 8 }, "repeater"],
    ["a join without encryption", { ...HEALTHY, radio: "zwave", joined_securely: false }, "encryption"],
  ] as const)
    test(`${what} brings “${help[expected]!.question}” to the front`, () => {
      const { relevant } = first(written);
      assert.ok(relevant.slice(0, 3).includes(expected), relevant.join(", "));
    });

  test("of a lock with another radio, S2 comes last", () => {
    const { relevant, others } = first({ ...HEALTHY, radio: "wifi", cloud: true });
    assert.ok(!relevant.includes("encryption"));
    assert.ok(relevant.includes("cloud_down"));
    assert.ok(others.indexOf("encryption") > others.indexOf("recorded"));
  });

  test("all are there for every lock, each once", () => {
    for (const written of [{}, HEALTHY, { ...HEALTHY, lock_state: "jammed", battery_level: 4 } as const]) {
      const { relevant, others } = first(written);
      assert.deepEqual([...relevant, ...others].sort(), QUESTIONS.map(({ id }) => id).sort());
    }
  });
});
