/**
 * Every task of `npm run`: the script that does it, and what it does. The names in package.json's "scripts" are these; a
 * contract test compares the two. `fromHere`: paths in its arguments are meant from the folder in which npm was called.
 */
export const tasks = {
  start: {
    script: "scripts/start.mjs",
    says: "Opens the card on a simulated home; with `-- --home URL` on your own, reading only.",
  },
  test: {
    script: "scripts/test.mjs",
    says: "Types, lint, format and all tests; `-- WORD` runs only the test files with WORD in their path.",
  },
  "test:home": { script: "test/home/main.mjs", says: "The scenarios in a real Home Assistant with simulated locks." },
  check: {
    script: "scripts/check.mjs",
    says: "All that a change must pass: test, dist/ is what the sources build, size; `-- --home` adds test:home.",
  },
  lint: { script: "scripts/lint.mjs", says: "Types, lint and format; `-- --fix` mends what can be mended." },
  build: { script: "scripts/build.mjs", says: "Builds dist/ from src/; `-- --out FOLDER` elsewhere." },
  "build:bridge": {
    script: "scripts/build-bridge.mjs",
    says: "Builds the bridge as one file, build/lock-health-bridge.mjs; `-- --out FOLDER` elsewhere.",
  },
  bridge: {
    script: "src/bridge/cli/main.ts",
    says: "Runs a command of the bridge from the sources; `-- --help` lists them.",
    fromHere: true,
  },
  size: {
    script: "scripts/size.mjs",
    says: "Compressed size of each file in dist/, and whether the entry keeps its budget; `-- --modules` shows where it comes from.",
  },
  bench: {
    script: "scripts/bench.mjs",
    says: "Measures the figures of docs/performance.md; `-- --markdown` prints them as its table.",
  },
  "bench:bridge": {
    script: "scripts/bench-bridge.mjs",
    says: "Measures the figures of the bridge, with mosquitto and a simulated home; `-- --seconds N`, `-- --markdown`, `-- --no-day`.",
  },
  "bench:home": {
    script: "test/home/bench.mjs",
    says: "Measures the card in Home Assistant's own page, in turns with its tile card; `-- --only first,one`, `-- --against DIST`.",
  },
  "bench:forecast": {
    script: "scripts/bench-forecast.mjs",
    says: "Grades the battery forecast on simulated locks against other tools' methods; `-- --seeds N`, `-- --spread X`, `-- --markdown`.",
  },
  diagnosis: {
    script: "scripts/diagnosis.mjs",
    says: "Writes docs/diagnosis.md from the checks and causes; `-- --print` only prints it.",
  },
  models: {
    script: "scripts/models.mjs",
    says: "Writes docs/models.md from what is known by the model; `-- --print` only prints it, `-- --check` only compares.",
  },
  answers: {
    script: "scripts/answers.mjs",
    says: "Writes docs/answers.md from the questions and their texts; `-- --print` only prints it.",
  },
  guides: {
    script: "scripts/guides.mjs",
    says: "Writes docs/guides.md, and a picture of each guide, from the built card; `-- --print`, `-- --check`, `-- --only ID`.",
  },
  words: {
    script: "scripts/words.mjs",
    says: "Checks every text against docs/words.md; `-- --grades` shows how hard each group is to read.",
  },
  confusion: {
    script: "scripts/confusion.mjs",
    says: "Writes docs/confusion.md: what generated homes with planted faults are said to have.",
  },
  diagnose: {
    script: "src/cli/diagnose.ts",
    says: "Prints the findings of recorded homes; `-- --record URL` records one.",
    fromHere: true,
  },
};

/** The list for people, a line a task. */
export function listTasks() {
  const width = Math.max(...Object.keys(tasks).map((name) => name.length));
  return Object.entries(tasks)
    .map(([name, { says }]) => `  npm run ${name.padEnd(width)}  ${says}`)
    .join("\n");
}
