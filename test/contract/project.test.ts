import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { tasks } from "../../scripts/tasks.mjs";
import { files, read, root } from "./support.ts";

interface Package {
  readonly version: string;
  readonly scripts: { readonly [name: string]: string };
}

const manifest = JSON.parse(read("package.json")) as Package;

describe("package.json", () => {
  test("has the tasks of scripts/tasks.mjs, each started so that it installs what it lacks", () => {
    assert.deepEqual(Object.keys(manifest.scripts).sort(), Object.keys(tasks).sort());
    for (const [name, command] of Object.entries(manifest.scripts)) assert.equal(command, `node scripts/run.mjs ${name}`);
  });

  test("has a script behind every task", () => {
    for (const [name, { script }] of Object.entries(tasks)) assert.ok(existsSync(join(root, script)), `${name}: ${script}`);
  });
});

interface Locked {
  readonly packages: { readonly [path: string]: { readonly optionalDependencies?: { readonly [name: string]: string } } };
}

test("package-lock.json has the packages of every platform: npm leaves out what it cannot find, and fails elsewhere", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as Locked;
  const names = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, "")));
  const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter((name) => !names.has(name)),
  );
  assert.deepEqual(missing, []);
});

test("package-lock.json names no registry: everyone installs from their own", () => {
  for (const path of ["package-lock.json", ...files("test/*/package-lock.json")]) {
    assert.doesNotMatch(read(path), /"resolved": "http/, path);
  }
});

test("sources have nothing left to do", () => {
  const left = files("src/**/*.ts").filter((path) => /\b(TODO|FIXME|XXX)\b/.test(read(path)));
  assert.deepEqual(left, []);
});
