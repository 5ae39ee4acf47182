import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { deflateSync } from "node:zlib";
import { chromium as playwright } from "playwright-core";
import { USER_KEY } from "../../src/adapters/kept.ts";
import { encode } from "../../src/core/guide/code.ts";
import { answersOf, begin, proofOf, stepOf } from "../../src/core/guide/progress.ts";
import { TEST } from "../../src/core/guide/types.ts";
import { guides } from "../../src/core/guides/index.ts";
import { remedies } from "../../src/core/remedies/index.ts";
import { CHROMIUM_ARGS, chromium } from "./chromium.mjs";
import { serveDemo } from "./demo-server.mjs";

/** The same each time, so that a picture differs by what is in it alone. */
const NOW = Date.UTC(2026, 10, 29, 10);
/** Css px of one step, as on a phone. */
const WIDTH = 360;
/** Steps beside each other: what a page of documentation shows without shrinking it much. */
const COLUMNS = 3;
/** Steps of a strip besides its end. Of a longer way the first and the last ones. */
const MOST_STEPS = 6;
const FIRST_STEPS = 3;
/** More answers than any way has. */
const MOST_ANSWERS = 40;
/** Ms of the real clock in which the page draws what it was told. */
const DRAWN = 80;
/** Ms of the page's clock in which a simulated lock has reported. */
const REPORTED = 3000;
/** Ms of the page's clock until a remedy that only asks has had its answer, or none. */
const LONGEST_RUN = 90_000;
/** Text in greys and a few tones: more colours are not told apart. */
const COLOURS = 48;

/**
 * The lock of the demo's home that fits, how its trouble begins (`before`), and what ends it when the guide's test is reached (`mend`):
 * names of what can be steered, each with its arguments. Without `mend` the person says that it works.
 */
const SCENES = {
  guide_jam: { lock: "Cellar", mend: [["jam", false]] },
  guide_reach: {
    lock: "Garage",
    mend: [
      ["silence", false],
      ["turnByHand", false],
      ["turnByHand", true],
    ],
  },
  guide_signal: { lock: "Back door", mend: [["weakLink", false]] },
  guide_cover: { before: [["tamper", true]], mend: [["tamper", false]] },
  guide_door: { lock: "Front door", before: [["openDoor", true]], mend: [["openDoor", false]] },
  guide_codes: { lock: "Patio" },
  guide_lockout: { before: [["wrongCodes", { lockout: true }]] },
  guide_wait: { lock: "Office" },
  guide_update_stuck: { before: [["stuckUpdate"]] },
  guide_contacts: { lock: "Back door" },
  replace_cells: { lock: "Back door" },
};

const sceneOf = (id) => ({ lock: "Front door", before: [], ...SCENES[id] });

// ---- in the page: what is handed to `evaluate` sees only its arguments ------------------------

const pause = (page, ms) => page.evaluate((wait) => new Promise((done) => globalThis.setTimeout(done, wait)), ms);

/** Steers a lock of the simulated home, one step after another. */
async function steer(page, lock, steps) {
  for (const [name, ...args] of steps) {
    await page.evaluate(([which, what, given]) => globalThis.home.lock(which)[what](...given), [lock, name, args]);
    await page.clock.runFor(REPORTED);
  }
  await pause(page, DRAWN);
}

/** Opens a guide on a lock: as one that was begun elsewhere a moment ago, and that a person goes on with here. */
async function openGuide(page, url, guide, { lock, before }) {
  await page.clock.install({ time: NOW });
  await page.goto(url);
  await page.addStyleTag({ content: "body { display: block; } aside, #toasts { display: none; }" });
  await page.locator("lock-health-card").waitFor();
  const entityId = await page.evaluate((which) => globalThis.home.lock(which).entityId, lock);
  await steer(page, lock, before);
  const line = encode(guide, begin(guide, await page.evaluate(() => globalThis.Date.now())));
  await page.evaluate(
    ([key, id, kept]) => {
      const message = { type: "frontend/set_user_data", key, value: { [id]: { guide: kept } } };
      return globalThis.home.hass.connection.sendMessagePromise(message);
    },
    [USER_KEY, entityId, line],
  );
  await page.goto(`${url}#entity=${entityId}&width=390`);
  await page.locator('[data-act="go-on"]').first().click();
  await page.locator("section.guide").waitFor();
}

/** What the guide shows: its step or its end, and the answers that can be given, by their words. */
function shown(page) {
  return page.locator("section.guide").evaluate((section) => ({
    step: section.dataset.step,
    end: section.dataset.end,
    answers: Object.fromEntries(
      [...section.querySelectorAll("[data-answer]")].map((button) => [button.dataset.answer, button.textContent.trim()]),
    ),
  }));
}

/** Pixels of a picture as RGBA, by the browser that has made it. */
async function pixelsOf(page, png) {
  const { width, height, base64 } = await page.evaluate(async (source) => {
    const image = new globalThis.Image();
    image.src = source;
    await image.decode();
    const canvas = new globalThis.OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const reader = new globalThis.FileReader();
    const url = await new Promise((done) => {
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(new globalThis.Blob([data]));
    });
    return { width: image.width, height: image.height, base64: url.slice(url.indexOf(",") + 1) };
  }, asUrl(png));
  return { width, height, data: Buffer.from(base64, "base64") };
}

const asUrl = (png) => `data:image/png;base64,${png.toString("base64")}`;

// ---- one way through a guide ------------------------------------------------------------------

/** The answer with which the guide goes on: not its end, nor passing over, as long as there is another. */
function goesOn(step, answers) {
  const given = answersOf(step).filter(({ id, stop }) => id in answers && !stop);
  const does = given.filter(({ id }) => id !== "skip" && id !== "failed" && id !== "unsure");
  return (does.find(({ solved }) => !solved) ?? does[0] ?? given[0])?.id;
}

/** What shows at its test that the trouble is over; nothing where only a person can say so. */
function proofOfEnd({ test }, { mend = [] }) {
  const turn = [
    ["turnByHand", false],
    ["turnByHand", true],
  ];
  if (test.kind === "turns") return [...mend, ...Array.from({ length: test.count }, () => turn).flat()];
  return test.kind === "rise" ? [["drain", 96]] : mend;
}

/** A fix that a step offers is tapped where it does nothing but ask the lock. Returns its words; nothing where there is none. */
async function tapRemedy(page, step) {
  const proof = proofOf(step);
  const button = page.locator('section.guide [data-act="do"]');
  if (proof.kind !== "remedy" || remedies[proof.remedy].consent !== "tap" || (await button.count()) === 0) return undefined;
  const words = (await button.textContent()).trim();
  await button.click();
  for (let waited = 0; waited < LONGEST_RUN && (await shown(page)).step === step.id; waited += REPORTED) {
    await page.clock.runFor(REPORTED);
    await pause(page, DRAWN);
  }
  return (await shown(page)).step === step.id ? undefined : words;
}

/** Lets time pass until the person is asked, where a reading is waited for. */
async function untilLate(page, step) {
  const { within } = proofOf(step);
  if (within === undefined) return;
  await page.clock.fastForward(within + REPORTED);
  await pause(page, DRAWN);
}

/** Answers the step that is shown, as somebody whom the first try helps. Returns the words of what was answered, or how it was seen. */
async function answerStep(page, guide, scene, { step: id }) {
  const step = stepOf(guide, id);
  const isTest = id === TEST;
  const tapped = await tapRemedy(page, step);
  if (tapped !== undefined) return tapped;
  if (isTest) await steer(page, scene.lock, proofOfEnd(guide, scene));
  if (isTest && (await shown(page)).step === id) await untilLate(page, step);
  const { step: now, answers } = await shown(page);
  if (now !== id) return "Seen by itself";
  const given = isTest ? "worked" : goesOn(step, answers);
  await page.locator(`section.guide [data-answer="${given}"]`).click();
  await pause(page, DRAWN);
  return answers[given];
}

/** Pictures of one way through a guide, each with what was answered; the last one is its end. */
async function walk(page, guide, scene) {
  const cells = [];
  for (let turn = 0; turn < MOST_ANSWERS; turn += 1) {
    const now = await shown(page);
    const picture = await page.locator("section.guide").screenshot({ animations: "disabled" });
    if (now.end) return [...cells, { picture, said: undefined, end: now.end }];
    cells.push({ picture, said: await answerStep(page, guide, scene, now) });
  }
  throw new Error(`${guide.id}: no end after ${MOST_ANSWERS} answers.`);
}

// ---- the strip --------------------------------------------------------------------------------

const escaped = (text) => text.replace(/[&<]/g, (letter) => (letter === "&" ? "&amp;" : "&lt;"));

function cellHtml({ picture, said, left }) {
  const caption = said === undefined ? "" : `<figcaption>${escaped(said)} →</figcaption>`;
  const gap = left ? `<p>… ${left} more …</p>` : "";
  return `<figure>${gap}<img src="${asUrl(picture)}">${caption}</figure>`;
}

/** The steps that a strip shows; how many were left out stands above the one that follows. */
function chosen(cells) {
  const spare = cells.length - 1 - MOST_STEPS;
  if (spare <= 0) return cells;
  const rest = cells.slice(FIRST_STEPS + spare);
  return [...cells.slice(0, FIRST_STEPS), { ...rest[0], left: spare }, ...rest.slice(1)];
}

async function strip(page, cells) {
  await page.setContent(`<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; font: 15px/20px Roboto, "Noto Sans", system-ui, sans-serif; color: #141414; background: #fafafa; }
    main { display: grid; grid-template-columns: repeat(${Math.min(COLUMNS, cells.length)}, ${WIDTH}px); gap: 20px; padding: 16px; width: max-content; }
    figure { margin: 0; align-self: start; }
    img { display: block; width: ${WIDTH}px; }
    figcaption { padding: 6px 8px 0; font-weight: 500; text-align: end; }
    p { margin: 0 0 6px; color: #5e5e5e; text-align: center; }
  </style><main>${cells.map(cellHtml).join("")}</main>`);
  await page.evaluate(() => Promise.all([...globalThis.document.images].map((image) => image.decode())));
  const png = await page.locator("main").screenshot();
  return pixelsOf(page, png);
}

// ---- a small PNG ------------------------------------------------------------------------------

/** The most frequent colours, and for each pixel the nearest of them. Near ones, of letters' edges, count as one. */
function indexed({ width, height, data }) {
  const counts = new Map();
  const colourAt = (at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
  for (let at = 0; at < data.length; at += 4) counts.set(colourAt(at), (counts.get(colourAt(at)) ?? 0) + 1);
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const distance = (a, b) => parts(a).reduce((sum, part, index) => sum + (part - parts(b)[index]) ** 2, 0);
  const palette = [];
  for (const [colour] of [...counts].sort(([a, many], [b, more]) => more - many || a - b)) {
    if (palette.length === COLOURS) break;
    if (palette.every((each) => distance(each, colour) > 200)) palette.push(colour);
  }
  const nearest = new Map();
  for (const colour of counts.keys()) {
    const far = palette.map((each) => distance(each, colour));
    nearest.set(colour, far.indexOf(Math.min(...far)));
  }
  const pixels = new Uint8Array(width * height);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = nearest.get(colourAt(at * 4));
  return { palette: palette.map(parts), pixels };
}

const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function chunk(type, body) {
  const data = Buffer.concat([Buffer.from(type, "latin1"), body]);
  let crc = 0xffffffff;
  for (const byte of data) crc = CRC[(crc ^ byte) & 255] ^ (crc >>> 8);
  const out = Buffer.alloc(data.length + 8);
  out.writeUInt32BE(body.length, 0);
  data.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, data.length + 4);
  return out;
}

/** A PNG (ISO/IEC 15948) with a palette: a quarter of what a browser writes. */
function png(image) {
  const { width, height } = image;
  const { palette, pixels } = indexed(image);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const lines = Buffer.alloc((width + 1) * height);
  for (let line = 0; line < height; line += 1)
    lines.set(pixels.subarray(line * width, (line + 1) * width), line * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(palette.flat())),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** @param {import("playwright-core").Browser} browser */
async function takePicture(browser, url, id) {
  const context = await browser.newContext({ viewport: { width: 900, height: 1400 }, colorScheme: "light", timezoneId: "UTC" });
  try {
    const page = await context.newPage();
    const scene = sceneOf(id);
    await openGuide(page, url, guides[id], scene);
    const cells = await walk(page, guides[id], scene);
    const board = await context.newPage();
    return { way: cells, image: png(await strip(board, chosen(cells))) };
  } finally {
    await context.close();
  }
}

/**
 * Walks through guides on the built card and the simulated home, and writes a picture of each way.
 * @param {readonly string[]} ids
 * @param {(id: string) => string} pathOf
 */
export async function takePictures(ids, pathOf) {
  const server = await serveDemo({ port: 0 });
  const browser = await playwright.launch({ executablePath: await chromium(), args: CHROMIUM_ARGS });
  try {
    for (const id of ids) {
      const { way, image } = await takePicture(browser, server.url, id);
      await mkdir(dirname(pathOf(id)), { recursive: true });
      await writeFile(pathOf(id), image);
      console.log(`${id}: ${way.length - 1} steps, ${way.at(-1).end}, ${Math.round(image.length / 1000)} kB`);
    }
  } finally {
    await browser.close();
    await server.close();
  }
}
