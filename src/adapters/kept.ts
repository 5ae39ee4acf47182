import type { HomeView, Request } from "./home.ts";

/** What is kept of a lock: how far a guide has come, and when which care was done. One short line each, never a person's words. */
export const KEEPS = ["guide", "care"] as const;
export type Keep = (typeof KEEPS)[number];

/** By lock entity. */
export type KeptLines = { readonly [lock: string]: { readonly [What in Keep]?: string } };

/** Key of what is kept with a user of Home Assistant. */
export const USER_KEY = "lock_health";

/** Where it is kept without a bridge: with the user (`frontend/set_user_data`, open to every user). */
export const KEPT_WITH_USER: Request = { type: "frontend/subscribe_user_data", key: USER_KEY };

// Its own: the details use it too, and may import nothing at run time that the card's entry has.
const record = (value: unknown): { readonly [field: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly [field: string]: unknown }) : {};

/** What a state says in the place of nothing. */
const NOTHING = new Set(["", "-", "unknown", "unavailable"]);

/** A line, unless it says that there is none. */
export function lineIn(value: unknown): string | undefined {
  return typeof value !== "string" || NOTHING.has(value) ? undefined : value;
}

/** Of an event about what is kept with the user, the lines: whatever else may be under that key. */
export function keptLines(event: unknown): KeptLines {
  return Object.fromEntries(
    Object.entries(record(record(event)["value"])).map(([lock, kept]) => {
      const found = record(kept);
      return [lock, Object.fromEntries(KEEPS.flatMap((what) => (lineIn(found[what]) ? [[what, lineIn(found[what])]] : [])))];
    }),
  );
}

const textsBy = new WeakMap<HomeView["entities"], readonly string[]>();

/** Text entities, among which the bridge's are: by the registry that lists them, looked for once and not with each state. */
export function textsOf({ entities }: Pick<HomeView, "entities">): readonly string[] {
  const found = textsBy.get(entities) ?? Object.keys(entities).filter((entityId) => entityId.startsWith("text."));
  textsBy.set(entities, found);
  return found;
}
