import { existsSync } from "node:fs";
import { runForwarding } from "./spawn.mjs";

const PLACES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

function installed() {
  return PLACES.find((path) => path && existsSync(path));
}

const isRoot = process.getuid?.() === 0;

async function installOnDebian() {
  if (!isRoot || !existsSync("/etc/debian_version")) return;
  console.error("Installing Chromium (apt-get) …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runForwarding("apt-get", ["update", "-qq"], { env, aside: true });
  await runForwarding("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env, aside: true });
}

/** Path of a Chromium or Chrome. Installs Debian's where that is possible, else says what to do. */
export async function chromium() {
  if (!installed()) await installOnDebian();
  const path = installed();
  if (path) return path;
  throw new Error(
    "No Chromium found. Install Chromium or Google Chrome (Debian and Ubuntu: sudo apt-get install chromium), or put its path into the environment variable CHROMIUM.",
  );
}

/** Its sandbox does not start for root; /dev/shm is small in containers. */
export const CHROMIUM_ARGS = [...(isRoot ? ["--no-sandbox"] : []), "--disable-dev-shm-usage"];
