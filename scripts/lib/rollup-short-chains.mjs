import MagicString from "magic-string";

/**
 * Writes `a?.b` as `$some(a).b` and `a ?? b` as `$else(a,b)` before they are lowered to ES2019. Lowering alone spells each
 * of the hundreds of them out with a variable of its own, which costs the entry two of its kilobytes; the source keeps the
 * language's own words. Optional calls, and alternatives that do something, are left to the lowering.
 */
export function shortChains() {
  return {
    name: "short-chains",
    renderChunk(code) {
      const text = new MagicString(code);
      let used = false;
      const walk = (node, inChain) => {
        if (!node || typeof node.type !== "string") return;
        if (node.type === "MemberExpression" && inChain && optionalBefore(node)) {
          const dot = tokenAfter(code, node.object.end);
          text.appendLeft(node.start, "$some(");
          if (dot.optional) text.overwrite(dot.at, dot.at + 2, node.computed ? ")" : ").");
          else text.appendLeft(dot.at, ")");
          used = true;
        }
        if (node.type === "LogicalExpression" && node.operator === "??" && isPlain(node.right)) {
          const at = code.indexOf("??", node.left.end);
          text
            .appendLeft(node.start, "$else(")
            .overwrite(at, at + 2, ",")
            .appendLeft(node.end, ")");
          used = true;
        }
        // What stands before a call in a chain keeps its meaning as a chain of its own.
        const chain = node.type === "ChainExpression" || (inChain && node.type === "MemberExpression");
        for (const [key, value] of Object.entries(node))
          for (const child of [value].flat())
            if (child && typeof child === "object") walk(child, chain && (key === "expression" || key === "object"));
      };
      walk(this.parse(code), false);
      if (!used) return null;
      text.prepend("const $none={};const $some=e=>null==e?$none:e;const $else=(e,t)=>null==e?t:e;\n");
      return { code: text.toString(), map: null };
    },
  };
}

/** Whether a part of a chain, or one before it, is optional. A call ends the look back: before it stands a chain of its own. */
function optionalBefore(node) {
  return node.optional || (node.object.type === "MemberExpression" && optionalBefore(node.object));
}

/** The `?.`, `.` or `[` that follows an object, past the brackets that may close around it. */
function tokenAfter(code, from) {
  const at = from + code.slice(from).search(/\?\.|\.|\[/);
  return { at, optional: code.startsWith("?.", at) };
}

/** Whether it costs and changes nothing to work an alternative out in vain. */
function isPlain(node) {
  switch (node.type) {
    case "Literal":
    case "Identifier":
      return true;
    case "UnaryExpression":
      return isPlain(node.argument);
    case "MemberExpression":
      return !node.optional && !node.computed && (node.object.type === "ThisExpression" || isPlain(node.object));
    case "ArrayExpression":
    case "ObjectExpression":
      return (node.elements ?? node.properties).length === 0;
    default:
      return false;
  }
}
