// The card as a test sees it: what it says, read in one go, and what a finger can do with it.
// The card keeps to these marks in its one open shadow root: data-lock, data-severity, data-finding, data-variant, data-hub,
// data-family, data-state, data-fact, data-source, data-remedy, data-run, data-phase, data-percent, data-act, data-guide.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { PATIENCE } from "./home.mjs";

/** Runs in the page: everything the cards on it show, as plain values. */
function readCards() {
  const words = (element) => element?.innerText?.replace(/\s+/g, " ").trim() ?? "";
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const finding = (element) => ({
    id: element.dataset.finding,
    severity: element.dataset.severity,
    variant: element.dataset.variant,
    text: words(element),
    remedies: all(element, "[data-remedy]").map((each) => each.dataset.remedy),
  });
  const lock = (element) => ({
    entity: element.dataset.lock,
    severity: element.dataset.severity,
    adapter: element.dataset.adapter,
    text: words(element),
    findings: all(element, "[data-finding]").map(finding),
    families: Object.fromEntries(
      all(element, "[data-family]").map((each) => [each.dataset.family, { state: each.dataset.state, text: words(each) }]),
    ),
    facts: Object.fromEntries(
      all(element, "[data-fact]").map((each) => [
        each.dataset.fact,
        {
          text: words(each),
          value: words(each.querySelector(".value")),
          age: words(each.querySelector(".age")),
          source: each.dataset.source,
        },
      ]),
    ),
    remedies: all(element, "[data-remedy]").map((each) => each.dataset.remedy),
    runs: all(element, "[data-run]").map((each) => ({
      remedy: each.dataset.run,
      phase: each.dataset.phase,
      percent: each.dataset.percent,
      text: words(each),
      acts: all(each, "[data-act]")
        .filter((act) => !act.disabled)
        .map((act) => act.dataset.act),
    })),
    guides: all(element, "[data-guide]").map((each) => ({
      id: each.dataset.guide,
      step: each.dataset.step,
      end: each.dataset.end,
      text: words(each),
      count: Number(each.querySelector("[data-count]")?.dataset.count ?? 0),
      answers: all(each, "[data-answer]").map((answer) => answer.dataset.answer),
      kept: each.querySelector("[data-kept]")?.dataset.kept,
      tried: all(each, "[data-tried]").map(({ dataset }) => `${dataset.tried}:${dataset.answered}`),
      makersWords: all(each, "[data-words]").map(words),
    })),
    resume: element.querySelector("[data-resume]")?.dataset.resume,
    panels: all(element, "[data-panel]").map((each) => ({ id: each.dataset.panel, text: words(each) })),
  });
  const find = (root, found = []) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.localName === "lock-health-card") found.push(element);
      if (element.shadowRoot) find(element.shadowRoot, found);
    }
    return found;
  };
  return find(document).map(({ shadowRoot: root }) => ({
    text: root ? words(root.querySelector("ha-card") ?? root.firstElementChild) : "",
    locks: root ? all(root, "[data-lock]").map(lock) : [],
    hubs: root
      ? all(root, "[data-hub]").map((each) => ({
          id: each.dataset.hub,
          text: words(each),
          findings: all(each, "[data-finding]")
            .filter((inner) => !inner.closest("[data-lock]"))
            .map(finding),
        }))
      : [],
  }));
}

/** Runs in the page: every text, attribute and stored value that anybody could read there. */
function readEverything() {
  const pieces = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      for (const { value } of element.attributes) pieces.push(value);
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) pieces.push(node.data);
      if ("value" in element) pieces.push(String(element.value));
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  for (const store of [localStorage, sessionStorage])
    for (const key of Object.keys(store)) if (key !== "hassTokens") pieces.push(`${key}=${store.getItem(key)}`);
  return pieces.join("\n");
}

/** Runs in the page: from now on keeps every phase that a remedy goes through. */
function keepPhases() {
  const seen = (window.lockHealthPhases = []);
  let last = "";
  const look = () => {
    const find = (root) => {
      for (const element of root.querySelectorAll("*")) {
        if (element.localName === "lock-health-card")
          for (const run of element.shadowRoot?.querySelectorAll("[data-run]") ?? []) {
            const { run: remedy, phase, percent } = run.dataset;
            const now = `${remedy} ${phase} ${percent ?? ""}`;
            if (now !== last)
              seen.push({ remedy, phase, percent: percent === undefined ? undefined : Number(percent), at: Date.now() });
            last = now;
          }
        if (element.shadowRoot) find(element.shadowRoot);
      }
    };
    find(document);
    requestAnimationFrame(look);
  };
  look();
}

export class Card {
  constructor(page) {
    this.page = page;
  }

  async see() {
    return this.page.evaluate(readCards);
  }

  async everything() {
    return this.page.evaluate(readEverything);
  }

  /** One lock as the first card that has it shows it; undefined when none does. */
  async lock(entity) {
    return (await this.see()).flatMap(({ locks }) => locks).find((each) => each.entity === entity);
  }

  async hubs() {
    return (await this.see()).flatMap(({ hubs }) => hubs);
  }

  /** Waits until `test` holds for what is seen; answers the milliseconds since `from`. Says what was seen instead. */
  async until(what, look, test, { within = PATIENCE, from = Date.now() } = {}) {
    for (;;) {
      const seen = await look();
      const took = Date.now() - from;
      if (test(seen)) return took;
      if (took > within) assert.fail(`${what}: not within ${within / 1000} s; seen: ${brief(seen)}`);
      await wait(60);
    }
  }

  untilLock(entity, what, test, options) {
    return this.until(
      what,
      () => this.lock(entity),
      (lock) => lock !== undefined && test(lock),
      options,
    );
  }

  untilFinding(entity, id, options) {
    return this.untilLock(entity, `finding ${id}`, (lock) => lock.findings.some((finding) => finding.id === id), options);
  }

  untilNoFinding(entity, id, options) {
    return this.untilLock(
      entity,
      `no more finding ${id}`,
      (lock) => !lock.findings.some((finding) => finding.id === id),
      options,
    );
  }

  /** Waits for a remedy to reach one of these phases; answers { took, phase, text }. */
  async untilPhase(entity, remedy, phases, { within = PATIENCE, from = Date.now() } = {}) {
    let run;
    const took = await this.untilLock(
      entity,
      `${remedy} is ${phases.join(" or ")}`,
      (lock) => {
        run = lock.runs.find((each) => each.remedy === remedy && phases.includes(each.phase));
        return run !== undefined;
      },
      { within, from },
    );
    return { took, ...run };
  }

  // ---- a finger ----------------------------------------------------------------------------

  at(entity, inner) {
    return this.page.locator(`lock-health-card [data-lock="${entity}"] ${inner}`).first();
  }

  async tap(entity, inner, { timeout = PATIENCE } = {}) {
    const target = this.at(entity, inner);
    try {
      await target.click({ timeout });
    } catch {
      assert.fail(`cannot tap ${inner} of ${entity}; seen: ${brief(await this.lock(entity))}`);
    }
    return Date.now();
  }

  /** Starts a remedy, or tries it again where its last outcome still stands. Waits through its cool-down. */
  async tapRemedy(entity, remedy, { timeout = PATIENCE } = {}) {
    const ready = `:is([data-remedy="${remedy}"]:not([disabled]), [data-run="${remedy}"] [data-act="again"]:not([disabled]))`;
    return this.tap(entity, ready, { timeout });
  }

  act(entity, remedy, act) {
    return this.tap(entity, `[data-run="${remedy}"] [data-act="${act}"]`);
  }

  /** Puts away how a remedy ended, if one stands there. */
  async closeOutcome(entity) {
    const close = this.at(entity, '[data-run] [data-act="close"]');
    if (await close.isVisible()) await close.click();
  }

  /** Opens the evidence of a family, where it is not open already. */
  async openFamily(entity, family) {
    const tile = this.at(entity, `[data-family="${family}"]`);
    if ((await tile.getAttribute("aria-expanded")) !== "true") await this.tap(entity, `[data-family="${family}"]`);
    return this.lock(entity);
  }

  // ---- guides ----------------------------------------------------------------------------------

  /** Waits until an open guide stands at a step, or at an end. */
  untilStep(entity, step, options) {
    return this.untilLock(
      entity,
      `the guide is at ${step}`,
      ({ guides }) => guides.some((guide) => guide.step === step),
      options,
    );
  }

  untilEnd(entity, end, options) {
    return this.untilLock(entity, `the guide ends: ${end}`, ({ guides }) => guides.some((guide) => guide.end === end), options);
  }

  async guide(entity) {
    return (await this.lock(entity))?.guides[0];
  }

  /** Gives answers, each to the step that it is meant for: [step, answer]. */
  async answerAll(entity, answers, between = async () => {}) {
    for (const [step, answer] of answers) {
      await this.untilStep(entity, step);
      await between(step);
      await this.tap(entity, `[data-guide][data-step="${step}"] [data-answer="${answer}"]`);
    }
  }

  /**
   * Answers whatever step is shown, by `script`: an answer by step; `otherwise` for the rest. Ends at the step `until` or at an end;
   * `between` is called before each answer. Hands back the steps that were answered.
   */
  async walk(entity, script, { until, otherwise, between = async () => {}, most = 30 } = {}) {
    const answered = [];
    for (let turn = 0; turn < most; turn++) {
      await this.untilLock(entity, "a step or an end", ({ guides }) => guides.some(({ step, end }) => step || end));
      const { step, end, answers } = await this.guide(entity);
      if (end || step === until) return answered;
      await between(step);
      const given = script[step] ?? otherwise?.(step, answers) ?? answers[0];
      // A reading may have answered it meanwhile: then there is nothing to tap, and the next turn sees where it stands.
      const target = this.at(entity, `[data-guide][data-step="${step}"] [data-answer="${given}"]`);
      const tapped = await target.click({ timeout: 4_000 }).then(
        () => true,
        () => false,
      );
      if (!tapped && (await this.guide(entity))?.step === step)
        assert.fail(`${step} has no answer ${given}: ${answers.join(", ")}`);
      answered.push(step);
      await this.untilLock(entity, `past ${step}`, ({ guides }) => guides[0]?.step !== step || guides[0]?.end !== "", {
        within: 5_000,
      }).catch(() => {});
    }
    return assert.fail(`${most} answers, and no end: ${answered.join(" ")}`);
  }

  /** Goes on with a guide that was begun before this page, or elsewhere. */
  async goOn(entity) {
    await this.untilLock(entity, "a guide to go on with", ({ resume }) => resume !== undefined);
    await this.tap(entity, '[data-resume] [data-act="go-on"]');
  }

  /** Opens one from the list of what can be wrong. */
  async choose(entity, guide) {
    await this.tap(entity, '[data-tool="guides"]');
    await this.tap(entity, `[data-choose="${guide}"]`);
  }

  keepPhases() {
    return this.page.evaluate(keepPhases);
  }

  phases(remedy) {
    return this.page.evaluate((id) => window.lockHealthPhases.filter((each) => each.remedy === id), remedy);
  }
}

/** Of what was seen, what a person needs to read to know why a check failed. */
export function brief(seen) {
  if (seen === undefined) return "nothing";
  if (Array.isArray(seen)) return seen.map(brief).join(" ; ") || "nothing";
  if (typeof seen !== "object") return String(seen);
  const { entity, id, severity, findings = [], runs = [], text = "" } = seen;
  const found = findings.map((finding) => `${finding.id}${finding.variant ? `/${finding.variant}` : ""}(${finding.severity})`);
  const running = runs.map((run) => `${run.remedy}:${run.phase}`);
  return `${entity ?? id ?? "card"} ${severity ?? ""} [${found}] {${running}} “${text.slice(0, 160)}”`;
}
