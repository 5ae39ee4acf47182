import type { LockHealthCard } from "../../src/card/lock-health-card.ts";

/** What an element says, as one line. */
export function words(element: Node | null | undefined): string {
  const text = element instanceof HTMLElement ? element.innerText : (element?.textContent ?? "");
  return text.replace(/\s+/g, " ").trim();
}

/** Everything that can be tapped: by a finger it must be hit, by a keyboard reached. */
export const CONTROLS = "button, a[href], summary";

/** A card by the marks that its tests keep to, here and in the real Home Assistant. */
export class CardPage {
  readonly element: LockHealthCard;
  private readonly drawn: () => Promise<void>;

  constructor(element: LockHealthCard, drawn: () => Promise<void>) {
    this.element = element;
    this.drawn = drawn;
  }

  get root(): ShadowRoot {
    return this.element.shadowRoot!;
  }

  get card(): HTMLElement {
    return this.find("ha-card");
  }

  get text(): string {
    return words(this.card);
  }

  get layout(): string | undefined {
    return this.card.dataset["layout"];
  }

  get locks(): readonly string[] {
    return this.all("[data-lock]").map((each) => each.dataset["lock"]!);
  }

  get hubs(): readonly HTMLElement[] {
    return this.all("[data-hub]");
  }

  get controls(): readonly HTMLElement[] {
    return this.all(CONTROLS);
  }

  all(selector: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(selector)];
  }

  find(selector: string): HTMLElement {
    const found = this.root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`no ${selector}; seen: ${words(this.root.querySelector("ha-card"))}`);
    return found;
  }

  /** One lock; the only one when none is named. */
  lock(entityId = this.locks[0] ?? "?"): LockPart {
    return new LockPart(this.find(`[data-lock="${entityId}"]`), this.drawn);
  }

  async tap(selector: string): Promise<void> {
    this.find(selector).click();
    await this.drawn();
  }
}

/** A remedy being carried out, or how it ended. */
export interface RunPart {
  readonly remedy: string;
  readonly phase: string;
  readonly percent: number | undefined;
  readonly text: string;
  /** What can be done now, in order. */
  readonly acts: readonly string[];
}

export interface FactPart {
  readonly value: string;
  readonly age: string;
  readonly source: string | undefined;
}

/** A guide that is open. */
export interface GuidePart {
  readonly id: string;
  readonly step: string;
  readonly end: string;
  readonly answers: readonly string[];
  readonly tried: readonly string[];
  readonly text: string;
}

export class LockPart {
  readonly element: HTMLElement;
  private readonly drawn: () => Promise<void>;

  constructor(element: HTMLElement, drawn: () => Promise<void>) {
    this.element = element;
    this.drawn = drawn;
  }

  get severity(): string | undefined {
    return this.element.dataset["severity"];
  }

  get adapter(): string | undefined {
    return this.element.dataset["adapter"];
  }

  get text(): string {
    return words(this.element);
  }

  /** What a screen reader says when it changes. */
  get status(): string {
    return this.find('[role="status"]').textContent?.trim() ?? "";
  }

  get findings(): readonly string[] {
    return this.all("[data-finding]").map((each) => each.dataset["finding"]!);
  }

  finding(id: string): HTMLElement {
    return this.find(`[data-finding="${id}"]`);
  }

  get remedies(): readonly string[] {
    return this.all("[data-remedy]").map((each) => each.dataset["remedy"]!);
  }

  get run(): RunPart | undefined {
    const run = this.all("[data-run]")[0];
    if (!run) return undefined;
    const { run: remedy = "", phase = "", percent } = run.dataset;
    const acts = [...run.querySelectorAll<HTMLButtonElement>("[data-act]")].filter(({ disabled }) => !disabled);
    return {
      remedy,
      phase,
      percent: percent === undefined ? undefined : Number(percent),
      text: words(run),
      acts: acts.map((act) => act.dataset["act"]!),
    };
  }

  get guide(): GuidePart | undefined {
    const guide = this.all("[data-guide]")[0];
    if (!guide) return undefined;
    const { guide: id = "", step = "", end = "" } = guide.dataset;
    const answers = [...guide.querySelectorAll<HTMLElement>("[data-answer]")].map(({ dataset }) => dataset["answer"]!);
    const tried = [...guide.querySelectorAll<HTMLElement>("[data-tried]")].map(({ dataset }) => dataset["tried"]!);
    return { id, step, end, answers, tried, text: words(guide) };
  }

  answer(id: string): Promise<void> {
    return this.tap(`[data-guide] [data-answer="${id}"]`);
  }

  /** The five tiles: state and whether open. */
  get families(): { readonly [family: string]: { readonly state: string; readonly open: boolean; readonly text: string } } {
    const tiles = this.all("button[data-family]").map((tile) => {
      const { family = "", state = "" } = tile.dataset;
      return [family, { state, open: tile.getAttribute("aria-expanded") === "true", text: words(tile) }] as const;
    });
    return Object.fromEntries(tiles);
  }

  /** The open evidence, fact by fact. */
  get facts(): { readonly [fact: string]: FactPart } {
    const rows = this.all("[data-fact]").map((row) => {
      const { fact = "", source } = row.dataset;
      return [fact, { value: words(row.querySelector(".value")), age: words(row.querySelector(".age")), source }] as const;
    });
    return Object.fromEntries(rows);
  }

  all(selector: string): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>(selector)];
  }

  find(selector: string): HTMLElement {
    const found = this.element.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`no ${selector}; seen: ${this.text}`);
    return found;
  }

  async tap(selector: string): Promise<void> {
    this.find(selector).click();
    await this.drawn();
  }

  /** A guide comes with a chunk of its own, which is drawn one turn later. */
  async tapRemedy(id: string): Promise<void> {
    await this.tap(`[data-remedy="${id}"]`);
    await this.drawn();
  }

  act(name: string): Promise<void> {
    return this.tap(`[data-act="${name}"]`);
  }

  openFamily(family: string): Promise<void> {
    return this.families[family]?.open === true ? Promise.resolve() : this.tap(`[data-family="${family}"]`);
  }
}
