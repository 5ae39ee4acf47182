import { readBattery } from "../core/battery.ts";
import type { Finding } from "../core/diagnose.ts";
import { knownValues, valueOf } from "../core/fact.ts";
import { remedies } from "../core/remedies/index.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { LockSnapshot } from "../core/snapshot.ts";
import type { LockHealth } from "../runtime/home-health.ts";
import deBridge from "../translations/de.bridge.json" with { type: "json" };
import de from "../translations/de.json" with { type: "json" };
import deMore from "../translations/de.more.json" with { type: "json" };
import enBridge from "../translations/en.bridge.json" with { type: "json" };
import en from "../translations/en.json" with { type: "json" };
import enMore from "../translations/en.more.json" with { type: "json" };
import { createLocalize } from "../translations/localize.ts";
import type { Localize, Params } from "../translations/localize.ts";

/** The languages of the bridge. */
export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

// The bridge's own come first: they stand for texts that tell how long something lasts, which a retained value cannot.
const english = [enBridge, enMore, en];
const texts: { readonly [L in Language]: Localize } = {
  en: createLocalize(...english),
  de: createLocalize(deBridge, deMore, de, ...english),
};

/** The texts of a language: the bridge's, else the card's. */
export const textsOf = (language: Language): Localize => texts[language];

const SIGNS: { readonly [L in Language]: { readonly group: string; readonly point: string } } = {
  en: { group: ",", point: "." },
  de: { group: ".", point: "," },
};

/**
 * A number with at most one decimal, as the language writes it. Node's own formatter would bring the ways of all languages
 * into memory, where they stay: 6 MB.
 */
export function numberWords(value: number, language: Language): string {
  const { group, point } = SIGNS[language];
  const [whole = "", decimal = "0"] = value.toFixed(1).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, group) + (decimal === "0" ? "" : point + decimal);
}

/** What is said in one line, and what it means. */
export interface Words {
  readonly title: string;
  /** Empty where there is nothing to add. */
  readonly text: string;
}

/** Everything that words may name. Nothing in it changes with the time alone. */
function paramsOf({ facts, lock }: LockSnapshot, language: Language, finding?: Finding): Params {
  const number = (value: number) => numberWords(value, language);
  const level = valueOf(facts.battery_level);
  const firmware = valueOf(facts.firmware);
  const measures = Object.entries(finding?.measures ?? {});
  return {
    lock: lock.name,
    hub: lock.hubName ?? lock.adapterId,
    entity: lock.entityId,
    level: level === undefined ? undefined : `${number(level)}\u00a0%`,
    cells: valueOf(facts.battery_type),
    installed: firmware?.installed,
    latest: firmware?.latest,
    ...Object.fromEntries(measures.map(([name, value]) => [name, typeof value === "number" ? number(value) : String(value)])),
  };
}

/** Whether the cells are to blame when a lock falls silent. */
function batteryKey({ facts, settings }: LockSnapshot): string | undefined {
  const reading = readBattery(knownValues(facts));
  if (reading.kind !== "level") return undefined;
  return `checks.lock_unreachable.battery_${reading.percent > settings.batteryLow ? "fine" : "low"}`;
}

/** A finding in words, the special ones of its variant first. The same finding gives the same words at any time. */
export function findingWords(finding: Finding, snapshot: LockSnapshot, language: Language): Words {
  const localize = texts[language];
  const params = paramsOf(snapshot, language, finding);
  const pick = (key: string, ...special: (string | undefined)[]) =>
    special.flatMap((end) => (end === undefined ? [] : `${key}_${end}`)).find((each) => localize.has(each)) ?? key;
  const check = `checks.${finding.id}`;
  const battery = finding.id === "lock_unreachable" ? batteryKey(snapshot) : undefined;
  const text = localize(pick(`${check}.text`, finding.variant, params["cells"] === undefined ? undefined : "cells"), params);
  return {
    title: localize(pick(`${check}.title`, finding.variant), params),
    text: battery === undefined ? text : `${text} ${localize(battery, params)}`,
  };
}

/** The verdict in words; where nobody can tell, why. */
export function verdictWords(
  { diagnosis: { verdict }, snapshot }: Pick<LockHealth, "diagnosis" | "snapshot">,
  language: Language,
): Words {
  const localize = texts[language];
  if (verdict.kind === "finding") return findingWords(verdict.finding, snapshot, language);
  if (verdict.kind === "healthy") return { title: localize("verdict.healthy"), text: "" };
  const title = `verdict.unknown_${verdict.reason}`;
  const text = `verdict.text_${verdict.reason}`;
  return {
    title: localize(localize.has(title) ? title : "verdict.unknown"),
    text: localize.has(text)
      ? localize(text, { entity: snapshot.lock.entityId, what: localize(`family.${verdict.family ?? "link"}`) })
      : "",
  };
}

/** What the button of a remedy says. */
export function remedyName(id: RemedyId, snapshot: LockSnapshot, language: Language): string {
  const localize = texts[language];
  const own = `remedies.${id}.label`;
  return localize(localize.has(own) ? own : `remedies.${remedies[id].kind}.label`, paramsOf(snapshot, language));
}
