import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { compile } from "./build.mjs";
import { root } from "./lib/root.mjs";
import { runReading } from "./lib/spawn.mjs";
import { Tally, countsOf, since } from "./lib/tally.mjs";
import { reportSizes } from "./size.mjs";

const tally = new Tally();

/** A suite that counts for itself and says so in its last line. */
async function runSuite(name, script) {
  const start = performance.now();
  const { text, status } = await runReading(process.execPath, [join(root, script)]);
  tally.add(name, { ...countsOf(text, status), seconds: since(start) });
}

/** A single thing that holds or not: `look` returns what is wrong, or nothing. */
async function runOne(name, look) {
  const start = performance.now();
  const wrong = await look().catch((error) => error.message);
  if (wrong) console.log(wrong);
  tally.add(name, { passed: Number(!wrong), failed: Number(Boolean(wrong)), seconds: since(start) });
}

/** How the committed dist/ differs from what the sources build. */
async function distDiffers() {
  const built = await compile();
  const names = new Set([...built.keys(), ...(await readdir(join(root, "dist")))]);
  const differing = [];
  for (const name of names) {
    const committed = await readFile(join(root, "dist", name), "utf8").catch(() => undefined);
    if (committed !== built.get(name)) differing.push(name);
  }
  return (
    differing.length > 0 &&
    `dist/ is not what the sources build (${differing.sort().join(", ")}): run \`npm run build\` and commit dist/.`
  );
}

async function entryTooBig() {
  return (await reportSizes())
    ? undefined
    : "The entry is to be smaller: what is not needed for the verdict and the first fix is loaded when needed.";
}

await runSuite("npm test", "scripts/test.mjs");
if (process.argv.includes("--home")) await runSuite("npm run test:home", "test/home/main.mjs");
await runOne("dist/ is what the sources build", distDiffers);
await runOne("npm run size", entryTooBig);
tally.end();
// The compiler of a build that broke off goes on watching its files.
process.exit();
