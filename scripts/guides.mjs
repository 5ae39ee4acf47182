/**
 * Writes docs/guides.md from the guides and their texts, and a picture of each guide into docs/images/guides/, from the built card on
 * the simulated home. With --print it only prints the page, with --check it only compares it; with --only ID[,ID] it makes those
 * pictures alone.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { checks } from "../src/core/checks/index.ts";
import { answersOf, proofOf, testOf } from "../src/core/guide/progress.ts";
import { TEST } from "../src/core/guide/types.ts";
import { GUIDE_IDS } from "../src/core/guides/ids.ts";
import { guides } from "../src/core/guides/index.ts";
import { remedies } from "../src/core/remedies/index.ts";
import { root } from "./lib/root.mjs";

const PATH = join(root, "docs", "guides.md");
/** Beside the page, so that its links are as short as its pictures' names. */
const IMAGES = "images/guides";
const TEXTS = join(root, "src", "translations", "en.guides.json");

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Stands for what a lock's own cells are called. */
const EXAMPLES = { cells: "4 × AA" };

/** For which locks other words are used. What is not named here is named as it is, with spaces. */
const VARIANTS = {
  "9v": "9 V contact",
  alkaline: "alkaline only",
  app: "learns by the app",
  cells: "kind of cells known",
  driver: "its driver",
  firmware: "its firmware",
  lithium: "lithium only",
  long: "longer wait",
  long_range: "Z-Wave Long Range",
  mesh: "devices pass messages on",
  pack: "rechargeable pack",
  privacy: "privacy mode",
  self: "learns by itself",
  server: "the hub’s program",
  usb_c: "USB-C",
  vacation: "vacation mode",
  wifi: "Wi-Fi",
  zigbee: "Zigbee",
  zwave: "Z-Wave",
};

const KINDS = {
  first: "at the start",
  ask: "when it is worth asking",
  prepare: "before another step",
  follow: "after an answer",
  repair: "to end the trouble",
};

const code = (id) => `\`${id}\``;
const row = (...cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
/** Left as it is by the formatter: its columns would be padded to several hundred characters. */
const table = (head, rows) => [
  "<!-- prettier-ignore -->",
  row(...head),
  row(...head.map(() => "---")),
  ...rows.map((cells) => row(...cells)),
  "",
];

/** @param {number} ms */
function lengthOf(ms) {
  const [count, unit] = ms >= 2 * DAY ? [ms / DAY, "days"] : ms >= HOUR ? [ms / HOUR, "h"] : [ms / MINUTE, "min"];
  return `${count} ${unit}`;
}

const filled = (text) => text.replace(/\{(\w+)\}/g, (whole, name) => EXAMPLES[name] ?? whole);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** A step's words and their variants, each on a line. */
function doCell(id, words) {
  const variants = Object.entries(words)
    .filter(([key]) => key.startsWith("do_"))
    .map(([key, text]) => {
      const name = key.slice("do_".length);
      return `_${capital(VARIANTS[name] ?? name.replaceAll("_", " "))}:_ ${filled(text)}`;
    });
  const why = words.why === undefined ? [] : [`_${filled(words.why)}_`];
  return [`**${filled(words.do)}**`, ...variants, ...why, code(id)].join("<br>");
}

/** Whether somebody does something in a step, and does not only look. */
const isTask = (step) => answersOf(step).some(({ id }) => id === "done" || id === "worked");

function proofWords(step, isTest) {
  const proof = proofOf(step);
  switch (proof.kind) {
    case "answer":
      return step.kind === "repair" && !isTest && isTask(step) ? "the guide’s test, next" : "the answer";
    case "check":
      return `a newer reading on which ${proof.checks.map(code).join(" and ")} ${proof.checks.length > 1 ? "pass" : "passes"}; asked after ${lengthOf(proof.within)}`;
    case "turns":
      return `${proof.count === 1 ? "one turn" : `${proof.count} turns`} to locked, seen, without a jam; asked after ${lengthOf(proof.within)}`;
    case "rise":
      return `a level that rises by ${proof.by} points, or to ${proof.to} %; asked after ${lengthOf(proof.within)}`;
    case "remedy":
      return `the fix ${code(proof.remedy)}, by its own proof${remedies[proof.remedy].consent === "confirm" ? "; it asks first" : ""}`;
  }
}

/** Whether a fix that has worked proves by its own check what the guide's test would. */
function provesAll({ test }, { proof }) {
  if (test.kind !== "check" || proof?.kind !== "remedy") return false;
  return test.checks.every((check) => check === remedies[proof.remedy].proves);
}

/** Where an answer leads, in words. Empty where the next step is simply chosen anew. */
function leadsTo(step, answer, { texts, guide }) {
  const isTest = step.id === TEST;
  const isDone = answer.id === "done" || answer.id === "worked";
  if (answer.stop) return texts.stops[answer.stop].title;
  if (answer.solved || (answer.id === "worked" && (isTest || provesAll(guide, step)))) return "solved";
  if (answer.to) return code(answer.to);
  if (answer.opens) return `the guide “${texts.guides[answer.opens].title}”`;
  if (isTest) return "the next step";
  return step.kind === "repair" && isDone ? "the test" : "";
}

/** One step as a row of its guide's table. */
function stepRow(step, words, about) {
  const { texts } = about;
  const isTest = step.id === TEST;
  const needs = (step.needs ?? []).map((need) => texts.guide.needs[need].toLowerCase());
  const answers = answersOf(step).map((answer) => {
    const common = answer.id === "skip" && !isTask(step) ? "unsure" : answer.id;
    const label = words.answers?.[answer.id] ?? texts.guide.answers[common];
    const to = leadsTo(step, answer, about);
    return to === "" ? label : `${label} → ${to}`;
  });
  return [
    doCell(step.id, words),
    isTest ? "after each try" : step.kind === "repair" && !isTask(step) ? "to find the part" : KINDS[step.kind],
    step.minutes,
    needs.join(", "),
    proofWords(step, isTest),
    [...new Set(answers)].join("<br>"),
  ];
}

/** What brings a person to a guide: findings, and the list of troubles. */
function purpose(id) {
  const findings = checks.filter(({ remedies: offered }) => offered.includes(id)).map((check) => code(check.id));
  return findings.length === 0
    ? "Begun from “What is wrong?” on the card, or by another guide."
    : `Offered for ${findings.join(", ")}.`;
}

/** A guide as a part of the page. */
function section(id, texts) {
  const guide = guides[id];
  const words = texts.guides[id];
  const causes = Object.entries(guide.causes)
    .sort(([, a], [, b]) => b - a)
    .map(([cause]) => words.causes[cause]);
  const about = { texts, guide };
  const last = guide.last ?? "exhausted";
  const seen = (guide.stops ?? []).map(({ reason }) => `“${texts.stops[reason].title}” as soon as readings show it`);
  return [
    `## ${words.title}`,
    "",
    `${code(id)}. ${purpose(id)} Looks for, the likeliest first: ${causes.join(", ")}.`,
    "",
    `![${words.title}: one way through it, step by step](${IMAGES}/${id}.png)`,
    "",
    ...table(
      ["what to do", "comes", "min", "needs", "proven by", "answers"],
      [...guide.steps.map((step) => stepRow(step, words.steps[step.id], about)), stepRow(testOf(guide), words.test, about)],
    ),
    `Ends without help: “${texts.stops[last].title}”${seen.length > 0 ? `; also ${seen.join(", ")}` : ""}.`,
    "",
  ];
}

function stopList({ stops }) {
  return Object.values(stops).map(({ title, text }) => `- **${title}.** ${text}`);
}

function introduction(texts) {
  const steps = GUIDE_IDS.reduce((sum, id) => sum + guides[id].steps.length, 0);
  return [
    "# Guides",
    "",
    "Written by `npm run guides` from `src/core/guides/` and `src/translations/en.guides.json`: change those, then run it again. A test compares.",
    "",
    `What a person does by hand, a step at a time: ${GUIDE_IDS.length} guides with ${steps} steps. Each picture is one way through, as the card draws it; another answer leads another way.`,
    "",
    "## How the order is found",
    "",
    "1. What is about safety and place comes first, in the order of the tables.",
    "2. Then the guide weighs. It knows how often each cause is behind such a trouble, what readings say of this lock, and what was answered. Each answer makes some causes likelier and others less so.",
    "3. Of the steps that may end the trouble, the one with the best chance for its cost comes next. Cost is minutes, tools to fetch, waiting for an administrator, and the harm that a step can do.",
    "4. A question goes before them when its answer is likely to spare more minutes than it takes.",
    "5. What sensors know already is not asked. A step that does not fit this lock is left out.",
    "6. After each try comes the guide’s test. A reading that is newer than the try counts. Where nothing can be seen in time, the person says, and the end tells whose word it was.",
    "",
    "An answer can be taken back, and “Not possible now” passes a step over. A guide can be left at any step and gone on with later, on another tablet too.",
    "",
    "## When it stops",
    "",
    "It ends as solved by a reading or by the person’s word. It stops where the next try could wear the lock, shut somebody out or wipe out traces. Then it says whom to call, and has a report for them. No guide lets a lock unlock itself: what opens the door is done by hand.",
    "",
    ...stopList(texts),
    "",
    "In the tables, words in italics say for which locks a step is told otherwise, and why it is done. An answer without an arrow only changes what is likely.",
    "",
  ];
}

/** The page as it is to stand in docs/guides.md. */
export async function guidesPage() {
  const texts = JSON.parse(await readFile(TEXTS, "utf8"));
  const text = [...introduction(texts), ...GUIDE_IDS.flatMap((id) => section(id, texts))].join("\n");
  return format(text, { ...(await resolveConfig(PATH)), parser: "markdown" });
}

/** What stands there now. */
export const writtenGuides = () => readFile(PATH, "utf8");

/** Where a guide's picture is, from the project's folder. */
export const pictureOf = (id) => join("docs", IMAGES, `${id}.png`);

async function makePictures(only) {
  // Loaded when needed: the page alone needs no browser.
  const { takePictures } = await import("./lib/guide-pictures.mjs");
  await takePictures(only ?? GUIDE_IDS, (id) => join(root, pictureOf(id)));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { print: { type: "boolean" }, check: { type: "boolean" }, only: { type: "string" } },
  });
  const page = await guidesPage();
  if (values.print) process.stdout.write(page);
  else if (!values.check) {
    await writeFile(PATH, page);
    await makePictures(values.only?.split(","));
  } else if (page !== (await writtenGuides())) {
    console.error("docs/guides.md is not what the guides say: run `npm run guides`.");
    process.exitCode = 1;
  }
}
