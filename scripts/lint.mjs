import { runStaticChecks } from "./lib/static-checks.mjs";
import { Tally } from "./lib/tally.mjs";

const tally = new Tally();
await runStaticChecks(tally, { fix: process.argv.includes("--fix") });
tally.end();
