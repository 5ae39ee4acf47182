import { rollup } from "rollup";

/**
 * Bundles what a page loads later into one file that has all it needs in itself. As a chunk of the same bundle it would share
 * its modules with the entry, and the entry must stand alone: what both use is there twice, which costs the page some
 * kilobytes after its first drawing and nothing before.
 */
export function wholeChunks({ modules, plugins, output }) {
  async function bundled(context, name, input) {
    const onwarn = (warning) => context.error(warning.message);
    const build = await rollup({ input: { [name]: input }, plugins: plugins(), onwarn });
    try {
      const { output: files } = await build.generate({ ...output, entryFileNames: output.chunkFileNames });
      const [{ fileName, code, exports }, ...more] = files;
      if (more.length > 0) context.error(`${name} is to be one file, and there is ${more[0].fileName} beside it.`);
      context.emitFile({ type: "prebuilt-chunk", fileName, code, exports });
      return fileName;
    } finally {
      await build.close();
    }
  }
  const files = new Map();
  return {
    name: "whole-chunks",
    buildStart: () => files.clear(),
    async resolveDynamicImport(specifier, importer) {
      const resolved = typeof specifier === "string" ? await this.resolve(specifier, importer) : null;
      const name = resolved && modules[resolved.id];
      if (!name) return null;
      if (!files.has(name)) files.set(name, bundled(this, name, resolved.id));
      return { id: `./${await files.get(name)}`, external: true };
    },
  };
}
