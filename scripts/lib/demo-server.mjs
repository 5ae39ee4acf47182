import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { build } from "esbuild";
import { WebSocketServer } from "ws";
import { joinPage } from "./home-link.mjs";
import { root } from "./root.mjs";

const HOST = "127.0.0.1";
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".map": "application/json",
};
/** How many ports are tried when the first is taken. */
const PORTS = 20;

/** Bundles the page's script and style into memory. */
async function bundlePage(entry) {
  const result = await build({
    entryPoints: { page: join(root, "src/demo", entry), style: join(root, "src/demo/page/page.css") },
    outdir: join(root, "build/demo"),
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    sourcemap: "inline",
    tsconfigRaw: { compilerOptions: { target: "ES2022" } },
    logLevel: "silent",
  });
  const file = (name) => result.outputFiles.find(({ path }) => path.endsWith(name)).text;
  return { script: file("page.js"), style: file("style.css") };
}

/** The path of a Material icon by Home Assistant's name for it, e.g. "lock-open". Undefined where there is none. */
async function iconPath(name) {
  // Loaded when the first is asked for: it holds all seven thousand.
  const icons = await import("@mdi/js");
  const key = `mdi${name.replace(/(^|-)(\w)/g, (_match, _dash, letter) => letter.toUpperCase())}`;
  return Object.hasOwn(icons, key) ? icons[key] : undefined;
}

function listen(server, first) {
  return new Promise((resolve, reject) => {
    let port = first;
    server.on("error", (error) => {
      if (error.code !== "EADDRINUSE" || port >= first + PORTS) return reject(error);
      port += 1;
      server.listen(port, HOST);
    });
    server.on("listening", () => resolve(server.address().port));
    server.listen(port, HOST);
  });
}

/**
 * Serves the demo's page with the built card. With `live` ({ home, token, allowFixes }) the page shows that home, and its
 * websocket is joined with the home's.
 * @param {{ port?: number, live?: { home: string, token: string, allowFixes?: boolean } }} options
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveDemo({ port = 8099, live } = {}) {
  const { script, style } = await bundlePage(live ? "live.ts" : "page.ts");
  const pages = {
    "/": [".html", () => readFile(join(root, "src/demo/index.html"), "utf8")],
    "/page.js": [".js", () => script],
    "/page.css": [".css", () => style],
    "/live.json": [".json", () => JSON.stringify(live ? { home: live.home, allowFixes: live.allowFixes === true } : {})],
  };
  const served = new Set();

  /** A page elsewhere that lets its name point to this machine must not see somebody's home. */
  const isLocal = ({ headers: { host, origin } }) =>
    served.has(host) && (origin === undefined || [...served].some((name) => origin === `http://${name}`));

  const server = createServer(async (request, response) => {
    const answer = (status, type, body) => {
      response.writeHead(status, {
        "content-type": `${type}; charset=utf-8`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      response.end(request.method === "HEAD" ? undefined : body);
    };
    try {
      if (!isLocal(request)) return answer(403, "text/plain", "This page is for this machine alone.");
      if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "text/plain", "Only GET.");
      const { pathname } = new URL(request.url, `http://${HOST}`);
      const page = Object.hasOwn(pages, pathname) ? pages[pathname] : undefined;
      if (page) return answer(200, TYPES[page[0]], await page[1]());
      const icon = /^\/icons\/([a-z0-9-]+)$/.exec(pathname)?.[1];
      const path = icon && (await iconPath(icon));
      if (path) return answer(200, "text/plain", path);
      const file = /^\/dist\/([A-Za-z0-9_.-]+\.(?:js|map))$/.exec(pathname)?.[1];
      if (!file) return answer(404, "text/plain", "There is nothing here.");
      return answer(200, TYPES[extname(file)], await readFile(join(root, "dist", file)));
    } catch (error) {
      if (error.code === "ENOENT") return answer(404, "text/plain", "There is nothing here.");
      return answer(500, "text/plain", "The page cannot be served.");
    }
  });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 2 ** 24 });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => {});
    if (!live || !isLocal(request) || request.url !== "/api/websocket") return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, (page) => void joinPage(page, live));
  });

  const actual = await listen(server, port);
  for (const name of [HOST, "localhost"]) served.add(`${name}:${actual}`);
  return {
    url: `http://${HOST}:${actual}/`,
    close() {
      for (const page of sockets.clients) page.terminate();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
