import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { transform } from "esbuild";
import { ENTRY } from "../rollup.config.mjs";
import { generate } from "./build.mjs";
import { root } from "./lib/root.mjs";

/** Bytes of the entry as it travels: what a wall tablet waits for before it shows anything. */
export const ENTRY_BUDGET = 35_000;

const compressed = (code) => gzipSync(code, { level: 9 }).length;

/** Plain and compressed size of each file of a folder, the entry first. */
export async function sizes(folder = join(root, "dist")) {
  const names = (await readdir(folder)).sort((a, b) => Number(b === ENTRY) - Number(a === ENTRY) || a.localeCompare(b));
  return Promise.all(
    names.map(async (name) => {
      const code = await readFile(join(folder, name));
      return { name, bytes: code.length, gzip: compressed(code) };
    }),
  );
}

/** Prints the sizes and says whether the entry keeps its budget. */
export async function reportSizes(folder) {
  const rows = await sizes(folder);
  const width = Math.max(...rows.map(({ name }) => name.length), 4);
  for (const { name, bytes, gzip } of rows)
    console.log(`${name.padEnd(width)}  ${String(bytes).padStart(7)} B  ${String(gzip).padStart(6)} B gzip`);
  const entry = rows.find(({ name }) => name === ENTRY);
  if (!entry) throw new Error(`There is no ${ENTRY} in dist/: run \`npm run build\`.`);
  const spare = ENTRY_BUDGET - entry.gzip;
  console.log(
    spare >= 0
      ? `The entry keeps its budget of ${ENTRY_BUDGET} B: ${spare} B to spare.`
      : `The entry is ${-spare} B above its budget of ${ENTRY_BUDGET} B.`,
  );
  return spare >= 0;
}

/** Each module by itself: their sum is more than the bundle, in which they share words, but it tells where the weight is. */
async function weigh({ modules }) {
  const rows = await Promise.all(
    Object.entries(modules).map(async ([id, { code }]) => {
      const small = (await transform(code ?? "", { minify: true, target: "es2019" })).code;
      return { id: relative(root, id), gzip: compressed(small) };
    }),
  );
  return rows.filter(({ gzip }) => gzip > compressed("")).sort((a, b) => b.gzip - a.gzip);
}

async function reportModules() {
  for (const chunk of await generate()) {
    console.log(`\n${chunk.fileName}`);
    for (const { id, gzip } of await weigh(chunk)) console.log(`${String(gzip).padStart(7)} B gzip  ${id}`);
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { modules: { type: "boolean" } } });
  try {
    if (!(await reportSizes())) process.exitCode = 1;
    if (values.modules) await reportModules();
  } catch (error) {
    console.error(error.code === "ENOENT" ? "There is no dist/: run `npm run build`." : error.message);
    process.exit(1);
  }
}
