import { transform } from "esbuild";
import { minify } from "terser";
import { INTERNAL_NAMES } from "./internal-names.mjs";

/** Short names that no minifier and no library here gives to a property. */
const SHORT = Object.fromEntries(INTERNAL_NAMES.map((name, index) => [name, `$${index.toString(36)}`]));

/**
 * Lowers every chunk, Lit's published code included, to ES2019 and minifies it: nothing else is transpiled for the
 * browsers of Home Assistant's legacy build, and `?.` alone would stop Chrome 79 and iOS 13.3.
 */
export function es2019(notice) {
  return {
    name: "es2019",
    async renderChunk(code, chunk) {
      const { code: lowered } = await transform(code, {
        target: "es2019",
        // `import()` is newer than ES2019 by the letter, but older than every browser we run in.
        supported: { "dynamic-import": true },
        format: "esm",
        minifySyntax: true,
        mangleProps: new RegExp(`^(${INTERNAL_NAMES.join("|")})$`),
        mangleCache: SHORT,
        charset: "utf8",
        legalComments: "none",
      });
      // Terser's minified code is 2 % smaller than esbuild's, as it travels.
      const { code: small } = await minify(lowered, {
        module: true,
        ecma: 2019,
        compress: { passes: 3, keep_fargs: false, unsafe_arrows: true, inline: 0 },
      });
      return { code: chunk.isEntry ? `${notice}\n${small}` : small, map: null };
    },
  };
}
