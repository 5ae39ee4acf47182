import { delimiter, dirname, join } from "node:path";
import { npmCommand } from "./install.mjs";
import { root } from "./root.mjs";
import { runForwarding, runQuietly } from "./spawn.mjs";

/** The first version that runs TypeScript without a flag or a warning, and that all our tools accept. */
const LEAST = 24;

async function major(node) {
  const { text, status } = await runQuietly(node, ["--version"]);
  return status === 0 ? Number(/^v(\d+)/.exec(text)?.[1]) : 0;
}

/** Node's path in the npm package `node`, which brings the binary. */
async function packagedNode() {
  const path = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if ((await major(path)) >= LEAST) return path;
  // The package fetches its binary in an install script; where scripts were off, that is still to be done.
  const { program, args, shell } = npmCommand();
  await runForwarding(program, [...args, "rebuild", "node", "--foreground-scripts", "--loglevel=error"], { shell, aside: true });
  if ((await major(path)) >= LEAST) return path;
  throw new Error(
    `it needs Node ${LEAST}; this is ${process.version}, and the npm package "node" has no binary that runs here. Install Node ${LEAST}.`,
  );
}

/** A Node that runs TypeScript, with an environment in which `node` is that one. */
export async function modernNode() {
  const path = Number(process.versions.node.split(".")[0]) >= LEAST ? process.execPath : await packagedNode();
  const env = { ...process.env, PATH: [dirname(path), process.env.PATH].join(delimiter) };
  return { path, env };
}
