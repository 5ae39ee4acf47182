import { join, relative } from "node:path";
import { run } from "node:test";
import { inspect } from "node:util";
import { root } from "./root.mjs";

const INTERNALS = /\n\s+at .*(\(|async )node:.*/g;

/** What went wrong, without the runner's own wrapping. */
function explain({ file, line, name, details }) {
  const error = details.error?.cause ?? details.error;
  const shown = typeof error === "string" ? error : (error?.stack ?? inspect(error, { depth: 5 }));
  return `✗ ${relative(root, file ?? "")}${line ? `:${line}` : ""}  ${name}\n${shown.replace(INTERNALS, "").replaceAll(`file://${root}/`, "").replaceAll(`${root}/`, "").replace(/^/gm, "    ")}`;
}

/** A group fails because a test in it did: that one has been told already. */
const failedItself = ({ details }) => details.error?.failureType !== "subtestsFailed";

/** Runs test files, prints failures as they come, and resolves with the counts. */
export async function runNodeTests(files) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of run({ files: files.map((file) => join(root, file)), concurrency: 2 })) {
    // The wrapper that stands for a whole file counts only when the file itself breaks off.
    const wrapper = data.nesting === 0 && data.name === data.file;
    if (type === "test:pass" && data.details.type !== "suite" && !wrapper) {
      counts[data.skip === undefined && data.todo === undefined ? "passed" : "skipped"] += 1;
    } else if (type === "test:fail" && failedItself(data)) {
      counts.failed += 1;
      console.log(explain(data));
    } else if (type === "test:stdout" || type === "test:stderr") {
      process.stdout.write(data.message);
    }
  }
  return counts;
}
