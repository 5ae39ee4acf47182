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
  readonly linked?: { readonly [lock: string]: readonly string[] };
  readonly todo_entity?: string;
  readonly read_only?: boolean;
}

/** Least and most of the thresholds, percent. */
export const THRESHOLDS = { battery_low: [5, 60], battery_critical: [1, 30] } as const;

const isText = (value: unknown): value is string => typeof value === "string";
const isLock = (value: unknown): boolean => isText(value) && /^lock\.[a-z0-9_]+$/.test(value);
const listOf = (fits: (each: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(fits);
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
const between = (option: keyof typeof THRESHOLDS) => (value: unknown) =>
  typeof value === "number" && value >= THRESHOLDS[option][0] && value <= THRESHOLDS[option][1];
const links = (value: unknown) =>
  isObject(value) && Object.entries(value).every(([lock, ids]) => isLock(lock) && listOf(isText)(ids));

/** What each option has to be, and the words for it. */
const OPTIONS: readonly (readonly [option: string, words: string, fits: (value: unknown) => boolean])[] = [
  ["entity", "lock", isLock],
  ["entities", "locks", listOf(isLock)],
  ["exclude", "locks", listOf(isLock)],
  ["areas", "list", listOf(isText)],
  ["layout", "layout", (value) => LAYOUTS.some((layout) => layout === value)],
  ["battery_low", "threshold", between("battery_low")],
  ["battery_critical", "threshold", between("battery_critical")],
  ["todo_entity", "todo", (value) => isText(value) && value.startsWith("todo.")],
  ["linked", "linked", links],
];

/**
 * Reads a configuration. Refuses only what nobody meant, with words on what to write instead: an unknown option is left
 * alone (card-mod and the layout add theirs), and an empty one counts as left out.
 * @throws Error with a sentence for the person who wrote it
 */
export function readConfig(input: unknown, localize: Localize): CardConfig {
  const refuse = (option: string, words: string, value: unknown): never => {
    const [least, most] = THRESHOLDS[option as keyof typeof THRESHOLDS] || [];
    const what = localize(`config.${words}`, { least, most });
    throw new Error(
      localize("config.refused", { option, what, value: isText(value) ? value : (JSON.stringify(value) ?? "nothing") }),
    );
  };
  if (!isObject(input)) return refuse("card", "object", input);
  const config: { [option: string]: unknown } = {};
  for (const [option, value] of Object.entries(input))
    if (value !== undefined && value !== null && value !== "") config[option] = value;
  for (const [option, words, fits] of OPTIONS)
    if (option in config && !fits(config[option])) refuse(option, words, config[option]);
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
}: CardConfig): Interest {
  const some = (values: readonly string[] | undefined) => (values && values.length > 0 ? values : undefined);
  const only = entity === undefined ? some(entities) : [entity];
  const settings = {
    batteryLow: low || DEFAULT_SETTINGS.batteryLow,
    batteryCritical: critical || DEFAULT_SETTINGS.batteryCritical,
  };
  return defined({ only, areas: some(areas), exclude, overrides: linked, settings });
}
