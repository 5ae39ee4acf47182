import { existsSync, globSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./root.mjs";
import { runQuietly } from "./spawn.mjs";
import { since } from "./tally.mjs";

const bin = (name) => join(root, "node_modules", ...name.split("/"));

function tool(suite, script, args) {
  return { suite, run: () => runQuietly(process.execPath, [bin(script), ...args]) };
}

/** Every TypeScript project, the strictest first: the core compiles without a DOM, Node or a clock. */
function projects() {
  const found = ["tsconfig.json", "test/tsconfig.json", ...globSync("src/*/tsconfig.json", { cwd: root })];
  const order = (path) => Number(!path.startsWith("src/core"));
  return found.filter((path) => existsSync(join(root, path))).sort((a, b) => order(a) - order(b));
}

/** What can be said about the sources without running them. Each counts as one test. */
export function staticChecks({ fix = false } = {}) {
  return [
    ...projects().map((path) => tool(`types ${relative("", path)}`, "typescript/bin/tsc", ["--noEmit", "-p", path])),
    tool("lint", "eslint/bin/eslint.js", ["--max-warnings=0", ...(fix ? ["--fix"] : []), "."]),
    tool("format", "prettier/bin/prettier.cjs", [fix ? "--write" : "--check", "--log-level=warn", "."]),
  ];
}

/** Runs them one after another, and shows what one has to say only when it fails. */
export async function runStaticChecks(tally, options) {
  for (const { suite, run } of staticChecks(options)) {
    const start = performance.now();
    const { text, status } = await run();
    if (status !== 0) console.log(text.trimEnd());
    tally.add(suite, { passed: Number(status === 0), failed: Number(status !== 0), seconds: since(start) });
  }
}
