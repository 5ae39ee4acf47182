// Runs scenarios and counts their assertions: each is one line, and the end is one line.
import fs from "node:fs";
import path from "node:path";
import { openPage, ownProblems, takePictures } from "./browser.mjs";
import { Card } from "./card.mjs";
import { SECRETS } from "./setup.mjs";

/** Thrown by `must`: what follows in the scenario would only repeat the failure. */
class Stop extends Error {}

export class Report {
  passed = 0;
  failures = [];

  pass(scenario, name, note) {
    this.passed += 1;
    console.log(`ok    ${scenario} · ${name}${note ? ` (${note})` : ""}`);
  }

  fail(scenario, name, error) {
    this.failures.push(`${scenario} · ${name}`);
    const lines = String(error?.message ?? error)
      .split("\n")
      .slice(0, 12)
      .map((line) => line.slice(0, 300));
    console.log(`FAIL  ${scenario} · ${name}\n      ${lines.join("\n      ")}`);
  }

  get summary() {
    return `home: ${this.passed} passed, ${this.failures.length} failed`;
  }
}

/** A lock in full: its families and the longer sentences come a moment after the verdict. */
const isWhole = ({ text, families }) => text !== "" && Object.keys(families).length > 0;

/** What a scenario is given: the home, the lab, and a way to say what must hold. */
class Trial {
  #pages = [];
  #address;

  constructor(scenario, report, { home, lab, missing, browser, pictures, out }) {
    Object.assign(this, { scenario, report, home, lab, missing, browser, pictures, out });
    // Scenarios take out what they need: `run({ check, openLock })`.
    for (const name of ["check", "must", "open", "openLock", "openAnother", "picture", "close"])
      this[name] = this[name].bind(this);
  }

  /** A named assertion. A number that `work` answers is shown as seconds. True when it held. */
  async check(name, work) {
    try {
      const note = await work();
      this.report.pass(this.scenario.id, name, typeof note === "number" ? `${(note / 1000).toFixed(1)} s` : note);
      return true;
    } catch (error) {
      this.report.fail(this.scenario.id, name, error);
      return false;
    }
  }

  /** The same, but without it the rest of the scenario makes no sense. */
  async must(name, work) {
    if (!(await this.check(name, work))) throw new Stop();
  }

  /** Makes these cards the dashboard and opens it. */
  async open(cards, options = {}) {
    this.#address = await this.home.dashboard(cards);
    const page = await openPage(this.browser, this.home, { path: this.#address, ...options });
    this.#pages.push(page);
    return { page, card: new Card(page) };
  }

  /** A card for one lock, opened, and waited for until it says something about it. */
  async openLock(entity, { config = {}, ...options } = {}) {
    const opened = await this.open([{ type: "custom:lock-health-card", entity, ...config }], options);
    await this.must("the card is there", () => opened.card.untilLock(entity, "the lock", isWhole));
    return opened;
  }

  /** The same dashboard on another tablet. */
  async openAnother(entity, options = {}) {
    const page = await openPage(this.browser, this.home, { path: this.#address, ...options });
    this.#pages.push(page);
    const card = new Card(page);
    await this.must("the other tablet shows it too", () => card.untilLock(entity, "the lock", isWhole));
    return { page, card };
  }

  async picture(page, name) {
    const folder = this.pictures ? path.join(import.meta.dirname, "../../docs/images") : path.join(this.out, "pictures");
    await takePictures(page, folder, name);
  }

  // ---- what holds in every scenario --------------------------------------------------------

  #problems = [];
  #others = [];
  #leaks = new Set();

  /** Closes the pages of the scenario, and keeps what went wrong in them. `allow`: lines that are not the card's fault. */
  async close({ allow } = {}) {
    for (const page of this.#pages.splice(0)) {
      await this.#lookForCodes(page);
      const own = ownProblems(page).filter((line) => !allow?.test(line));
      this.#problems.push(...own);
      this.#others.push(...page.problems.map(({ kind, text, where }) => `${this.scenario.id} ${kind}: ${text} ${where}\n`));
      await page
        .context()
        .close()
        .catch(() => {});
    }
  }

  async #lookForCodes(page) {
    const shown = await new Card(page).everything().catch(() => "");
    const said = page.said.join("\n");
    for (const [what, code] of Object.entries(SECRETS)) {
      if (shown.includes(code)) this.#leaks.add(`the ${what} is in the page`);
      if (said.includes(code)) this.#leaks.add(`the ${what} is in the console`);
    }
  }

  async afterwards() {
    await this.close();
    const none = (lines) => {
      if (lines.length > 0) throw new Error(lines.join("\n"));
    };
    await this.check("no error of the card in the console", () => none(this.#problems));
    await this.check("no code is shown, kept or logged", () => none([...this.#leaks]));
    fs.appendFileSync(path.join(this.out, "console.log"), this.#others.join(""));
  }
}

/** Runs one scenario. A scenario that breaks off for a reason of its own counts as one failure. */
export async function runScenario(scenario, report, given) {
  const began = Date.now();
  console.log(`\n${scenario.id}  ${scenario.title}`);
  const reason = scenario.needs?.(given);
  if (reason) return console.log(`skip  ${scenario.id} · ${reason}`);
  const trial = new Trial(scenario, report, given);
  try {
    await scenario.run(trial);
  } catch (error) {
    if (!(error instanceof Stop)) report.fail(scenario.id, "the scenario ran to its end", error?.stack ?? error);
  }
  try {
    await scenario.restore?.(given);
  } catch (error) {
    report.fail(scenario.id, "the home is as it was before", error);
  }
  await trial.afterwards();
  console.log(`      ${((Date.now() - began) / 1000).toFixed(0)} s`);
}
