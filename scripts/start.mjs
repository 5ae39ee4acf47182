/** Opens the card in a browser: on a simulated home, or with `--home URL` on somebody's own. */
import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { serveDemo } from "./lib/demo-server.mjs";
import { HomeProblem, openHome } from "./lib/home-link.mjs";
import { root } from "./lib/root.mjs";
import { runForwarding } from "./lib/spawn.mjs";

const USAGE = `npm start                                the card on a simulated home
npm start -- --home URL                  the card on your own home, reading only; the token in HA_TOKEN
npm start -- --home URL --allow-fixes    the same, and its fixes may act
    --no-open                            no browser is opened
    --port NUMBER                        instead of 8099, as does PORT`;

function stop(words, status = 2) {
  console.error(words);
  process.exit(status);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        home: { type: "string" },
        "allow-fixes": { type: "boolean", default: false },
        // Both ways, so that scripts need not know which is the default.
        open: { type: "boolean", default: true },
        port: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
      allowNegative: true,
    });
    return values;
  } catch (error) {
    return stop(`${error.message}\n\n${USAGE}`);
  }
}

/** Time of the newest file in a folder, 0 without one. */
async function newest(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const times = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    );
  return Math.max(0, ...(await Promise.all(times)));
}

/** Builds the card when its sources are newer than what was built. */
async function buildCard() {
  const parts = ["adapters", "card", "core", "runtime", "translations"];
  const sources = await Promise.all(parts.map((part) => newest(join(root, "src", part))));
  const built = await stat(join(root, "dist/lock-health-card.js")).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (built >= Math.max(...sources)) return;
  const status = await runForwarding(process.execPath, [join(root, "scripts/build.mjs")]);
  if (status === 0) return;
  if (built === 0) stop("The card could not be built, so that there is nothing to show.", 1);
  console.error("The card could not be built: what was built before is shown.");
}

/** The program that opens an address where there is a desktop. */
function opener() {
  if (process.platform === "darwin") return ["open"];
  if (process.platform === "win32") return ["cmd", "/c", "start", ""];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ["xdg-open"] : undefined;
}

function openBrowser(url) {
  const [program, ...args] = opener() ?? [];
  if (!program) return;
  const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

function portOf(text) {
  const port = Number(text ?? 8099);
  return Number.isInteger(port) && port >= 0 && port < 65536 ? port : stop(`"${text}" is no port: a number from 0 to 65535.`);
}

async function liveHome({ home, "allow-fixes": allowFixes }) {
  if (home === undefined) return allowFixes ? stop(`--allow-fixes goes with --home.\n\n${USAGE}`) : undefined;
  const token = process.env.HA_TOKEN?.trim();
  if (!token)
    return stop(
      "A token is needed to look at your home. Make one in your Home Assistant profile (Security, long-lived access tokens), then:\n" +
        "    HA_TOKEN=… npm start -- --home http://homeassistant.local:8123\n" +
        "The token of a user who is no administrator is enough.",
    );
  try {
    const { socket } = await openHome(home, token);
    socket.close();
  } catch (error) {
    if (error instanceof HomeProblem) return stop(error.message, 1);
    throw error;
  }
  return { home, token, allowFixes };
}

const args = readArguments();
if (args.help) stop(USAGE, 0);
const port = portOf(args.port ?? process.env.PORT);
const live = await liveHome(args);
await buildCard();

let server;
try {
  server = await serveDemo({ port, live });
} catch (error) {
  stop(`The page cannot be served: ${error.message}`, 1);
}
const end = () => void server.close().then(() => process.exit(0));
process.on("SIGINT", end);
process.on("SIGTERM", end);

const what = live ? `your home at ${live.home}, ${live.allowFixes ? "fixes allowed" : "reading only"}` : "a simulated home";
console.log(`Lock Health on ${what}: ${server.url}  (Ctrl-C ends it)`);
if (args.open) openBrowser(server.url);
