import deGuides from "../../translations/de.guides.json" with { type: "json" };
import enGuides from "../../translations/en.guides.json" with { type: "json" };
import { createFigures } from "../../translations/figures.ts";
import { Format } from "../../translations/format.ts";
import { createLocalize } from "../../translations/localize.ts";
import type { Localize, Params } from "../../translations/localize.ts";
import { createValues } from "../../translations/values.ts";
import { severityOf } from "../../core/diagnose.ts";
import type { Finding } from "../../core/diagnose.ts";
import { UNITS } from "../../core/fact.ts";
import type { FactName } from "../../core/fact.ts";
import { remedies } from "../../core/remedies/index.ts";
import type { RemedyId } from "../../core/remedies/index.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import type { Incident, JobRow, Refusal } from "../ports.ts";
import { findingWords, textsOf, verdictWords } from "../texts.ts";
import type { Language } from "../texts.ts";
import type { Colour } from "./table.ts";
import deOwn from "./texts/de.json" with { type: "json" };
import enOwn from "./texts/en.json" with { type: "json" };

export type { Language };

/** Only the command line names guides: the bridge itself keeps no texts of theirs in memory. */
const GUIDE_TEXTS: { readonly [L in Language]: Localize } = {
  en: createLocalize(enGuides),
  de: createLocalize(deGuides, enGuides),
};

/** What only the command line says. All else is worded as the card words it. */
export const OWN: { readonly [L in Language]: { readonly [key: string]: string } } = { en: enOwn, de: deOwn };

const COLOURS: { readonly [state: string]: Colour } = {
  critical: "red",
  error: "red",
  warning: "yellow",
  unknown: "dim",
  healthy: "green",
};

/** The colour of a verdict's state; undefined for states that have none. */
export const colourOf = (state: string): Colour | undefined => COLOURS[state];

/** Evidence as findings and incidents have it. */
export interface Item {
  readonly fact: string;
  readonly value: unknown;
  readonly unit?: string;
}

/** The words of one language. Times are epoch ms, durations ms. */
export class Words {
  readonly language: Language;
  private readonly localize: Localize;
  private readonly guideTexts: Localize;
  private readonly format: Format;
  private readonly valueText: ReturnType<typeof createValues>;

  /** `timeZone`: IANA zone in which times are told; the machine's own when left out. */
  constructor(language: Language, timeZone?: string) {
    this.language = language;
    this.localize = textsOf(language);
    this.guideTexts = GUIDE_TEXTS[language];
    this.format = new Format(this.localize, { language, timeZone, hour12: undefined }, createFigures(language));
    this.valueText = createValues(this.localize, UNITS);
  }

  /** A text of the command line's own. */
  say(key: string, params: Params = {}): string {
    const text = OWN[this.language][key] ?? OWN.en[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(params[name] ?? ""));
  }

  private has(key: string): boolean {
    return OWN.en[key] !== undefined;
  }

  number(value: number): string {
    return this.format.number(value);
  }

  /** A duration in its two greatest units. */
  duration(ms: number): string {
    return this.format.duration(ms);
  }

  ago(at: number, now: number): string {
    return this.format.ago(at, now);
  }

  /** Day and time in figures that sort: 2026-11-25 14:02. Empty for what is no time. */
  date(at: number): string {
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return "";
    const { timeZone } = this.format.locale;
    // Swedish writes dates as ISO does.
    return new Intl.DateTimeFormat("sv", {
      dateStyle: "short",
      timeStyle: "short",
      ...(timeZone === undefined ? {} : { timeZone }),
    }).format(date);
  }

  /** A verdict's state: healthy, unknown or a severity. */
  state(state: string): string {
    const key = state === "healthy" || state === "unknown" ? `verdict.${state}` : `severity.${state}`;
    return this.localize.has(key) ? this.localize(key) : state;
  }

  /** A finding in one line. */
  title(finding: Finding, { snapshot }: Pick<LockHealth, "snapshot">): string {
    return findingWords(finding, snapshot, this.language).title;
  }

  /** The verdict of a lock in one line. */
  verdict(lock: Pick<LockHealth, "diagnosis" | "snapshot">): string {
    return verdictWords(lock, this.language).title;
  }

  /** A finding that is over or of before: of its numbers only those are known that its evidence holds. */
  remembered({ check, variant, evidence = [] }: Pick<Incident, "check" | "variant" | "evidence">): string {
    if (check === undefined) return this.say("finding");
    const valueIn = (fact: string) => evidence.find((item) => item.fact === fact)?.value;
    const level = valueIn("battery_level");
    const key = `checks.${check}.title`;
    const own = variant === undefined ? "" : `${key}_${variant}`;
    const title = this.localize(own && this.localize.has(own) ? own : key, {
      hub: "Hub",
      percent: typeof level === "number" ? this.number(level) : undefined,
    });
    // A sentence with a hole in it says less than the plain word.
    return title.includes("{") || title === "" ? check.replaceAll("_", " ") : title;
  }

  /** What a fact is called. */
  fact(name: string): string {
    const key = `fact.${name}`;
    return this.localize.has(key) ? this.localize(key) : name.replaceAll("_", " ");
  }

  /** The value of a fact. `now`: what ages are counted from. */
  value({ fact, value, unit }: Item, now: number): string {
    // What an old memory tells may be of a fact that is none any more: its unit came with it.
    const said =
      typeof value === "number" && unit !== undefined
        ? this.format.quantity(value, unit)
        : this.valueText(fact as FactName, value, { format: this.format, now });
    // Who searches what was printed types a plain space.
    return said.replaceAll("\u00a0", " ");
  }

  /** Fact and value in one. */
  item(item: Item, now: number): string {
    return `${this.fact(item.fact)}: ${this.value(item, now)}`;
  }

  /** The words of a remedy's button. `hub`: name of the hub that it may be about. */
  remedy(id: string, hub = "Hub"): string {
    // An old memory may know remedies that are none any more.
    const kind = Object.hasOwn(remedies, id) ? remedies[id as RemedyId].kind : "";
    const own = `remedies.${id}.label`;
    if (this.localize.has(own)) return this.localize(own, { hub });
    const title = this.guideTexts(`guides.${id}.title`, { hub });
    // The title of a guide says what is wrong, not that something can be done.
    if (title !== "") return `${this.localize("remedies.guide.short")}: ${title}`;
    const label = this.localize(`remedies.${kind}.label`, { hub });
    return label === "" ? id.replaceAll("_", " ") : label;
  }

  /** What a remedy does, before it is done; empty where there is nothing to say. */
  warning(id: RemedyId): string {
    const key = `remedies.${id}.confirming_text`;
    return this.localize.has(key) ? this.localize(key) : "";
  }

  /** Why a remedy is refused, and when it may be tried. */
  refusal({ reason, retryAt, value }: Refusal): string {
    const unknown = reason === "battery" && value === undefined ? "_unknown" : "";
    const key = `conditions.refused_${reason}${unknown}`;
    const shown =
      typeof value !== "number"
        ? value
        : reason === "link"
          ? this.localize("conditions.of_ten", { mark: this.number(value) })
          : `${this.number(value)} %`;
    const why = this.has(`refused_${reason}`) ? this.say(`refused_${reason}`) : this.localize(key, { value: shown });
    return retryAt === undefined ? why : `${why} ${this.say("retry", { time: this.date(retryAt) })}`;
  }

  /** Why it is not known whether a remedy has helped. */
  doubt(reason: string | undefined): string {
    const key = `run.unverified_${reason ?? ""}`;
    if (this.localize.has(key)) return this.localize(key);
    return this.has(`unverified_${reason ?? ""}`) ? this.say(`unverified_${reason ?? ""}`) : "";
  }

  /** Why a remedy failed. */
  failure(code: string | undefined, message: string | undefined): string {
    if (code === "unauthorized") return this.localize("run.failed_unauthorized");
    return message === undefined || message === "" ? "" : this.localize("run.failed_text", { message });
  }

  /** Names of the locks that wait for their hub. */
  waiting(names: string): string {
    return this.localize("card.hub_locks", { names });
  }

  family(name: string): string {
    return this.localize(`family.${name}`);
  }

  /** A guide of the past and how it ended, in one line. */
  guide({ variant = "guide", outcome = "left" }: Pick<Incident, "variant" | "outcome">): string {
    const said = this.has(`end_${outcome}`) ? this.say(`end_${outcome}`) : outcome.replaceAll("_", " ");
    return this.say("tried", { label: this.remedy(variant), outcome: said });
  }

  /** A job of the past in one line. */
  job({ remedy, outcome, reason }: Pick<JobRow, "remedy" | "outcome" | "reason">): string {
    const why = outcome === "unverified" ? this.doubt(reason) : "";
    const said = this.has(`outcome_${outcome}`) ? this.say(`outcome_${outcome}`) : outcome;
    return `${this.say("tried", { label: this.remedy(remedy), outcome: said })}${why === "" ? "" : `. ${why}`}`;
  }
}

/** The state of a lock's verdict, as the bridge publishes it. */
export const stateOf = (lock: Pick<LockHealth, "diagnosis">): string => severityOf(lock.diagnosis);
