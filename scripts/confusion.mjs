/**
 * Judges the generated homes of test/confusion/ and writes docs/confusion.md: what was planted against what was said. With
 * --print it only prints it.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { FAMILIES } from "../src/core/check.ts";
import { checks } from "../src/core/checks/index.ts";
import { SORTS, describeRow, homes, judged } from "../test/confusion/homes.ts";
import { ADAPTER_IDS } from "../test/confusion/kinds.ts";
import { root } from "./lib/root.mjs";

const PATH = join(root, "docs", "confusion.md");

/** A household's order, as in the card. */
const FAMILY_NAMES = { power: "Power", link: "Link", software: "Software", mechanics: "Mechanics", access: "Codes" };

const code = (id) => `\`${id}\``;
const row = (...cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
const table = (head, rows) => [
  "<!-- prettier-ignore -->",
  row(...head),
  row(...head.map(() => "---")),
  ...rows.map((cells) => row(...cells)),
];

const count = (some, is) => some.filter(is).length;
const isRight = ({ right }) => right;
const share = (some) => (some.length === 0 ? "–" : `${((count(some, isRight) / some.length) * 100).toFixed(1)} %`);
const familyOf = new Map(checks.map(({ id, family }) => [id, family]));

/** The finding that had to come first: of two equals whichever did. */
const aimOf = ({ planted, said }) => (planted.some(({ says }) => says === said) ? said : planted[0].says);

/** What was said first in these rows, by kind; nothing said is the last column. */
function matrix(rowsOf, kinds, kindOf, name) {
  const some = rowsOf.flatMap(([, its]) => its);
  const columns = [...kinds, "nothing"].filter((kind) => kinds === FAMILIES || some.some((each) => kindOf(each.said) === kind));
  return table(
    ["planted ↓ said →", ...columns.map(name), "locks"],
    rowsOf.map(([label, its]) => [
      label,
      ...columns.map((kind) => count(its, ({ said }) => kindOf(said) === kind) || "·"),
      its.length,
    ]),
  );
}

const kindOfFamily = (said) => familyOf.get(said) ?? "nothing";

function byFamily(faulty) {
  return matrix(
    FAMILIES.map((family) => [FAMILY_NAMES[family], faulty.filter((each) => kindOfFamily(aimOf(each)) === family)]),
    FAMILIES,
    kindOfFamily,
    (kind) => FAMILY_NAMES[kind] ?? kind,
  );
}

function byCheck(faulty, family) {
  const its = checks.filter((check) => check.family === family).map(({ id }) => id);
  const rows = its.map((id) => [code(id), faulty.filter((each) => aimOf(each) === id)]).filter(([, some]) => some.length > 0);
  return matrix(
    rows,
    checks.map(({ id }) => id),
    (said) => said,
    (kind) => (kind === "nothing" ? kind : code(kind)),
  );
}

/** The page as it is to stand in docs/confusion.md. */
export async function confusionPage(rows = [...homes()].flatMap(judged)) {
  const faulty = rows.filter(({ planted }) => planted.length > 0);
  const healthy = rows.filter(({ planted }) => planted.length === 0);
  const misses = faulty.filter(({ right }) => !right);
  const planted = new Set(faulty.flatMap((each) => each.planted.map(({ says }) => says)));
  const unseen = checks.map(({ id }) => id).filter((id) => !planted.has(id));
  const text = [
    "# Is the judgement right?",
    "",
    "Written by `npm run confusion` from `test/confusion/`; a test compares. Homes are made from seeds, so that every run gives the same ones.",
    "",
    "Each home has one to four locks of the supported integrations among other devices. Levels, ages, units, turns, statistics and notes differ from home to home. A fault is planted in Home Assistant's own terms: states, registries, answers. So the adapters are judged too, not only the checks. The entities are those that the integrations' sources make.",
    "",
    "What this shows: each fault that an integration can show is recognised in many surroundings, causes come before symptoms, and healthy locks are left in peace. What it does not show: how often real locks behave in ways that nobody has written down.",
    "",
    "## Figures",
    "",
    ...table(
      ["homes", "locks with faults", "named first", "share", "healthy locks", "findings on them", "criticals on them"],
      [
        [
          new Set(rows.map(({ seed }) => seed)).size,
          faulty.length,
          count(faulty, isRight),
          share(faulty),
          healthy.length,
          count(healthy, ({ said }) => said !== "nothing"),
          count(healthy, ({ worst }) => worst === "critical"),
        ],
      ],
    ),
    "",
    ...table(
      ["sort", "what has to be said", "locks", "right", "share"],
      [
        ["one fault", "it, first"],
        ["cause and symptom", "the cause first, with the symptom inside it"],
        ["two faults", "both, the graver one first"],
        ["two locks", "at each lock its own, first"],
        ["whole hub", "at every lock the hub, first"],
        ["healthy", "nothing"],
      ].map(([sort, aim]) => {
        if (!SORTS.includes(sort)) throw new Error(`No sort of home is called ${sort}.`);
        const some = sort === "healthy" ? healthy : faulty.filter((each) => each.sort === sort);
        return [sort, aim, some.length, count(some, isRight), share(some)];
      }),
    ),
    "",
    "## By family",
    "",
    "Of two faults in one lock the row is that of the one that had to come first.",
    "",
    ...byFamily(faulty),
    "",
    ...FAMILIES.flatMap((family) => [`### ${FAMILY_NAMES[family]}`, "", ...byCheck(faulty, family), ""]),
    ...(unseen.length === 0
      ? []
      : [`Not planted: ${unseen.map(code).join(", ")}. A server that is too old has a test of its own.`, ""]),
    "## By integration",
    "",
    ...table(
      [
        "integration",
        "kinds of faults",
        "locks with faults",
        "right",
        "share",
        "wrong or not all",
        "said nothing",
        "healthy locks",
        "findings on them",
      ],
      ADAPTER_IDS.map((id) => {
        const its = faulty.filter(({ integration }) => integration === id);
        const well = healthy.filter(({ integration }) => integration === id);
        return [
          code(id),
          new Set(its.flatMap((each) => each.planted.map(({ says, how }) => `${says} ${how}`))).size,
          its.length,
          count(its, isRight),
          share(its),
          count(its, ({ right, said }) => !right && said !== "nothing"),
          count(its, ({ said }) => said === "nothing"),
          well.length,
          count(well, ({ said }) => said !== "nothing"),
        ];
      }),
    ),
    "",
    "## Misses",
    "",
    ...(misses.length === 0 ? ["None."] : misses.map((each) => `- ${describeRow(each)}`)),
    "",
  ].join("\n");
  return format(text, { ...(await resolveConfig(PATH)), parser: "markdown" });
}

/** What stands there now. */
export const writtenPage = () => readFile(PATH, "utf8");

if (import.meta.main) {
  const { values } = parseArgs({ options: { print: { type: "boolean" } } });
  const page = await confusionPage();
  if (values.print) process.stdout.write(page);
  else await writeFile(PATH, page);
}
