import { defined } from "../core/defined.ts";
import { DEFAULT_SETTINGS } from "../core/snapshot.ts";
import type { Interest } from "../runtime/home-health.ts";
import type { Localize } from "../translations/localize.ts";

export const LAYOUTS = ["full", "compact", "fleet"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** What a person may write into a dashboard. Everything may be left out. */
export interface CardConfig {
  readonly type: string;
  readonly entity?: string;
  readonly entities?: readonly string[];
  readonly areas?: readonly string[];
  readonly exclude?: readonly string[];
  readonly layout?: Layout;
  readonly battery_low?: number;
  readonly battery_critical?: number;
  readonly battery_months?: number;
  readonly watch_relock?: boolean;
  readonly linked?: { readonly [lock: string]: readonly string[] };
  readonly watch_care?: boolean;
  readonly todo_entity?: string;
  readonly care_list?: string;
  readonly shopping_list?: string;
  readonly calendar_entity?: string;
  readonly read_only?: boolean;
}

/** Least and most of the thresholds: percent, months. */
export const THRESHOLDS = { battery_low: [5, 60], battery_critical: [1, 30], battery_months: [3, 60] } as const;

const isText = (value: unknown): value is string => typeof value === "string";
const isLock = (value: unknown): boolean => isText(value) && /^lock\.[a-z0-9_]+$/.test(value);
const listOf = (fits: (each: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(fits);
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
const between = (option: keyof typeof THRESHOLDS) => (value: unknown) =>
  typeof value === "number" && value >= THRESHOLDS[option][0] && value <= THRESHOLDS[option][1];
const links = (value: unknown) =>
  isObject(value) && Object.entries(value).every(([lock, ids]) => isLock(lock) && listOf(isText)(ids));

/** To-do lists but for the one that is a calendar. */
function inDomain(option: string): readonly [string, string, (value: unknown) => boolean] {
  const domain = option === "calendar_entity" ? "calendar." : "todo.";
  return [option, `${domain}home`, (value) => isText(value) && value.startsWith(domain)];
}

const LOCK = "lock.front_door";
const range = (option: keyof typeof THRESHOLDS) => THRESHOLDS[option].join("–");

/** What each option has to be, and how it is written. */
const OPTIONS: readonly (readonly [option: string, example: string, fits: (value: unknown) => boolean])[] = [
  ["entity", LOCK, isLock],
  ["entities", `[${LOCK}]`, listOf(isLock)],
  ["exclude", `[${LOCK}]`, listOf(isLock)],
  ["areas", "[hall]", listOf(isText)],
  ["layout", LAYOUTS.join(" / "), (value) => LAYOUTS.some((layout) => layout === value)],
  ...(Object.keys(THRESHOLDS) as (keyof typeof THRESHOLDS)[]).map((option) => [option, range(option), between(option)] as const),
  ...["todo_entity", "care_list", "shopping_list", "calendar_entity"].map((option) => inDomain(option)),
  ["linked", `{${LOCK}: [sensor.hall]}`, links],
];

/**
 * Reads a configuration. Refuses only what nobody meant, with words on what to write instead: an unknown option is left
 * alone (card-mod and the layout add theirs), and an empty one counts as left out.
 * @throws Error with a sentence for the person who wrote it
 */
export function readConfig(input: unknown, localize: Localize): CardConfig {
  const refuse = (option: string, example: string, value: unknown): never => {
    throw new Error(localize("config.refused", { option, example, value: isText(value) ? value : JSON.stringify(value) }));
  };
  if (!isObject(input)) return refuse("card", "{layout: fleet}", input ?? null);
  const config: { [option: string]: unknown } = {};
  for (const [option, value] of Object.entries(input))
    if (value !== undefined && value !== null && value !== "") config[option] = value;
  for (const [option, example, fits] of OPTIONS)
    if (option in config && !fits(config[option])) refuse(option, example, config[option]);
  return config as unknown as CardConfig;
}

/** What a configuration asks the runtime for. */
export function interestOf({
  entity,
  entities,
  areas,
  exclude,
  linked,
  battery_low: low,
  battery_critical: critical,
  battery_months: batteryMonths,
  watch_relock: watchRelock,
  watch_care: watchCare,
}: CardConfig): Interest {
  const some = (values: readonly string[] | undefined) => (values && values.length > 0 ? values : undefined);
  const only = entity === undefined ? some(entities) : [entity];
  const settings = {
    batteryLow: low || DEFAULT_SETTINGS.batteryLow,
    batteryCritical: critical || DEFAULT_SETTINGS.batteryCritical,
    ...defined({ batteryMonths, watchRelock, watchCare }),
  };
  return defined({ only, areas: some(areas), exclude, overrides: linked, settings });
}
