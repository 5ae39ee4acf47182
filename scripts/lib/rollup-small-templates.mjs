import { transformSync } from "esbuild";
import MagicString from "magic-string";

/** The browsers for which style sheets may be written: those of Home Assistant's legacy build. */
const OLDEST = ["chrome79", "safari13"];

const style = (css) => transformSync(css, { loader: "css", minify: true, target: OLDEST, charset: "utf8" }).code.trim();

/** White space as wide as a browser draws it. Style sheets stand whole in one piece, without values in them. */
function small(text) {
  const parts = text.split(/(<style>[^]*<\/style>)/);
  return parts
    .map((part) => (part.startsWith("<style>") ? `<style>${style(part.slice(7, -8))}</style>` : part.replaceAll(/\s+/g, " ")))
    .join("");
}

/** Takes the indentation out of Lit's templates, and minifies the style sheets in them: no minifier of scripts looks in there. */
export function smallTemplates() {
  return {
    name: "small-templates",
    transform(code, id) {
      if (!/\bhtml\s*`/.test(code) || id.includes("node_modules")) return null;
      const result = new MagicString(code);
      const walk = (node) => {
        if (node?.type === "TaggedTemplateExpression" && node.tag.name === "html")
          for (const { start, end, value } of node.quasi.quasis) if (start < end) result.overwrite(start, end, small(value.raw));
        for (const child of Object.values(node ?? {}).flat()) if (child && typeof child === "object") walk(child);
      };
      walk(this.parse(code));
      return { code: result.toString(), map: null };
    },
  };
}
