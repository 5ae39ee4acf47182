import { readFileSync } from "node:fs";
import { join } from "node:path";
import json from "@rollup/plugin-json";
import nodeResolve from "@rollup/plugin-node-resolve";
import typescript from "@rollup/plugin-typescript";
import { es2019 } from "./scripts/lib/rollup-es2019.mjs";
import { entryStandsAlone, noSecondSocket } from "./scripts/lib/rollup-guards.mjs";
import { shortChains } from "./scripts/lib/rollup-short-chains.mjs";
import { retryFailedChunks } from "./scripts/lib/rollup-retry.mjs";
import { wholeChunks } from "./scripts/lib/rollup-whole.mjs";
import { withoutUses } from "./scripts/lib/rollup-no-uses.mjs";
import { smallTemplates } from "./scripts/lib/rollup-small-templates.mjs";
import { root } from "./scripts/lib/root.mjs";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** The file that Home Assistant loads. hacs.json names it too. */
export const ENTRY = "lock-health-card.js";

/**
 * Chromium's hint to compile a file's functions while it is read, beside the page's own work, and not each when it is first called: most of
 * those of the entry are, for its first card. It has to be the first line.
 */
const AT_ONCE = "//# allFunctionsCalledOnLoad";
const notice = `${AT_ONCE}\n/*! Lock Health ${version} · MIT · contains Lit, © Google LLC, BSD-3-Clause */`;

/** How the project's own modules become code for a browser. */
const compile = (tsconfig, banner) => [
  json({ compact: true, namedExports: false }),
  nodeResolve(),
  typescript({ tsconfig: join(root, tsconfig), noEmitOnError: true }),
  withoutUses(),
  smallTemplates(),
  shortChains(),
  es2019(banner),
];

const output = {
  format: "es",
  entryFileNames: "[name].js",
  // `/local` is cached for a month: a chunk that changes needs another name.
  chunkFileNames: "lock-health-card-[name]-[hash].js",
  // Flat output: assets of a release have no folders.
  assetFileNames: "lock-health-card-[name]-[hash][extname]",
};

/** The bundle of the card: the entry, and beside it lazy chunks with a content hash in their names. */
export function bundle({ entry = "src/card/index.ts", tsconfig = "tsconfig.build.json" } = {}) {
  return {
    input: { [ENTRY.replace(".js", "")]: join(root, entry) },
    onwarn(warning) {
      // Old helpers compiled for CommonJS ask for `this`; what Rollup makes of it is right.
      if (warning.code === "THIS_IS_UNDEFINED" && warning.id?.includes("node_modules")) return;
      // Any other warning is a mistake that has not hurt yet: an unresolved import, a circle.
      throw new Error(warning.message);
    },
    plugins: [
      wholeChunks({
        modules: { [join(root, "src/runtime/everything.ts")]: "everything", [join(root, "src/card/aid/aid.ts")]: "aid" },
        plugins: () => compile(tsconfig, ""),
        output,
      }),
      ...compile(tsconfig, notice),
      entryStandsAlone(),
      noSecondSocket(),
      retryFailedChunks(),
    ],
    output,
  };
}

export default { ...bundle(), output: { ...bundle().output, dir: join(root, "dist") } };
