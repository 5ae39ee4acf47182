/**
 * Writes docs/answers.md from the texts: what people ask about their lock, with the answers that the card gives, and when each comes
 * first. With --print it only prints it.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { QUESTIONS } from "../src/core/answers/index.ts";
import { root } from "./lib/root.mjs";

const PATH = join(root, "docs", "answers.md");
const TEXTS = join(root, "src", "translations", "en.help.json");

const code = (id) => `\`${id}\``;

/** What brings a question to the front, as one line. */
function first({ families = [], checks = [], suits }) {
  const parts = [
    checks.length === 0 ? "" : `when ${checks.map(code).join(", ")} is found`,
    families.length === 0 ? "" : `when ${families.join(" or ")} is not well`,
    suits ? "for locks that it fits" : "",
  ].filter(Boolean);
  return parts.length === 0 ? "" : `_First ${parts.join("; ")}._`;
}

/** The page as it is to stand in docs/answers.md. */
export async function answersPage() {
  const { help } = JSON.parse(await readFile(TEXTS, "utf8"));
  const text = [
    "# Questions and answers",
    "",
    "Written by `npm run answers` from `src/core/answers/` and `src/translations/en.help.json`: change those, then run it again. A test compares.",
    "",
    `The card shows these ${QUESTIONS.length} below each lock, those first that matter for it now.`,
    "",
    ...QUESTIONS.flatMap((question) => {
      const { question: asked, text } = help[question.id];
      return [`## ${asked}`, "", text, "", `${code(question.id)} ${first(question)}`.trim(), ""];
    }),
  ].join("\n");
  return format(text, { ...(await resolveConfig(PATH)), parser: "markdown" });
}

/** What stands there now. */
export const writtenPage = () => readFile(PATH, "utf8");

if (import.meta.main) {
  const { values } = parseArgs({ options: { print: { type: "boolean" } } });
  const page = await answersPage();
  if (values.print) process.stdout.write(page);
  else await writeFile(PATH, page);
}
