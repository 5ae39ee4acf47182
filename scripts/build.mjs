import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { rollup } from "rollup";
import { bundle } from "../rollup.config.mjs";
import { root } from "./lib/root.mjs";

/** What Rollup makes of the sources. Nothing is written: a build that fails leaves the old one as it was. */
export async function generate(options) {
  const { output, ...input } = bundle(options);
  const build = await rollup(input);
  try {
    return (await build.generate(output)).output;
  } finally {
    await build.close();
  }
}

/** The files of the bundle, by name. */
export async function compile(options) {
  const files = await generate(options);
  return new Map(files.map((file) => [file.fileName, file.type === "chunk" ? file.code : file.source]));
}

/** Empties the folder, whose chunks of earlier builds would else be installed for ever, and writes the bundle into it. */
export async function build({ out = join(root, "dist"), ...options } = {}) {
  const files = await compile(options);
  await mkdir(out, { recursive: true });
  await Promise.all(
    (await readdir(out)).filter((name) => !files.has(name)).map((name) => rm(join(out, name), { recursive: true })),
  );
  await Promise.all([...files].map(([name, code]) => writeFile(join(out, name), code)));
  return [...files.keys()];
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: "string" }, entry: { type: "string" }, tsconfig: { type: "string" } } });
  const out = resolve(root, values.out ?? "dist");
  try {
    const files = await build({ ...values, out });
    console.log(`${relative(root, out) || out}: ${files.join(", ")}`);
  } catch (error) {
    console.error(`The build failed. ${error.message}`);
    // The compiler of a build that broke off goes on watching its files.
    process.exit(1);
  }
}
