// npm run bench:home: what the card costs in Home Assistant's own page, and Home Assistant's tile card beside it, in turns.
// A Home Assistant with 20 locks and 2,000 other entities, all over MQTT; the page of the plain tablet user.
//   --pages N      fresh pages for what happens once a page (9)
//   --only a,b     some of: first, further, unrelated, one, all, opened, slow
//   --against DIR  another build of the card, measured in turns with this one
// Installs what it lacks. Nothing is asserted: times of one machine say little, those of two cards in turns something.
import fs from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { connectAsync } from "mqtt";
import { installPackages, installRest } from "./install.mjs";

const say = (text) => process.stderr.write(`${text}\n`);

installPackages(say);
const { openPage, startBrowser } = await import("./browser.mjs");
const { startHome } = await import("./home.mjs");
const { PORTS, newLab, portsAreFree } = await import("./lab.mjs");
const { endAll } = await import("./processes.mjs");

const { values: options } = parseArgs({
  options: { pages: { type: "string", default: "9" }, only: { type: "string" }, against: { type: "string" } },
});
const only = options.only?.split(",");
/** Fresh pages for what happens once a page. */
const PAGES = Number(options.pages);
const LOCKS = 20;
const OTHERS = 2_000;
const OTHERS_A_DEVICE = 4;
const SLOW = 6;
/** Ms until a page has nothing left to load. */
const REST = 3_000;

const lockId = (index) => `lock.bench_${index}`;

// ---- the home ---------------------------------------------------------------------------------

const component = (platform, id, more) => ({
  platform,
  unique_id: id,
  default_entity_id: `${platform}.${id}`,
  state_topic: `bench/${id}`,
  ...more,
});

function lockDevice(index) {
  const id = (what) => `bench_${index}${what}`;
  const own = [
    component("lock", id(""), { name: null, command_topic: `bench/${id("")}/set` }),
    component("sensor", id("_battery"), { name: "Battery", device_class: "battery", unit_of_measurement: "%" }),
    component("sensor", id("_linkquality"), { name: "Linkquality", unit_of_measurement: "lqi" }),
    component("binary_sensor", id("_door"), { name: "Door", device_class: "door" }),
    component("binary_sensor", id("_jammed"), { name: "Jammed", device_class: "problem" }),
  ];
  const states = { "": "LOCKED", _battery: "80", _linkquality: "140", _door: "OFF", _jammed: "OFF" };
  return { name: `Bench ${index}`, own, states: Object.entries(states).map(([what, state]) => [`bench/${id(what)}`, state]) };
}

function otherDevice(index) {
  const ids = Array.from({ length: OTHERS_A_DEVICE }, (_, at) => `other_${index * OTHERS_A_DEVICE + at}`);
  const more = { device_class: "temperature", unit_of_measurement: "°C" };
  return {
    name: `Other ${index}`,
    own: ids.map((id) => component("sensor", id, { name: id, ...more })),
    states: ids.map((id) => [`bench/${id}`, "20"]),
  };
}

async function fill(home) {
  const client = await connectAsync(`mqtt://127.0.0.1:${PORTS.mqtt}`);
  const devices = [
    ...Array.from({ length: LOCKS }, (_, index) => lockDevice(index)),
    ...Array.from({ length: OTHERS / OTHERS_A_DEVICE }, (_, index) => otherDevice(index)),
  ];
  for (const { name, own } of devices) {
    const id = name.toLowerCase().replace(" ", "_");
    const components = Object.fromEntries(own.map((each) => [each.unique_id, each]));
    const payload = { device: { identifiers: [id], name, manufacturer: "Bench" }, origin: { name: "bench" }, components };
    await client.publishAsync(`homeassistant/device/${id}/config`, JSON.stringify(payload), { retain: true });
  }
  const wanted = LOCKS * 5 + OTHERS;
  await home.until("all entities", async () => (await benchStates(home)).length === wanted, 240_000);
  for (const { states } of devices)
    for (const [topic, state] of states) await client.publishAsync(topic, state, { retain: true });
  await home.until("all states", async () => (await benchStates(home)).every(({ state }) => state !== "unknown"), 120_000);
  await client.endAsync();
}

const benchStates = async (home) => (await home.call("get_states")).filter(({ entity_id: id }) => /\.(bench|other)_/.test(id));

// ---- in the page ------------------------------------------------------------------------------

/** Runs in the page, and stands alone: ms of each round of a measure. */
async function inPage({ measure, tag, mark, locks, others }) {
  const hass = () => document.querySelector("home-assistant").hass;
  const lockId = (index) => `lock.bench_${index}`;
  const place = document.querySelector("#bench") ?? document.createElement("div");
  place.id = "bench";
  place.style.cssText = "position:absolute;inset:56px 0 auto 0;display:grid;z-index:9;background:var(--primary-background-color)";
  const host = document.querySelector("home-assistant").shadowRoot;
  if (!place.isConnected) host.append(place);

  const type = tag === "lock-health-card" ? `custom:${tag}` : "tile";
  const make = (index) => {
    const card = document.createElement(tag);
    if (tag === "ha-card") card.textContent = "Locked";
    else {
      card.setConfig({ type, entity: lockId(index) });
      card.hass = hass();
    }
    place.append(card);
    return card;
  };
  const drawn = (card) => tag === "ha-card" || card.shadowRoot.querySelector(mark) !== null;
  const timeCard = async (index) => {
    const start = performance.now();
    const card = make(index);
    await card.updateComplete;
    card.getBoundingClientRect();
    const time = performance.now() - start;
    if (!drawn(card)) throw new Error(`${tag} has drawn nothing`);
    return time;
  };
  const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  await customElements.whenDefined(tag);
  if (measure === "first") return [await timeCard(0)];
  if (measure === "further") {
    await timeCard(0);
    await rest(1_000);
    const times = [];
    for (let index = 1; index < locks; index += 1) times.push(await timeCard(index));
    return times;
  }

  const cards = Array.from({ length: locks }, (_, index) => make(index));
  await rest(2_000);
  const now = new Date().toISOString();
  let last = hass();
  const changed = (changes) => {
    const states = { ...last.states };
    for (const [id, state] of Object.entries(changes))
      states[id] = { ...states[id], state, last_changed: now, last_updated: now };
    last = { ...last, states };
    return last;
  };
  const stateAt = (step) => (step % 2 === 0 ? "unlocked" : "locked");
  const changesOf = {
    unrelated: (step) => ({ [`sensor.other_${step % others}`]: String(step) }),
    one: (step) => ({ [lockId((step >> 1) % locks)]: stateAt(step) }),
    all: (step) => Object.fromEntries(cards.map((_, index) => [lockId(index), stateAt(step)])),
  }[measure];
  const steps = measure === "unrelated" ? 200 : 40;
  const times = [];
  for (let round = 0; round < 8; round += 1) {
    const homes = Array.from({ length: steps }, (_, step) => changed(changesOf(step)));
    const start = performance.now();
    for (const home of homes) {
      for (const card of cards) card.hass = home;
      await cards.at(-1).updateComplete;
    }
    times.push((performance.now() - start) / steps);
    // What is drawn inside of a card may come after it.
    await rest(0);
    const words = (node) => node.data ?? [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(words).join(" ");
    if (!/\bLocked/.test(words(cards.at(-1)))) throw new Error(`${tag} has not drawn an update`);
  }
  return times;
}

/** Runs before the page's own scripts: notes when the first element of a kind has drawn what `mark` selects. */
function noteFirst({ tag, mark }) {
  const inside = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.localName === tag) return element;
      const found = element.shadowRoot && inside(element.shadowRoot);
      if (found) return found;
    }
  };
  const look = () => {
    const card = document.body && inside(document.body);
    if (card?.shadowRoot?.querySelector(mark)) window.firstDrawn = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

// ---- measuring --------------------------------------------------------------------------------

const CARD = "lock-health-card";
const DIST = process.env.LOCK_HEALTH_DIST ?? path.join(import.meta.dirname, "../../dist");
const CONTENDERS = [
  { name: "card", tag: CARD, mark: "[data-severity]", dist: DIST },
  ...(options.against ? [{ name: "other build", tag: CARD, mark: "[data-severity]", dist: path.resolve(options.against) }] : []),
  { name: "Home Assistant's tile", tag: "hui-tile-card", mark: "ha-card", dist: DIST },
  { name: "a card's frame with a word in it", tag: "ha-card", dist: DIST, only: ["first", "further"] },
];
/** [measure, pages each, what is measured, factor, unit] */
const MEASURES = [
  ["first", PAGES, "first card of its kind in the page, laid out", 1, "ms"],
  ["further", 3, "each further card, laid out", 1, "ms"],
  ["unrelated", 3, "`hass` update that concerns no lock", 1_000 / LOCKS, "µs a card"],
  ["one", 3, "`hass` update in which one lock changes, 20 cards", 1, "ms"],
  ["all", 3, "`hass` update in which all 20 locks change, 20 cards", 1, "ms"],
  ["opened", PAGES, "dashboard opened, until it is drawn", 1, "ms"],
  ["slow", PAGES, `the same, with a processor at 1/${SLOW} of its speed`, 1, "ms"],
].filter(([measure]) => !only || only.includes(measure));

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const best = (values) => Math.min(...values);

/** Ms of each round of a measure, in a page that has long loaded everything and has no card of this kind. */
async function measureInPage({ browser, home }, measure, { tag, mark, dist }) {
  await home.installCard(dist);
  const page = await openPage(browser, home, { path: await home.dashboard([{ type: "markdown", content: "Bench" }]) });
  await page.waitForFunction(
    (count) => Object.keys(document.querySelector("home-assistant")?.hass?.states ?? {}).length > count,
    OTHERS,
  );
  await page.waitForFunction((card) => window.loadCardHelpers && customElements.get(card), CARD);
  if (tag === "hui-tile-card")
    await page.evaluate(async () => (await window.loadCardHelpers()).createCardElement({ type: "tile", entity: "sun.sun" }));
  await page.waitForTimeout(REST);
  const values = await page.evaluate(inPage, { measure, tag, mark, locks: LOCKS, others: OTHERS });
  await page.context().close();
  return values;
}

/** Ms from opening a dashboard with this card until the card has drawn. */
async function measureOpening({ browser, home }, rate, { tag, mark, dist }) {
  await home.installCard(dist);
  const address = await home.dashboard([{ type: tag === CARD ? `custom:${CARD}` : "tile", entity: lockId(0) }]);
  const page = await openPage(browser, home, { path: "/profile" });
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  await page.addInitScript(noteFirst, { tag, mark });
  await page.goto(home.url + address, { waitUntil: "domcontentloaded" });
  await page.waitForFunction(() => window.firstDrawn, undefined, { timeout: 120_000 });
  const time = await page.evaluate(() => window.firstDrawn);
  await page.context().close();
  return [time];
}

async function main() {
  await installRest({ say });
  await portsAreFree();
  const out = path.join(import.meta.dirname, ".out");
  fs.mkdirSync(out, { recursive: true });
  const lab = newLab({ out });
  await lab.startBroker();
  const home = await startHome({ name: `bench-${PORTS.home}` });
  say("Home Assistant has started");
  await home.add("mqtt");
  await fill(home);
  say(`${LOCKS} locks and ${OTHERS} other entities are there`);
  browser = await startBrowser();
  const rows = [];
  for (const [measure, pages, what, factor, unit] of MEASURES) {
    const values = new Map(CONTENDERS.map(({ name }) => [name, []]));
    for (let turn = 0; turn < pages; turn += 1)
      for (const contender of turn % 2 === 0 ? CONTENDERS : CONTENDERS.toReversed()) {
        if (contender.only && !contender.only.includes(measure)) continue;
        const rate = { opened: 1, slow: SLOW }[measure];
        const measured = rate
          ? await measureOpening({ browser, home }, rate, contender)
          : await measureInPage({ browser, home }, measure, contender);
        values.get(contender.name).push(...measured.map((ms) => ms * factor));
      }
    const told = (each) => (each.length === 0 ? "" : `${figure(median(each))} ${unit} (${figure(best(each))})`);
    rows.push([what, ...[...values.values()].map(told)]);
    say(rows.at(-1).join(" · "));
  }
  const head = ["median (best)", ...CONTENDERS.map(({ name }) => name)];
  for (const row of [head, head.map(() => "---"), ...rows]) console.log(`| ${row.join(" | ")} |`);
  console.log(`\n${cpus()[0]?.model.trim()}, ${cpus().length} cores; Chromium ${browser.version()}.`);
}

function figure(value) {
  return value.toLocaleString("en", value < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });
}

let browser;
try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser?.close();
  await endAll();
}
