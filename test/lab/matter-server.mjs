// A real Matter server (python-matter-server), the one that Home Assistant's Matter integration talks to, from the tree that
// ../home/provision.sh --matter makes. It trusts the test attestation root alone, and asks nothing of the outside.
// Run it in the namespace that matter-net.sh makes: ip netns exec lockhealth node matter-server.mjs
// One that answers on the port already is left as it is.
//   MATTER_SERVER_PORT (5580), MATTER_INTERFACE (lab0), HA_ROOT (~/.cache/lock-health/home-assistant)
//   MATTER_SERVER_STATE (.state/matter-server)  its fabric and its nodes; MATTER_SERVER_KEEP=1 keeps them over a restart
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir, networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { TestCert_PAA_NoVID_Cert } from "@matter/main/protocol";
import { announce } from "./lib/control.mjs";

const HOST = "127.0.0.1";
const port = Number(process.env.MATTER_SERVER_PORT ?? 5580);
const lan = process.env.MATTER_INTERFACE ?? "lab0";
const tree = process.env.HA_ROOT ?? join(homedir(), ".cache/lock-health/home-assistant");
const stateDir = resolve(process.env.MATTER_SERVER_STATE ?? join(import.meta.dirname, ".state", "matter-server"));
const websocket = `ws://${HOST}:${port}/ws`;
const end = (message) => {
  console.error(message);
  process.exit(1);
};

const info = () =>
  fetch(`http://${HOST}:${port}/info`).then(
    (answer) => answer.json(),
    () => undefined,
  );
const ready = ({ sdk_version, schema_version }) => ({ websocket, sdk: sdk_version, schema: schema_version });
const running = await info();
if (running) {
  console.log(`READY matter-server ${JSON.stringify({ ...ready(running), running: true })}`);
  process.exit(0);
}
if (!networkInterfaces()[lan])
  end(`no interface ${lan}: bash matter-net.sh up, then ip netns exec lockhealth node matter-server.mjs`);
if (!existsSync(join(tree, "matter/bin/matter-server"))) end("no Matter server: run ../home/provision.sh --matter");

if (process.env.MATTER_SERVER_KEEP !== "1") rmSync(stateDir, { recursive: true, force: true });
mkdirSync(join(stateDir, "roots"), { recursive: true });
writeFileSync(join(stateDir, "roots", "test.der"), TestCert_PAA_NoVID_Cert);
writeFileSync(join(stateDir, "roots", ".version"), "1"); // fresh, so it does not look for more roots outside

// The server keeps its settings in /data and /tmp of the tree: these mounts are seen by it alone.
mkdirSync(join(tree, "data"), { recursive: true });
const inTree = `mount --bind "$1" "$2/data" && mount -t tmpfs tmpfs "$2/tmp" && mount --bind /proc "$2/proc" && mount --bind /dev "$2/dev" &&
  cd / && tree=$2 && shift 2 && exec chroot "$tree" /usr/bin/env -i PATH=/matter/bin:/usr/bin:/bin HOME=/data LANG=C.UTF-8 "$@"`;
const server = spawn(
  "unshare",
  [
    "--mount",
    "sh",
    "-c",
    inTree,
    "sh",
    stateDir,
    tree,
    "/matter/bin/python",
    "-m",
    "matter_server.server",
    "--storage-path",
    "/data",
    "--paa-root-cert-dir",
    "/data/roots",
    "--ota-provider-dir",
    "/data/updates",
    "--listen-address",
    HOST,
    "--port",
    String(port),
    "--primary-interface",
    lan,
  ],
  { stdio: ["ignore", "inherit", "inherit"] },
);
server.once("exit", (code) => process.exit(code || 1));

let answer;
while (!(answer = await info())) await wait(100);

announce(
  "matter-server",
  { ...ready(answer), pid: server.pid },
  () =>
    new Promise((done) => {
      server.removeAllListeners("exit");
      server.once("exit", done);
      server.kill("SIGTERM");
    }),
);
