import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { collect } from "../adapters/collect.ts";
import { describeLock, lockEntities } from "../adapters/locks.ts";
import { FAMILIES } from "../core/check.ts";
import { worstFirst } from "../core/diagnose.ts";
import type { Finding } from "../core/diagnose.ts";
import { UNITS, knownValues } from "../core/fact.ts";
import { rateLink } from "../core/link.ts";
import type { HomeHealth, Lease, LockHealth } from "../runtime/home-health.ts";
import type { Offer } from "../runtime/offers.ts";
import en from "../translations/en.json" with { type: "json" };
import { bestLanguage } from "../translations/languages.ts";
import { createLocalize } from "../translations/localize.ts";
import type { Localize } from "../translations/localize.ts";
import { interestOf, readConfig } from "./config.ts";
import type { CardConfig, Layout } from "./config.ts";
import { firstKnowledge } from "../runtime/knowledge.ts";
import type { Knowledge } from "../runtime/knowledge.ts";
import type { Details } from "./details.ts";
import { DrawnElement } from "./drawn-element.ts";
import { Format } from "../translations/format.ts";
import { homeHealth } from "./hass.ts";
import type { Hass } from "./hass.ts";
import { icon } from "./icons.ts";
import { loadTexts } from "./lazy.ts";
import { styles } from "./styles.ts";
import type { Actions, LockUi, ViewContext } from "./views/context.ts";
import { fleet } from "./views/fleet.ts";
import { fullLock, lockLine } from "./views/lock.ts";
import { figure } from "./views/run.ts";
import { findingText, findingTitle } from "./words.ts";

const SECOND = 1000;

const english = createLocalize(en);

/** The dashboard card. A picture of what the runtime knows; it decides nothing itself. */
export class LockHealthCard extends DrawnElement implements Actions {
  /** Set by the dashboard while it is edited. */
  preview = false;
  /** `grid` in a sections view. */
  layout: string | undefined;

  private current: Hass | undefined;
  private config: CardConfig = { type: "custom:lock-health-card" };
  private health: HomeHealth | undefined;
  private lease: Lease | undefined;
  private format = new Format(english, { language: "en", timeZone: undefined, hour12: undefined });
  private localeKey = "";
  private chunkMissing = false;
  private details: Details | undefined;
  private knowledge: Knowledge | undefined;
  /** A notice leads to a page with the lock that it is about in its address. */
  private readonly opened = new Map<string | null, LockUi>([
    [new URLSearchParams(location.search).get("lock"), { expanded: true }],
  ]);
  private seconds: ReturnType<typeof setInterval> | undefined;

  static getStubConfig(): Record<string, never> {
    return {};
  }

  static async getConfigElement(): Promise<HTMLElement> {
    // There is no `hass` yet; Home Assistant writes the person's language into its page.
    const language = bestLanguage(document.documentElement.lang);
    const [{ createEditor }, main, more] = await Promise.all([
      import("./editor.ts"),
      loadTexts(language, "main"),
      loadTexts(language, "more"),
    ]);
    return createEditor({ localize: createLocalize(more, main, en), readConfig, homeHealth });
  }

  setConfig(input: unknown): void {
    this.config = readConfig(input, this.format.localize);
    if (this.isConnected) this.openLease();
    this.requestUpdate();
  }

  get hass(): Hass | undefined {
    return this.current;
  }

  set hass(hass: Hass | undefined) {
    if (!hass || hass === this.current) return;
    const before = this.current;
    this.current = hass;
    if (before?.themes !== hass.themes) this.toggleAttribute("dark", hass.themes?.darkMode === true);
    if (!before || before.locale !== hass.locale || before.language !== hass.language) this.readLocale(hass);
    if (!this.isConnected) return;
    const health = homeHealth(hass);
    if (health !== this.health) this.openLease();
    if (!before || before.connected !== hass.connected || before.user !== hass.user) this.requestUpdate();
  }

  connectedCallback(): void {
    this.openLease();
    this.requestUpdate();
  }

  disconnectedCallback(): void {
    this.closeLease();
  }

  /** In units of 50 px, for the masonry layout. */
  getCardSize(): number {
    const { length } = this.lease?.locks ?? [];
    return this.shownLayout() === "full" ? Math.max(1, length) * 5 : 1 + length;
  }

  /** As high as what is shown: also a line grows while something is done about its lock. */
  getGridOptions(): { columns: number; min_columns: number } {
    return { columns: 12, min_columns: 6 };
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.current || !this.health) return nothing;
    try {
      return html`${styles}<ha-card data-layout=${this.shownLayout()}>${this.banner()}${this.content(this.health)}</ha-card>`;
    } catch (error) {
      console.error("lock-health-card", error);
      return html`${styles}<ha-card><p role="alert">${this.format.localize("card.error")}</p></ha-card>`;
    }
  }

  protected override updated(): void {
    const { health } = this;
    // Somebody waits for the seconds: of a run, or until it may be tried again.
    const counts = (this.lease?.locks ?? []).some(({ entityId }) => {
      const run = health?.run(entityId);
      return (
        run && (run.state.phase === "calling" || run.state.phase === "verifying" || health?.coolsUntil(entityId, run.remedyId))
      );
    });
    if (counts) this.seconds ??= setInterval(() => this.requestUpdate(), SECOND);
    else this.stopSeconds();
  }

  private stopSeconds(): void {
    clearInterval(this.seconds);
    this.seconds = undefined;
  }

  private openLease(): void {
    this.closeLease();
    if (!this.current || !this.isConnected) return;
    this.health = homeHealth(this.current);
    this.bringMore();
    this.lease = this.health.open(interestOf(this.config), () => this.requestUpdate());
  }

  /** What came after the entry is for all that this page sees. */
  private bringMore(): void {
    if (this.knowledge) this.health?.learn(this.knowledge);
    if (this.details) this.health?.assist(this.details.bridge);
  }

  private closeLease(): void {
    this.lease?.close();
    this.lease = undefined;
    this.stopSeconds();
  }

  private readLocale(hass: Hass): void {
    const wanted = hass.locale?.language ?? hass.language ?? "en";
    const timeZone = hass.locale?.time_zone === "server" ? text(hass.config["time_zone" as keyof typeof hass.config]) : undefined;
    const clock = hass.locale?.time_format;
    const figures = hass.locale?.number_format;
    const key = [wanted, timeZone, clock, figures].join();
    if (key === this.localeKey) return;
    this.localeKey = key;
    this.toggleAttribute("rtl", /^(ar|fa|he|ur)\b/.test(wanted));
    const use = (localize: Localize, language: string) => {
      // For screen readers: the words may be English in a page of another language.
      this.lang = language;
      this.format = new Format(
        localize,
        { language, timeZone, hour12: clock === "12" ? true : clock === "24" ? false : undefined },
        this.details?.figures(language, figures),
      );
      this.requestUpdate();
    };
    // Figures are in the language of the words: `de-AT` has its own, an unknown language has English ones.
    const chunk = bestLanguage(wanted);
    const language = wanted.toLowerCase().startsWith(chunk) ? wanted : chunk;
    use(english, "en");
    // To ask for a file takes a browser a millisecond: the verdict is drawn before that.
    setTimeout(() =>
      Promise.all([
        loadTexts(chunk, "main"),
        loadTexts(chunk, "more"),
        import("./details.ts"),
        import("../runtime/everything.ts"),
      ]).then(
        ([main, more, { createDetails }, { everything }]) => {
          if (this.localeKey !== key) return;
          const localize = createLocalize(more, main, en);
          this.details = createDetails({
            html,
            localize,
            collect,
            describeLock,
            knowledge: firstKnowledge,
            findingTitle,
            findingText,
            figure,
            icon,
            families: FAMILIES,
            knownValues,
            rateLink,
            units: UNITS,
          });
          this.knowledge = everything;
          this.bringMore();
          this.chunkMissing = false;
          use(localize, language);
        },
        () => {
          // Without what is not in the entry the card goes on, and says what to do.
          this.chunkMissing = true;
          this.requestUpdate();
        },
      ),
    );
  }

  private shownLayout(): Layout {
    if (this.config.layout) return this.config.layout;
    return this.config.entity !== undefined || (this.lease?.locks.length ?? 0) === 1 ? "full" : "fleet";
  }

  private banner(): TemplateResult | typeof nothing {
    const { localize } = this.format;
    const lines: TemplateResult[] = [];
    if (this.health?.connected === false)
      lines.push(html`<div class="banner" role="status">${icon("help")}<span>${localize("card.disconnected")}</span></div>`);
    if (this.config.read_only) lines.push(html`<div class="banner">${localize("card.read_only")}</div>`);
    if (this.chunkMissing)
      lines.push(
        html`<div class="banner actions" role="status">
          <span>${localize("card.reload")}</span
          ><button class="quiet" data-act="reload" @click=${() => location.reload()}>${localize("card.reload_now")}</button>
        </div>`,
      );
    return lines.length === 0 ? nothing : html`${lines}`;
  }

  private content(health: HomeHealth): TemplateResult | typeof nothing {
    const locks = this.lease?.locks ?? [];
    const context = this.context(health);
    if (locks.length === 0) return this.example(context);
    switch (this.shownLayout()) {
      case "full":
        return html`${worstFirst(locks).map((lock) => fullLock(context, lock))}`;
      case "compact":
        return html`<div class="fleet">${worstFirst(locks).map((lock) => lockLine(context, lock, false))}</div>`;
      case "fleet":
        return fleet(context, locks);
    }
  }

  private example(context: ViewContext): TemplateResult | typeof nothing {
    const { details, now } = context;
    if (!details) return nothing;
    const { areas, exclude } = this.config;
    return details.empty(
      !!(areas || exclude),
      worstFirst(details.sample(now)).map((lock) => lockLine({ ...context, readOnly: true }, lock, false)),
    );
  }

  private context(health: HomeHealth): ViewContext {
    return {
      health,
      format: this.format,
      actions: this,
      now: Date.now(),
      readOnly: this.config.read_only === true,
      config: this.config,
      details: this.details,
      uiOf: (entityId) => this.opened.get(entityId) ?? {},
    };
  }

  ui(entityId: string, change: LockUi): void {
    this.opened.set(entityId, { ...this.opened.get(entityId), ...change });
    this.requestUpdate();
  }

  take(lock: LockHealth, { remedy, plan }: Offer, finding: Finding | undefined): void {
    const { entityId } = lock;
    if (remedy.kind === "action") {
      this.health?.start(entityId, remedy.id, finding?.id);
    } else if (remedy.kind === "guide") this.ui(entityId, { guide: { remedy: remedy.id, finding: finding?.id } });
    else if (remedy.kind === "ask") {
      if (this.health && finding) void this.details?.ask(this.context(this.health), lock, finding, this.config.todo_entity);
    } else if (plan?.kind === "link") {
      const config = { tap_action: { action: "navigate", navigation_path: plan.href } };
      this.tell("hass-action", { config, action: "tap" });
    }
  }

  confirm(entityId: string): void {
    this.health?.confirm(entityId);
  }

  close(entityId: string): void {
    this.health?.cancel(entityId);
  }

  again(entityId: string): void {
    const run = this.health?.run(entityId);
    if (run) this.health?.start(entityId, run.remedyId, run.checkId);
  }

  /** Puts the outcome away and shows the next thing to try in the first place. */
  next(lock: LockHealth): void {
    const { health } = this;
    const { entityId, diagnosis } = lock;
    const run = health?.run(entityId);
    const finding = diagnosis.findings.find(({ id }) => id === run?.checkId) ?? diagnosis.findings[0];
    const offers = (finding && health?.offers(lock, finding).offers) ?? [];
    const past = offers.findIndex(({ remedy }) => remedy.id === run?.remedyId) + 1;
    health?.cancel(entityId);
    if (finding) this.ui(entityId, { past: [finding.id, past] });
    const next = offers[past];
    if (next?.remedy.kind === "guide") this.take(lock, next, finding);
  }

  lookAgain(entityId: string): void {
    this.health?.lookAgain(entityId);
  }

  /** Tells Home Assistant something, in its own way. */
  private tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));
  }

  moreInfo(entityId: string): void {
    // Home Assistant's own name for it, as a word, because the build shortens names of ours.
    this.tell("hass-more-info", Object.fromEntries([["entityId", entityId]]));
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The lock entities that the card would offer itself for. */
export function suggestionFor(hass: Hass, entityId: string): { config: CardConfig } | null {
  const state = hass.states[entityId];
  const isLock = state && lockEntities({ ...hass, takenAt: 0, states: { [entityId]: state } }).length > 0;
  return isLock ? { config: { type: "custom:lock-health-card", entity: entityId } } : null;
}
