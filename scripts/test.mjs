import { globSync } from "node:fs";
import { join } from "node:path";
import { runNodeTests } from "./lib/node-tests.mjs";
import { root } from "./lib/root.mjs";
import { runReading } from "./lib/spawn.mjs";
import { runStaticChecks } from "./lib/static-checks.mjs";
import { Tally, countsOf, since } from "./lib/tally.mjs";

/** Folders of test/ whose files run in Node. */
const IN_NODE = ["core", "adapters", "runtime", "bridge", "contract", "cli", "demo", "replay", "confusion"];
const IN_BROWSER = ["test/card/**/*.test.ts", "test/replay/**/*.wtr.ts"];

const words = process.argv.slice(2);
const chosen = (patterns) =>
  globSync(patterns, { cwd: root })
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort();

async function runSuiteInNode(folder, tally) {
  const files = chosen(`test/${folder}/**/*.test.ts`);
  if (files.length === 0) return;
  const start = performance.now();
  tally.add(`test/${folder}`, { ...(await runNodeTests(files)), seconds: since(start) });
}

async function runBrowserTests(files, tally) {
  const start = performance.now();
  const runner = join(root, "node_modules", "@web", "test-runner", "dist", "bin.js");
  const { text, status } = await runReading(process.execPath, [runner, "--files", ...files]);
  tally.add("test in Chromium", { ...countsOf(text, status), seconds: since(start) });
}

const tally = new Tally();
if (words.length === 0) await runStaticChecks(tally);
for (const folder of IN_NODE) await runSuiteInNode(folder, tally);
const inBrowser = chosen(IN_BROWSER);
if (inBrowser.length > 0) await runBrowserTests(inBrowser, tally);
if (tally.passed + tally.failed === 0) {
  console.error(`No test file has ${words.map((word) => `"${word}"`).join(" or ")} in its path.`);
  process.exitCode = 1;
}
tally.end();
