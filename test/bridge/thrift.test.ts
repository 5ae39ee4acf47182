import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a running bridge has loaded: all that the program and `runBridge` import, without what is loaded when it is needed. */
async function loaded(): Promise<ReadonlySet<string>> {
  const entries = ["src/bridge/cli/main.ts", "src/bridge/main.ts"];
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: join(root, "build"),
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind } of metafile.inputs[path]?.imports ?? []) if (kind === "import-statement") visit(next);
  };
  for (const entry of entries) visit(entry);
  return seen;
}

test("a running bridge keeps nothing in memory that only its commands or another way to set it up need", async () => {
  const seen = await loaded();
  assert.ok(seen.has("src/bridge/bridge.ts") && seen.has("src/translations/en.more.json"), "the bridge itself is loaded");
  assert.deepEqual(
    [...seen].filter((path) =>
      /\.(guides|care|help)\.json$|^yaml$|^zod$|cli\/(check|doctor|fix|history|report|words)\.ts$/.test(path),
    ),
    [],
  );
});
