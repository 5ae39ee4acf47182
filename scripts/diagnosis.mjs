/**
 * Writes docs/diagnosis.md from the data: what explains what, as a graph and as a table with the evidence for each edge, and all
 * checks. With --print it only prints it.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { EVIDENCE } from "../src/core/causes/evidence.ts";
import { GRAPH } from "../src/core/causes/graph.ts";
import { CAUSES } from "../src/core/causes/index.ts";
import { FAMILIES } from "../src/core/check.ts";
import { checks } from "../src/core/checks/index.ts";
import { root } from "./lib/root.mjs";

const PATH = join(root, "docs", "diagnosis.md");

const LIKELIHOODS = { 3: "nearly always", 2: "often", 1: "now and then" };
/** A household's order, as in the card. */
const FAMILY_NAMES = { power: "Power", link: "Link", software: "Software", mechanics: "Mechanics", access: "Codes" };
const REMEDIES_SHOWN = 3;

const code = (id) => `\`${id}\``;
const codes = (ids) => ids.map(code).join(", ");
const row = (...cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
/** Left as it is by the formatter: its columns would be padded to several hundred characters. */
const table = (head, rows) => [
  "<!-- prettier-ignore -->",
  row(...head),
  row(...head.map(() => "---")),
  ...rows.map((cells) => row(...cells)),
];

function reasonOf(cause, symptom) {
  const reason = (EVIDENCE[cause] ?? []).find(({ explains }) => explains.includes(symptom));
  if (!reason) throw new Error(`src/core/causes/evidence.ts has nothing on ${cause} → ${symptom}.`);
  return reason;
}

/** Mermaid: a box a check that takes part, in its family; a broken line where a condition must hold. */
function graph() {
  const taking = new Set(CAUSES.flatMap(({ cause, explains }) => [cause, ...explains]));
  const boxes = FAMILIES.flatMap((family) => [
    `  subgraph family_${family}[${FAMILY_NAMES[family]}]`,
    ...checks
      .filter((check) => check.family === family && taking.has(check.id))
      .map(({ id }) => `    ${id}[${id.replaceAll("_", " ")}]`),
    "  end",
  ]);
  const lines = checks.flatMap(({ id }) =>
    Object.entries(GRAPH[id]?.explains ?? {}).map(
      ([symptom, edge]) => `  ${id} ${typeof edge === "number" ? "-->" : "-.->"} ${symptom}`,
    ),
  );
  return ["```mermaid", "flowchart LR", ...boxes, ...lines, "```"];
}

/** The edges in the order in which they take a symptom, symptom by symptom. */
function edges() {
  return checks.flatMap(({ id }) =>
    CAUSES.filter(({ explains: [symptom] }) => symptom === id).map(({ cause, worth }, index) => {
      const { why, source, onlyIf } = reasonOf(cause, id);
      const { minutes } = GRAPH[cause];
      const likelihood = LIKELIHOODS[Math.round(worth * minutes)];
      return [index === 0 ? code(id) : "", code(cause), likelihood, `${minutes} min`, onlyIf ?? "", why, source];
    }),
  );
}

function factsOf({ needs, any, uses }) {
  const parts = [codes(needs), any.length === 0 ? "" : `one of ${codes(any)}`, uses.length === 0 ? "" : `also ${codes(uses)}`];
  return parts.filter(Boolean).join("; ");
}

function checkRows() {
  return FAMILIES.flatMap((family) =>
    checks
      .filter((check) => check.family === family)
      .map((check, index) => [
        index === 0 ? FAMILY_NAMES[family] : "",
        `[${code(check.id)}](../src/core/checks/${family}/${check.id.replaceAll("_", "-")}.ts)`,
        check.severity,
        factsOf(check),
        codes(check.remedies.slice(0, REMEDIES_SHOWN)),
      ]),
  );
}

/** The page as it is to stand in docs/diagnosis.md. */
export async function diagnosisPage() {
  const text = [
    "# What is diagnosed, and what explains what",
    "",
    "Written by `npm run diagnosis` from `src/core/checks/` and `src/core/causes/`: change those, then run it again. A test compares.",
    "",
    "## Causes",
    "",
    "A finding that another one explains steps back behind it, so that the culprit is named once. A broken line holds only under the condition in the table.",
    "",
    ...graph(),
    "",
    "Of several causes that are found, the one with the most chance for the least effort takes the symptom: how likely it is behind it, divided by the minutes that it takes to find out. If that one is itself explained, all of it moves behind its cause. A finding is as grave as the gravest that it explains.",
    "",
    "The likelihoods are judged from the sources; nobody has counted them.",
    "",
    ...table(["symptom", "cause", "how likely", "to find out", "only if", "why", "source"], edges()),
    "",
    `## All ${checks.length} checks`,
    "",
    "A check is run when the lock offers what it needs. Severity is that of the check; some variants are milder or graver. Of the remedies the first three are named.",
    "",
    ...table(["family", "check", "severity", "facts", "first remedies"], checkRows()),
    "",
  ].join("\n");
  return format(text, { ...(await resolveConfig(PATH)), parser: "markdown" });
}

/** What stands there now. */
export const writtenPage = () => readFile(PATH, "utf8");

if (import.meta.main) {
  const { values } = parseArgs({ options: { print: { type: "boolean" } } });
  const page = await diagnosisPage();
  if (values.print) process.stdout.write(page);
  else await writeFile(PATH, page);
}
