import { chmod, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { root } from "./lib/root.mjs";

/** The program that package.json names under "bin". */
export const PROGRAM = "lock-health-bridge.mjs";
/** What the packages inside of it ask to be handed on. */
export const LICENSES = "lock-health-bridge.licenses.txt";

/** Optional helpers of `ws` in native code: it does without where they are not installed. */
const NATIVE = ["bufferutil", "utf-8-validate"];

/**
 * Packages in CommonJS ask for Node's own modules by `require`, which a module does not have. And what Node calls
 * outdated in them it keeps quiet about only as long as they lie in node_modules: it is no news to whoever runs the bridge.
 */
const BANNER = `#!/usr/bin/env node
import { createRequire as bundledRequire } from "node:module";
const require = bundledRequire(import.meta.url);
process.noDeprecation = true;`;

/**
 * Node's own modules by `require`, where an `import` would read all that a module has to offer: `node:http` loads a whole
 * client for the web with it, and the others a little less. And those for encryption only when somebody uses them: a
 * bridge that talks to its own machine does not. Together it is 11 MB that would stay for as long as the bridge runs.
 */
const lean = {
  name: "lean",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(node:.*|https|tls)$/ }, ({ path, kind, namespace }) =>
      namespace !== "lean" && (kind === "import-statement" || !path.startsWith("node:"))
        ? { path, namespace: "lean" }
        : undefined,
    );
    onLoad({ filter: /^node:/, namespace: "lean" }, ({ path }) => ({ contents: `module.exports = require("${path}");` }));
    onLoad({ filter: /^(https|tls)$/, namespace: "lean" }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require("${path}")[name] });`,
    }));
  },
};

/**
 * What MQTT.js asks for and the bridge never uses: the way through a SOCKS proxy, for which there is no option, and timers
 * for browsers. Each would be read and kept for nothing.
 */
const unused = {
  name: "unused",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(socks|worker-timers)$/ }, ({ path }) => ({ path, namespace: "unused" }));
    onLoad({ filter: /^/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** Folders of the packages of which something is in the bundle. */
function packagesIn(inputs) {
  const folders = Object.keys(inputs).flatMap((path) => path.match(/^.*node_modules\/(@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

async function licenses(folders) {
  const parts = folders.map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
    const file = (await readdir(join(root, folder))).find((each) => /^(licen[cs]e|copying)/i.test(each));
    const text = file ? (await readFile(join(root, folder, file), "utf8")).trim() : `License: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  return (await Promise.all(parts)).join(`\n${"-".repeat(72)}\n\n`);
}

/** What esbuild makes of the sources, by name. Nothing is written: a build that fails leaves the old one as it was. */
export async function compileBridge() {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["src/bridge/cli/main.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    external: NATIVE,
    define: { BUNDLED_VERSION: JSON.stringify(version) },
    plugins: [lean, unused],
    banner: { js: BANNER },
    legalComments: "none",
    // What is read is kept in memory as long as it runs. Names stay, so that the stack of an error tells something.
    minifyWhitespace: true,
    minifySyntax: true,
    // A copy of Node's own streams, for browsers and old versions of Node.
    alias: { "readable-stream": "node:stream" },
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const [program] = outputFiles;
  return new Map([
    [PROGRAM, program.text],
    [LICENSES, await licenses(packagesIn(metafile.inputs))],
  ]);
}

/** Writes the bundle into a folder. What else lies there stays. */
export async function buildBridge(out = join(root, "build")) {
  const files = await compileBridge();
  await mkdir(out, { recursive: true });
  for (const [name, text] of files) await writeFile(join(out, name), text);
  await chmod(join(out, PROGRAM), 0o755);
  return files;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: "string" } } });
  try {
    const out = resolve(root, values.out ?? "build");
    const files = await buildBridge(out);
    const sizes = [...files].map(([name, text]) => `${name} (${Math.round(Buffer.byteLength(text) / 1000)} kB)`);
    console.log(`${relative(root, out) || dirname(out)}: ${sizes.join(", ")}`);
  } catch (error) {
    console.error(`The build failed. ${error.message}`);
    process.exitCode = 1;
  }
}
