import { relative } from "node:path";
import { inspect } from "node:util";
import { root } from "./root.mjs";

function testsOf(suite, path = []) {
  const own = (suite?.tests ?? []).map((test) => ({ ...test, name: [...path, test.name].join(" › ") }));
  return [...own, ...(suite?.suites ?? []).flatMap((inner) => testsOf(inner, [...path, inner.name]))];
}

function indent(text) {
  return text.replace(/^/gm, "    ");
}

function explain(file, name, { message = "", stack = "", expected, actual }) {
  const text = stack.includes(message) ? stack : `${message}\n${stack}`;
  const compared = expected === undefined ? "" : `\nexpected ${expected}\nactual   ${actual}`;
  return `✗ ${relative(root, file)}  ${name}\n${indent(text.trimEnd() + compared)}`;
}

/** Lit says on every page that this is its development build, which is wanted here: it warns of more. */
const isNews = (log) => !String(log[0]).startsWith("Lit is in dev mode");

const written = (log) => log.map((part) => (typeof part === "string" ? part : inspect(part))).join(" ");

/** Reporter of web-test-runner: failures as they come, and what a page logged beside them; the sum at the end. */
export function countingReporter() {
  let passed = 0;
  let failed = 0;

  function reportSession({ testFile, errors, testResults, logs, request404s }) {
    const tests = testsOf(testResults);
    const failures = tests.filter((test) => !test.passed && !test.skipped);
    passed += tests.filter((test) => test.passed && !test.skipped).length;
    failed += failures.length + errors.length;
    for (const { name, error } of failures) console.log(explain(testFile, name, error ?? {}));
    for (const error of errors) console.log(explain(testFile, "the file itself", error));
    if (failures.length + errors.length === 0) return;
    for (const url of request404s) console.log(indent(`404 ${url}`));
    for (const log of logs.filter(isNews)) console.log(indent(`logged: ${written(log)}`));
  }

  return {
    reportTestFileResults: ({ sessionsForTestFile }) => sessionsForTestFile.forEach(reportSession),
    stop: () => console.log(`browser: ${passed} passed, ${failed} failed`),
  };
}
