// npm run test:home: the scenarios in a real Home Assistant with the lab's locks.
//   --only 1,4     some of them
//   --pictures     the screenshots go to docs/images in the place of test/home/.out/pictures
//   --rebuild      builds the card first, also when dist/ is there
// Installs what it lacks. What cannot run here says why, and what else is possible.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

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

function command(file, parameters, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(file, parameters, { encoding: "utf8", ...options });
  return { ok: status === 0, text: `${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}`.trim() };
}

function installPackages(folder) {
  const done = path.join(folder, "node_modules/.package-lock.json");
  const wanted = path.join(folder, "package-lock.json");
  if (fs.existsSync(done) && fs.statSync(done).mtimeMs >= fs.statSync(wanted).mtimeMs) return;
  say(`installing packages in ${path.relative(ROOT, folder)}`);
  const { ok, text } = command("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
  if (!ok) giveUp(`npm ci in ${folder} failed:\n${text}`);
}

const onPath = (name) =>
  [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"].some(
    (folder) => folder && fs.existsSync(path.join(folder, name)),
  );

/** What comes from the system, not from npm: a browser, and for the simulated networks a broker and `ip`. */
function installPrograms(hasBrowser, inContainer) {
  const lacking = [
    [hasBrowser, "chromium"],
    [onPath("mosquitto"), "mosquitto"],
    [onPath("ip"), "iproute2"],
    [onPath("setpriv"), "util-linux"],
    [inContainer || process.env.HA_PYTHON || onPath("debootstrap"), "debootstrap"],
  ]
    .filter(([there]) => !there)
    .map(([, name]) => name);
  if (lacking.length === 0) return;
  const may = process.getuid?.() === 0 && onPath("apt-get");
  if (may) {
    say(`installing ${lacking.join(", ")}`);
    const quiet = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    command("apt-get", ["update", "-qq"], quiet);
    for (const name of lacking)
      if (!command("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], quiet).ok)
        say(`could not install ${name}`);
  } else say(`not here, and only root on Debian could install it: ${lacking.join(", ")}`);
}

function build() {
  const dist = process.env.LOCK_HEALTH_DIST ?? path.join(ROOT, "dist");
  if (!flag("rebuild") && fs.existsSync(path.join(dist, "lock-health-card.js"))) return;
  say("building the card");
  const { ok, text } = command("npm", ["run", "build"], { cwd: ROOT });
  if (!ok) giveUp(`npm run build failed:\n${text}`);
}

function provision(inContainer) {
  if (inContainer) {
    const { ok, text } = command("docker", ["info"]);
    if (!ok) giveUp(`HA_CONTAINER=1, but Docker does not work here: ${text.split("\n").at(-1)}`);
    return;
  }
  const { ok, text } = command("bash", [path.join(HERE, "provision.sh"), "--matter"], { env: process.env });
  say(text.split("\n").at(-1));
  if (!ok) giveUp(text);
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
  installPackages(path.join(HERE, "../lab"));
  installPackages(HERE);
  // What follows needs those packages.
  const { chromiumPath, startBrowser } = await import("./browser.mjs");
  const { IN_CONTAINER } = await import("./home.mjs");
  const { endAll } = await import("./processes.mjs");
  const { Report, runScenario } = await import("./runner.mjs");
  const { scenarios } = await import("./scenarios/index.mjs");
  const { setUp } = await import("./setup.mjs");
  const list = chosen(scenarios);
  installPrograms(chromiumPath() !== undefined, IN_CONTAINER);
  if (!chromiumPath()) giveUp("a Chromium is needed: install it, or set CHROMIUM to its program");
  build();
  provision(IN_CONTAINER);
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
