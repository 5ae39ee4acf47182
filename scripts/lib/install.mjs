import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { root } from "./root.mjs";
import { runForwarding } from "./spawn.mjs";

async function packagesIn(file) {
  try {
    return JSON.parse(await readFile(file, "utf8")).packages ?? {};
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules is what package-lock.json asks for. npm writes its own stamp as the last step of an installation;
 * reading it beats comparing times, which a checkout changes.
 */
async function isInstalled(folder) {
  const installed = await packagesIn(join(folder, "node_modules", ".package-lock.json"));
  if (!installed) return false;
  const wanted = await packagesIn(join(folder, "package-lock.json"));
  return Object.entries(wanted ?? {}).every(([path, { version, optional, peer }]) => {
    if (path === "") return true;
    const here = installed[path];
    return here ? here.version === version : optional === true || peer === true;
  });
}

/** How to call npm: the one that started us, else the one on the path. */
export function npmCommand() {
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js") && existsSync(script)) return { program: process.execPath, args: [script] };
  return { program: "npm", args: [], shell: process.platform === "win32" };
}

/** Runs `npm ci` in a folder where its packages are missing or not those of its lock file. */
export async function installPackages(folder = root) {
  if (await isInstalled(folder)) return;
  const where = relative(root, folder);
  console.error(`Installing packages${where ? ` in ${where}` : ""} (npm ci) …`);
  const { program, args, shell } = npmCommand();
  const status = await runForwarding(program, [...args, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    shell,
    aside: true,
  });
  if (status !== 0)
    throw new Error(`npm ci ended with status ${status}: is there a network, and Node 20 or newer (this is ${process.version})?`);
}
