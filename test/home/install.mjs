// What a run needs and this machine may lack. Nothing here may come from a package.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const HERE = import.meta.dirname;
const ROOT = path.join(HERE, "../..");

function command(file, parameters, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(file, parameters, { encoding: "utf8", ...options });
  return { ok: status === 0, text: `${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}`.trim() };
}

/** The packages of the lab and of this folder: the modules here can be imported only after it. Throws with the reason. */
export function installPackages(say) {
  for (const folder of [path.join(HERE, "../lab"), HERE]) {
    const done = path.join(folder, "node_modules/.package-lock.json");
    const wanted = path.join(folder, "package-lock.json");
    if (fs.existsSync(done) && fs.statSync(done).mtimeMs >= fs.statSync(wanted).mtimeMs) continue;
    say(`installing packages in ${path.relative(ROOT, folder)}`);
    const { ok, text } = command("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
    if (!ok) throw new Error(`npm ci in ${folder} failed:\n${text}`);
  }
}

const onPath = (name) =>
  [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"].some(
    (folder) => folder && fs.existsSync(path.join(folder, name)),
  );

/** What comes from the system, not from npm: a browser, and for the simulated networks a broker and `ip`. */
function installPrograms(hasBrowser, inContainer, say) {
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

function build(rebuild, say) {
  const dist = process.env.LOCK_HEALTH_DIST ?? path.join(ROOT, "dist");
  if (!rebuild && fs.existsSync(path.join(dist, "lock-health-card.js"))) return;
  say("building the card");
  const { ok, text } = command("npm", ["run", "build"], { cwd: ROOT });
  if (!ok) throw new Error(`npm run build failed:\n${text}`);
}

function provision(inContainer, say) {
  if (inContainer) {
    const { ok, text } = command("docker", ["info"]);
    if (!ok) throw new Error(`HA_CONTAINER=1, but Docker does not work here: ${text.split("\n").at(-1)}`);
    return;
  }
  const { ok, text } = command("bash", [path.join(HERE, "provision.sh"), "--matter"], { env: process.env });
  say(text.split("\n").at(-1));
  if (!ok) throw new Error(text);
}

/** Programs, the built card, and Home Assistant itself; after `installPackages`. Throws with the reason. */
export async function installRest({ rebuild = false, say }) {
  const { chromiumPath } = await import("./browser.mjs");
  const { IN_CONTAINER } = await import("./home.mjs");
  installPrograms(chromiumPath() !== undefined, IN_CONTAINER, say);
  if (!chromiumPath()) throw new Error("a Chromium is needed: install it, or set CHROMIUM to its program");
  build(rebuild, say);
  provision(IN_CONTAINER, say);
}
