/**
 * Measures what the design promises (its budgets) and prints a table; with --markdown as it stands in docs/performance.md.
 * Writes nothing. Ends with an error when something is over its budget.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { join, normalize } from "node:path";
import { chromium as playwright } from "playwright-core";
import { ENTRY } from "../rollup.config.mjs";
import { diagnose } from "../src/core/everything.ts";
import { snapshots } from "../test/bench/snapshots.ts";
import { CHROMIUM_ARGS, chromium } from "./lib/chromium.mjs";
import { root } from "./lib/root.mjs";
import { ENTRY_BUDGET, sizes } from "./size.mjs";

const TYPES = { js: "text/javascript", mjs: "text/javascript", html: "text/html" };
const PAGE = "<!doctype html><meta charset=utf-8><title>bench</title><body>";

/** The median tells what to expect, the best what the code can do where the machine has nothing else to do. */
function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], best: sorted[0] };
}

/** The project over http. Isolated from other origins, for which browsers give a clock of 5 µs instead of 100. */
function serve() {
  const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
  const server = createServer(async ({ url }, response) => {
    const path = normalize(new URL(url, "http://localhost").pathname);
    const body = path === "/" ? PAGE : await readFile(join(root, path)).catch(() => undefined);
    const type = TYPES[path === "/" ? "html" : (path.split(".").at(-1) ?? "")] ?? "application/octet-stream";
    response.writeHead(body === undefined ? 404 : 200, { ...headers, "Content-Type": type }).end(body);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Ms for a thousand locks, every fact known. */
function diagnoseThousand() {
  const locks = snapshots(1000);
  const round = () => {
    const start = performance.now();
    for (const lock of locks) diagnose(lock);
    return performance.now() - start;
  };
  // Until the compilers have done their work beside it.
  for (let warm = 0; warm < 60; warm += 1) round();
  return summary(Array.from({ length: 61 }, round));
}

/** Runs a function of test/bench/page.mjs, each of `times` times in a fresh page. */
async function inPage(browser, origin, name, { times = 1, slowDown = 1 } = {}) {
  const values = [];
  for (let index = 0; index < times; index += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(origin);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowDown });
    values.push(
      ...(await page.evaluate(
        async ([measure, entry]) => {
          const bench = await import("/test/bench/page.mjs");
          return bench[measure](entry);
        },
        [name, `/dist/${ENTRY}`],
      )),
    );
    await context.close();
  }
  return summary(values);
}

async function measureCard(browser) {
  const server = await serve();
  const origin = `http://127.0.0.1:${server.address().port}/`;
  try {
    return [
      [
        "`hass` update that concerns no lock, 20 cards, 2,000 other entities",
        await inPage(browser, origin, "unrelated"),
        1,
        "µs a lock",
      ],
      ["`hass` update in which one lock changes, 20 cards", await inPage(browser, origin, "relatedOne"), 0.3, "ms"],
      ["`hass` update in which all 20 locks change, 20 cards", await inPage(browser, origin, "relatedAll"), undefined, "ms"],
      ["first card after its module, laid out", await inPage(browser, origin, "firstCard", { times: 9 }), 3, "ms"],
      ["each further card, laid out", await inPage(browser, origin, "furtherCards"), 3, "ms"],
      ["a guide’s step after an answer, drawn anew", await inPage(browser, origin, "guideStep"), 2, "ms"],
      ["module and verdict at 6 × CPU slow-down", await inPage(browser, origin, "verdict", { times: 9, slowDown: 6 }), 100, "ms"],
    ];
  } finally {
    server.close();
  }
}

function formatted(value) {
  return value.toLocaleString("en", value < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });
}

/** Rows of [what, how long, budget or undefined, unit] as a table. */
function print(rows, markdown) {
  const head = ["what", "median", "best", "budget", ""];
  const cells = rows.map(([what, { median, best }, budget, unit]) => [
    what,
    `${formatted(median)} ${unit}`,
    best === undefined ? "" : `${formatted(best)} ${unit}`,
    budget === undefined ? "–" : `≤ ${formatted(budget)} ${unit}`,
    budget === undefined ? "" : median <= budget ? "kept" : "over",
  ]);
  if (markdown) return console.log([head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n"));
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => row[column].length)));
  for (const row of [head, ...cells])
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    );
}

// Before there is a browser, which has much to do when it starts.
const thousand = diagnoseThousand();
const browser = await playwright.launch({ executablePath: await chromium(), args: CHROMIUM_ARGS });
try {
  const entry = (await sizes()).find(({ name }) => name === ENTRY);
  const rows = [
    ["card entry, gzip", { median: entry.gzip }, ENTRY_BUDGET, "B"],
    ["1,000 locks diagnosed, every fact known (Node)", thousand, 10, "ms"],
    ...(await measureCard(browser)),
  ];
  const where = `${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node ${process.versions.node}; Chromium ${browser.version()}`;
  print(rows, process.argv.includes("--markdown"));
  console.log(`\n${where}.`);
  if (rows.some(([, { median }, budget]) => budget !== undefined && median > budget)) process.exitCode = 1;
} finally {
  await browser.close();
}
