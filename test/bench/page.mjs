/** What is measured inside a page. Each function is given the address of the card's entry and answers with the times of its rounds. */
import { changed, makeHass } from "./home.mjs";

const LOCKS = 20;
const OTHERS = 2000;

function addCard(hass, entity) {
  const card = document.createElement("lock-health-card");
  card.setConfig({ type: "custom:lock-health-card", entity });
  card.hass = hass;
  document.body.append(card);
  return card;
}

function verdictOf(card) {
  return card.shadowRoot?.querySelector("[data-severity]")?.dataset.severity;
}

async function until(holds) {
  while (!holds()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Cards draw in the order in which they were told: when the last one has, all have. */
const settled = (cards) => cards.at(-1).updateComplete;

/** A page with a card for each lock, at rest: everything gathered and drawn. */
async function manyCards(entry) {
  await import(entry);
  const hass = makeHass({ locks: LOCKS, others: OTHERS });
  const cards = Array.from({ length: LOCKS }, (_, index) => addCard(hass, `lock.bench_${index}`));
  await until(() => cards.every(verdictOf));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return { hass, cards };
}

/** Ms for all cards to take one `hass` after another and to have drawn what has changed; the homes are made beforehand. */
async function timeUpdates(cards, homes) {
  const start = performance.now();
  for (const hass of homes) {
    for (const card of cards) card.hass = hass;
    await settled(cards);
  }
  return (performance.now() - start) / homes.length;
}

/** Homes in a row, each changed from the one before. */
function sequence(hass, length, changesOf) {
  const homes = [];
  for (let step = 0; step < length; step += 1) homes.push(changed(homes.at(-1) ?? hass, changesOf(step)));
  return homes;
}

async function rounds(count, round) {
  const values = [];
  for (let index = 0; index < count; index += 1) values.push(await round(index));
  return values;
}

/** µs a lock for an update in which an entity changes that belongs to no lock. */
export async function unrelated(entry) {
  const { hass, cards } = await manyCards(entry);
  let last = hass;
  const times = await rounds(15, (round) => {
    const homes = sequence(last, 200, (step) => ({ [`sensor.other_${(round * 200 + step) % OTHERS}`]: String(step) }));
    last = homes.at(-1);
    return timeUpdates(cards, homes);
  });
  return times.map((ms) => (ms * 1000) / LOCKS);
}

function checkDrawn(cards, step) {
  const wanted = step % 2 === 0 ? /unlocked/i : /locked/i;
  const wrong = cards.find((card) => !wanted.test(card.shadowRoot.querySelector(".state").textContent));
  if (wrong) throw new Error(`an update was not drawn at once: "${wrong.shadowRoot.querySelector(".state").textContent.trim()}"`);
}

/** Ms for an update in which locks change: all of them, or one of the twenty after another. */
async function related(entry, changesOf) {
  const { hass, cards } = await manyCards(entry);
  let last = hass;
  return rounds(15, async () => {
    const homes = sequence(last, 40, changesOf);
    last = homes.at(-1);
    const time = await timeUpdates(cards, homes);
    checkDrawn(cards, 39);
    return time;
  });
}

const stateAt = (step) => (step % 2 === 0 ? "unlocked" : "locked");

export const relatedAll = (entry) =>
  related(entry, (step) =>
    Object.fromEntries(Array.from({ length: LOCKS }, (_, index) => [`lock.bench_${index}`, stateAt(step)])),
  );

export const relatedOne = (entry) => related(entry, (step) => ({ [`lock.bench_${(step >> 1) % LOCKS}`]: stateAt(step) }));

/**
 * A page that has drawn text and told times before, as Home Assistant's has long before it makes a card: the first text of
 * a browser's process waits for its fonts, and the first formatter for the languages' data, whoever asks.
 */
function inUse() {
  const texts = [11, 13, 14, 15, 16].flatMap((size) =>
    [400, 500].map((weight) => `<p style="font:${weight} ${size}px/20px Roboto,sans-serif">8 min</p>`),
  );
  document.body.insertAdjacentHTML("beforeend", `<div style="display:grid">${texts.join("")}</div>`);
  document.body.getBoundingClientRect();
  new Intl.NumberFormat("en", { style: "unit", unit: "minute" }).format(8);
  new Intl.DateTimeFormat("en", { hour: "numeric", minute: "2-digit" }).format(0);
}

/** Until the page is at rest: what was begun for the home and for the module's file has ended. */
const atRest = () => new Promise((resolve) => setTimeout(resolve, 500));

/** Ms for a card to come into the page, with its verdict and laid out. */
async function timeCard(hass, entity) {
  const start = performance.now();
  const card = addCard(hass, entity);
  await card.updateComplete;
  card.getBoundingClientRect();
  const time = performance.now() - start;
  if (verdictOf(card) === undefined) throw new Error("the card shows no verdict");
  return time;
}

/** Ms from the module to the first card in the page, laid out. */
export async function firstCard(entry) {
  inUse();
  const hass = makeHass({ locks: LOCKS, others: OTHERS });
  await import(entry);
  await atRest();
  return [await timeCard(hass, "lock.bench_0")];
}

/** The same for each card that comes into the page after it. */
export async function furtherCards(entry) {
  inUse();
  const hass = makeHass({ locks: LOCKS, others: OTHERS });
  await import(entry);
  await timeCard(hass, "lock.bench_0");
  await atRest();
  return rounds(LOCKS - 1, (index) => timeCard(hass, `lock.bench_${index + 1}`));
}

/** Ms from asking for the module to a verdict in the page. */
export async function verdict(entry) {
  inUse();
  const hass = makeHass({ locks: LOCKS, others: OTHERS });
  await atRest();
  const start = performance.now();
  await import(entry);
  await timeCard(hass, "lock.bench_0");
  return [performance.now() - start];
}

/** Taps what is there now, or as soon as it is. */
async function tap(card, selector) {
  const found = () => card.shadowRoot?.querySelector(selector);
  await until(found);
  found().click();
}

/**
 * Ms from a person's answer in an open guide to the next step in the page, as an update is measured: the browser's own layout is not in
 * it. Each round answers the first step and goes back to it, which is not timed.
 */
export async function guideStep(entry) {
  inUse();
  await import(entry);
  const card = addCard(makeHass({ locks: 1, others: OTHERS }), "lock.bench_0");
  await tap(card, '[data-tool="guides"]');
  await tap(card, '[data-choose="guide_jam"]');
  const stepNow = () => card.shadowRoot.querySelector(".guide").dataset.step;
  await until(() => card.shadowRoot.querySelector(".guide"));
  const first = stepNow();
  return rounds(100, async () => {
    const button = card.shadowRoot.querySelector('[data-answer="no"]');
    const start = performance.now();
    button.click();
    await card.updateComplete;
    const time = performance.now() - start;
    if (stepNow() === first) throw new Error("the next step was not drawn at once");
    await tap(card, '.guide [data-act="back"]');
    await until(() => stepNow() === first);
    return time;
  });
}
