// Brings loopback ports of the network namespace to the same loopback ports outside it, over Unix sockets:
// no packet crosses. Usage: node netns-relay.mjs PORT...   MATTER_NETNS (lockhealth), MATTER_STATE_DIR (.state/matter)
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join, resolve } from "node:path";
import { announce } from "./lib/control.mjs";

const HOST = "127.0.0.1";
const inside = process.argv[2] === "--inside";
const ports = process.argv.slice(inside ? 3 : 2).map(Number);
const dir = resolve(process.env.MATTER_STATE_DIR ?? join(import.meta.dirname, ".state", "matter"));
const socketOf = (port) => join(dir, `${port}.sock`);

function relay(listenOn, connectTo) {
  const server = createServer((incoming) => {
    const outgoing = connect(connectTo);
    const close = () => {
      incoming.destroy();
      outgoing.destroy();
    };
    incoming.on("error", close).on("close", close).pipe(outgoing);
    outgoing.on("error", close).on("close", close).pipe(incoming);
  });
  return new Promise((done, fail) => server.once("error", fail).listen(listenOn, () => done(server)));
}

if (inside) {
  for (const port of ports) {
    rmSync(socketOf(port), { force: true });
    await relay({ path: socketOf(port) }, { host: HOST, port });
  }
  console.log("inside");
} else {
  mkdirSync(dir, { recursive: true });
  const inner = spawn(
    "ip",
    [
      "netns",
      "exec",
      process.env.MATTER_NETNS ?? "lockhealth",
      process.execPath,
      import.meta.filename,
      "--inside",
      ...ports.map(String),
    ],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  inner.once("exit", (code) => process.exit(code || 1));
  await new Promise((done) => inner.stdout.once("data", done));
  for (const port of ports) await relay({ host: HOST, port }, { path: socketOf(port) });
  announce("netns-relay", { ports }, () => {
    inner.removeAllListeners("exit");
    inner.kill("SIGTERM");
  });
}
