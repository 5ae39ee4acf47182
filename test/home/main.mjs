// npm run test:home: the scenarios in a real Home Assistant with the lab's locks.
//   --only 1,4     some of them
//   --pictures     the screenshots go to docs/images in the place of test/home/.out/pictures
//   --rebuild      builds the card first, also when dist/ is there
// Installs what it lacks. What cannot run here says why, and what else is possible.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { installPackages, installRest } from "./install.mjs";

const HERE = import.meta.dirname;
const ROOT = path.join(HERE, "../..");
const OUT = path.join(HERE, ".out");
const NEEDED_NODE = [22, 2];

const args = process.argv.slice(2);
const flag = (name) => args.includes(`--${name}`);
const option = (name) => (flag(name) ? args[args.indexOf(`--${name}`) + 1] : undefined);
const say = (text) => console.log(text);

/** Ends with a reason: nothing was tested, which is not a pass. */
function giveUp(reason) {
  console.error(reason);
  console.log("home: 0 passed, 1 failed");
  process.exit(1);
}

async function orGiveUp(install) {
  try {
    await install();
  } catch (error) {
    giveUp(error.message);
  }
}

function newEnough() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1]);
}

/** The project brings a newer Node with it for those whose own is too old for Zigbee2MQTT. */
function runWithNewerNode() {
  const newer = path.join(ROOT, "node_modules/.bin/node");
  if (process.env.LOCK_HEALTH_NODE === "1" || !fs.existsSync(newer))
    giveUp(
      `Node ${NEEDED_NODE.join(".")} or newer is needed, this is ${process.version}: npm ci in the project's folder brings one`,
    );
  const { status } = spawnSync(newer, [path.join(HERE, "main.mjs"), ...args], {
    stdio: "inherit",
    env: { ...process.env, LOCK_HEALTH_NODE: "1" },
  });
  process.exit(status ?? 1);
}

function chosen(scenarios) {
  const wanted = option("only")
    ?.split(",")
    .map((id) => id.trim());
  const unknown = wanted?.filter((id) => !scenarios.some((scenario) => scenario.id === id)) ?? [];
  if (unknown.length > 0)
    giveUp(`there is no scenario ${unknown.join(", ")}: they are ${scenarios.map(({ id }) => id).join(", ")}`);
  return wanted ? scenarios.filter(({ id }) => wanted.includes(id)) : scenarios;
}

async function main() {
  const began = Date.now();
  await orGiveUp(() => installPackages(say));
  // What follows needs those packages.
  const { startBrowser } = await import("./browser.mjs");
  const { endAll } = await import("./processes.mjs");
  const { Report, runScenario } = await import("./runner.mjs");
  const { scenarios } = await import("./scenarios/index.mjs");
  const { setUp } = await import("./setup.mjs");
  const list = chosen(scenarios);
  await orGiveUp(() => installRest({ rebuild: flag("rebuild"), say }));
  fs.rmSync(OUT, { recursive: true, force: true });
  fs.mkdirSync(OUT, { recursive: true });

  const report = new Report();
  let lab, browser;
  try {
    const given = await setUp({ tell: (what) => say(`      ${what}`), out: OUT });
    ({ lab } = given);
    browser = await startBrowser();
    for (const scenario of list) await runScenario(scenario, report, { ...given, browser, pictures: flag("pictures"), out: OUT });
  } catch (error) {
    report.fail("home", "lab and home start", error?.stack ?? error);
  } finally {
    await browser?.close();
    await endAll();
    lab?.removeNetwork();
  }
  say(`\n${((Date.now() - began) / 60_000).toFixed(1)} min`);
  for (const failure of report.failures) say(`failed: ${failure}`);
  say(report.summary);
  process.exit(report.failures.length === 0 ? 0 : 1);
}

if (!newEnough()) runWithNewerNode();
await main();
