import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import ts from "typescript";
import { root } from "../../scripts/lib/root.mjs";

export { root };

/** Text of a file of the project. */
export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Files of the project that a pattern names, with forward slashes, in order. */
export function files(pattern: string): string[] {
  return globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll(sep, "/"))
    .sort();
}

/** The name that a file gives its check, remedy or adapter: `power/battery-low.ts` is `battery_low`. */
export function idOf(path: string): string {
  return (path.split("/").at(-1) ?? "").replace(/\.ts$/, "").replaceAll("-", "_");
}

/** What a module of src/ exports. */
export async function exportsOf(path: string): Promise<unknown[]> {
  const module = (await import(join(root, path))) as { readonly [name: string]: unknown };
  return Object.values(module);
}

/** The exported objects that have a method of this name. */
export async function exported<T extends object>(path: string, method: keyof T & string): Promise<T[]> {
  const isOne = (value: unknown): value is T => typeof value === "object" && value !== null && method in value;
  return (await exportsOf(path)).filter(isOne);
}

/** Visits every node of a TypeScript file. */
export function walk(path: string, visit: (node: ts.Node, line: number) => void): void {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const step = (node: ts.Node): void => {
    visit(node, source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
    ts.forEachChild(node, step);
  };
  step(source);
}
