/**
 * Holds every text of src/translations/*.json against docs/words.md, and says what is against it: file, key, what. With --grades it
 * shows how hard each group of texts is to read.
 */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { englishGrade, germanGrade, isProse, sentencesOf, wordsOf } from "./lib/readability.mjs";
import { INTERNAL_NAMES } from "./lib/internal-names.mjs";
import { root } from "./lib/root.mjs";

/** Longer sentences are lost on a person in the rain. */
const MOST_WORDS = 20;
/** A group with fewer sentences has no grade worth the name. */
const LEAST_SENTENCES = 5;
/** A single text has one from here on. */
const LEAST_IN_TEXT = 3;

const words = (list) => new RegExp(`(?<![\\p{L}])(${list})(?![\\p{L}])`, "giu");

/** What differs by language. A language that is not here is held to what is the same for all. */
const LANGUAGES = {
  en: {
    avoided: words("rules?|triggers?|triggered|conditions?|automations?|repair(s|ed|ing)?|issues?|scores?"),
    blame: words(
      "you forgot|you failed|you should have|you must have|your (own )?(fault|mistake|error)|by mistake|wrongly|failed to|careless(ly)?|illegal|stupid|obviously|of course|simply|just (do|open|press|tap)",
    ),
    jargon: words("rssi|ota|node|mesh|endpoint|payload|dsk|coordinator|polling|latency|handshake|chemistry"),
    quotes: /["'„‚‘]|(?<=\w)‘/u,
    quotesAre: "“ ”, and ’ in the place of an apostrophe",
    grade: englishGrade,
    mostGrade: 7,
    verbFirst: verbFirstInEnglish,
  },
  de: {
    avoided: words(
      "regeln?|auslöser|bedingung(en)?|automation(en)?|automatisierung(en)?|reparatur(en)?|reparier\\p{L}*|punktzahl|score",
    ),
    blame: words(
      "vergessen hast|vergessen haben|selbst schuld|ihr fehler|dein fehler|euer fehler|versehentlich|versäumt\\p{L}*|hättest|hätten sie|fälschlich\\p{L}*|leichtsinnig|natürlich|selbstverständlich|offensichtlich|einfach nur",
    ),
    // A person is told what to do by an infinitive: „Die Tür öffnen“. A capital „Sie“ inside a sentence is the formal “you”.
    address: /(?<=[\p{L}\d,] )(Sie|Ihnen|Ihr(e[mnrs]?)?)(?!\p{L})|(?<!\p{L})(du|dich|dir|dein(e[mnrs]?)?)(?!\p{L})/gu,
    jargon: words("rssi|ota|knoten|mesh|endpunkt|payload|dsk|koordinator|polling|latenz|handshake"),
    quotes: /["'”‘‚]/u,
    quotesAre: "„ “",
    grade: germanGrade,
    mostGrade: 7,
    verbFirst: verbFirstInGerman,
  },
};

/** What an instruction in English does not begin with. */
const NO_VERBS = new Set(
  `a an the this that these those it its he she they we i you your there here and or but so as because
  without into over near behind than then not no never always maybe often usually
  what which who whom whose where why how is are was were has had does did can could may might must should will would
  please new all any some each every both either most more less very only also
  one two three four five six seven eight nine ten half
  door bolt battery cells app`
    .trim()
    .split(/\s+/),
);

/** “In the app, choose …”: the place or the time may come before the verb. */
const BEFORE_THE_VERB = /^(in|at|on|with|for|from|after|before|once|when|if|while) [^,]*, /i;

function verbFirstInEnglish(sentence) {
  const [first = ""] = wordsOf(sentence.replace(BEFORE_THE_VERB, ""));
  return NO_VERBS.has(first.toLowerCase()) ? `begins with “${first}”, not with what to do` : undefined;
}

/** German instructions have an infinitive, at the end of what is to be done or before what it is about: „Die Tür öffnen.“, „Nachsehen, ob …“. */
const GERMAN_SUBJECTS = /^(du|ich|wir|ihr|man) /i;
const INFINITIVE = /(?<![\p{L}])(\p{L}\p{Ll}*(?:en|ern|eln|tun|sein))(?=[.,:;!?]|\s+(?:und|oder|bis|wie|als)(?![\p{L}])|$)/gu;
/** Words that only look like one. */
const NO_INFINITIVES = new Set(
  `offen oben unten innen außen hinten neben eben selten trocken eigen kaputten beiden allen anderen jeden einen keinen den denen wen
  dessen wegen gegen zwischen zusammen morgen gern fern intern extern modern`
    .trim()
    .split(/\s+/),
);

function verbFirstInGerman(sentence) {
  if (GERMAN_SUBJECTS.test(sentence)) return "says who, and not what to do";
  // A noun has a capital; at the beginning an infinitive has one, too.
  const isVerb = ({ 1: word, index }) => !NO_INFINITIVES.has(word) && (index === 0 || /^\p{Ll}/u.test(word));
  return [...sentence.matchAll(INFINITIVE)].some(isVerb) ? undefined : "has no infinitive that says what to do";
}

/** What only an administrator may do says so first, so that nobody else looks for it in vain. */
const ADMINISTRATOR = /^(an administrator|ein administrator) /i;

/** Texts that may be otherwise, by rule and key, with the reason. A key of a group ends with a point and a star. */
export const ALLOWED = {
  verb: {},
  jargon: {},
  length: {},
  avoided: {},
  grade: {},
  end: {},
  blame: {},
  address: {},
  quotes: {},
  spaces: {},
  placeholders: {},
};

const isAllowed = (allowed, name, key) =>
  Object.keys(allowed[name] ?? {}).some((each) => (each.endsWith(".*") ? key.startsWith(each.slice(0, -1)) : each === key));

/** Names of texts that are headings or the words of a button: no point at their end. */
const HEADINGS = /^(title|label|short|name|question)(_\w+)?$/;
/** Texts that are sentences. */
const SENTENCES = /(^|\.)text(_\w+)?$|^guides\.\w+\.(test|steps\.\w+)\.(do|why)(_\w+)?$/;
const ENDED = /([.!?…:][”“’)]?|\})$/u;

/** Instructions of guides: `do`, and the tests of guides; in lists each step. */
const INSTRUCTION = /^guides\.\w+\.(test\.do|steps\.\w+\.do|steps\.\d+)(_\w+)?$/;

const lastOf = (key) => key.split(".").at(-1);

/** Every text by its dotted key; of a list each item with its number. */
export function flat(texts, prefix = "") {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === "string" ? [[`${prefix}${name}`, value]] : flat(value, `${prefix}${name}.`),
  );
}

const placeholdersOf = (text) => [...new Set([...text.matchAll(/\{(\w*)\}/g)].map(([, name]) => name))].sort();

/** Each looks at one text: `{ key, text, own, english }`, and says what is wrong, or some things. */
const CHECKS = {
  length: ({ text }) =>
    sentencesOf(text)
      .filter((sentence) => wordsOf(sentence).length > MOST_WORDS)
      .map((sentence) => `${wordsOf(sentence).length} words: “${sentence}”`),
  avoided: ({ text, own }) =>
    [...text.matchAll(own?.avoided ?? /$^/g)].map(([found]) => `“${found}” means something else in Home Assistant`),
  blame: ({ text, own }) => [...text.matchAll(own?.blame ?? /$^/g)].map(([found]) => `“${found}” blames or hurries`),
  address: ({ text, own }) =>
    [...text.matchAll(own?.address ?? /$^/g)].map(([found]) => `“${found}”: texts of this language address nobody`),
  jargon: ({ text, own }) => [...text.matchAll(own?.jargon ?? /$^/g)].map(([found]) => `“${found}” is jargon`),
  quotes: ({ text, own }) => {
    const [found] = text.match(own?.quotes ?? /["']/u) ?? [];
    return found === undefined ? [] : [`${found} is to be ${own?.quotesAre ?? "typographic"}`];
  },
  spaces: ({ text }) => [
    ...(/ {2}|[\t\n]/.test(text) ? ["has two spaces, a tab or a break"] : []),
    ...(text === text.trim() && text !== "" ? [] : ["is empty, or begins or ends with a space"]),
    ...(/ [,.;:!?](?!\w)/.test(text) ? ["has a space before a mark"] : []),
    ...(/[,;!?](?=\p{L})/u.test(text) ? ["lacks a space behind a mark"] : []),
    ...(/\.\.\.| - |--/.test(text) ? ["has … or a dash in letters of a typewriter"] : []),
  ],
  end: ({ key, text }) => {
    const name = lastOf(key);
    if (HEADINGS.test(name)) return /[^.]\.$/.test(text) ? ["a heading or button ends without a point"] : [];
    const several = /[.!?]\s+\p{Lu}/u.test(text);
    return (SENTENCES.test(key) || several) && !ENDED.test(text) ? ["ends without . ! ? or …"] : [];
  },
  placeholders: ({ text, english }) => {
    const bare = text.replace(/\{[a-z_]+\}/g, "");
    const odd = /[{}$]/.test(bare) ? ["has a brace that is no placeholder"] : [];
    const differs =
      english !== undefined && placeholdersOf(text).join() !== placeholdersOf(english).join()
        ? [`has {${placeholdersOf(text).join(", ")}}, English has {${placeholdersOf(english).join(", ")}}`]
        : [];
    return [...odd, ...differs];
  },
  verb: ({ key, text, own }) => {
    if (!INSTRUCTION.test(key) || !own) return [];
    // One short sentence may say first what is known: “It is the keypad. See which cells it takes.”
    const begin = sentencesOf(text).slice(0, 2);
    const problems = begin.map((sentence) =>
      sentence.endsWith("?") || ADMINISTRATOR.test(sentence) ? undefined : own.verbFirst(sentence),
    );
    return problems.every(Boolean) ? [problems[0]] : [];
  },
  grade: ({ text, own }) => {
    const sentences = isProse(text) ? sentencesOf(text) : [];
    const grade = own && sentences.length >= LEAST_IN_TEXT ? own.grade(sentences) : 0;
    return grade > (own?.mostGrade ?? 0) && own ? [`asks for school year ${grade.toFixed(1)}, at most ${own.mostGrade}`] : [];
  },
};

/** The group of a text: guides by guide, all others by their first word. */
function groupOf(key) {
  const [first, second] = key.split(".");
  return first === "guides" ? `${first}.${second}` : first;
}

/** How hard each group of a language's texts is to read: name, sentences, grade. */
export function gradesOf(language, texts) {
  const own = LANGUAGES[language];
  const groups = new Map();
  for (const [key, text] of flat(texts))
    if (isProse(text)) groups.set(groupOf(key), [...(groups.get(groupOf(key)) ?? []), ...sentencesOf(text)]);
  return [...groups]
    .filter(([, sentences]) => own && sentences.length >= LEAST_SENTENCES)
    .map(([name, sentences]) => ({ name, sentences: sentences.length, grade: own.grade(sentences), most: own.mostGrade }));
}

/** What is against docs/words.md in one file of texts. `english`: the same file in English, for another language. */
export function violationsOf(language, texts, english, allowed = ALLOWED) {
  const own = LANGUAGES[language];
  const source = new Map(english ? flat(english) : []);
  const found = flat(texts).flatMap(([key, text]) =>
    Object.entries(CHECKS).flatMap(([name, check]) =>
      isAllowed(allowed, name, key)
        ? []
        : check({ key, text, own, english: source.get(key) }).map((what) => ({ key, name, what })),
    ),
  );
  const hard = gradesOf(language, texts)
    .filter(({ name, grade, most }) => grade > most && !isAllowed(allowed, "grade", name))
    .map(({ name, grade, most }) => ({
      key: name,
      name: "grade",
      what: `the group asks for school year ${grade.toFixed(1)}, at most ${most}`,
    }));
  return [...found, ...hard];
}

const SHORTENED = new Set(INTERNAL_NAMES);

/** Keys and placeholders that the build of the card would shorten: their texts are looked up by their words, and not found there. */
export function shortenedIn(texts) {
  const names = flat(texts).flatMap(([key, text]) => [...key.split("."), ...placeholdersOf(text)].map((name) => ({ key, name })));
  return names
    .filter(({ name }) => SHORTENED.has(name))
    .map(({ key, name }) => ({ key, name: "key", what: `the build shortens “${name}” (scripts/lib/internal-names.mjs)` }));
}

/** The bridge is not built by what builds the card. */
const OF_THE_BRIDGE = "bridge.json";

const FOLDER = join(root, "src", "translations");

/** All files of texts: `de.more.json` is the part `more.json` of the language `de`. */
export function translationFiles() {
  return globSync("*.json", { cwd: FOLDER })
    .map((path) => basename(path))
    .sort()
    .map((file) => ({ file, language: file.split(".")[0], part: file.slice(file.indexOf(".") + 1) }));
}

export const readTexts = (file) => JSON.parse(readFileSync(join(FOLDER, file), "utf8"));

/** What is against docs/words.md in all files, as lines. */
export function allViolations() {
  const files = translationFiles();
  return files.flatMap(({ file, language, part }) => {
    const texts = readTexts(file);
    const english = language !== "en" && files.some((each) => each.file === `en.${part}`) ? readTexts(`en.${part}`) : undefined;
    const found = [...violationsOf(language, texts, english), ...(part === OF_THE_BRIDGE ? [] : shortenedIn(texts))];
    return found.map(({ key, name, what }) => `src/translations/${file} ${key}: ${name}: ${what}`);
  });
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { grades: { type: "boolean" } } });
  if (values.grades)
    for (const { file, language } of translationFiles())
      for (const { name, sentences, grade } of gradesOf(language, readTexts(file)))
        console.log(
          `${file.padEnd(18)} ${name.padEnd(34)} ${String(sentences).padStart(4)} sentences  school year ${grade.toFixed(1)}`,
        );
  const lines = allViolations();
  for (const line of lines) console.error(line);
  console.log(
    lines.length === 0
      ? "All texts are as docs/words.md wants them."
      : `${lines.length} texts are not as docs/words.md wants them.`,
  );
  process.exitCode = lines.length === 0 ? 0 : 1;
}
