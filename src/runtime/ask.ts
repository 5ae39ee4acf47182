import type { Client } from "./client.ts";

/** How asking an administrator ended. `already`: somebody has asked before, and it still stands. */
export type AskState =
  | { readonly phase: "asking" }
  | { readonly phase: "asked"; readonly where: "todo" | "notification"; readonly already: boolean }
  | { readonly phase: "unverified" }
  | { readonly phase: "failed"; readonly code: string; readonly message: string };

/** What is left for the administrator. */
export interface Message {
  /** The same for the same finding of the same lock, so that it is left once. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

type Row = { readonly notification_id?: unknown; readonly summary?: unknown; readonly status?: unknown } | null;

const rows = (value: unknown): readonly Row[] => (Array.isArray(value) ? (value as Row[]) : []);

async function stands(client: Client, { id, title }: Message, list: string | undefined): Promise<boolean> {
  if (list === undefined)
    return rows(await client.callWS({ type: "persistent_notification/get" })).some((row) => row?.notification_id === id);
  const answer = (await client.callWS({ type: "todo/item/list", entity_id: list })) as { items?: unknown } | null;
  return rows(answer?.items).some((row) => row?.summary === title && row?.status !== "completed");
}

async function leave(client: Client, { id, title, text }: Message, list: string | undefined, explain: Explain): Promise<void> {
  if (list === undefined)
    return client.callService("persistent_notification", "create", { notification_id: id, title, message: text });
  const target = { entity_id: list };
  try {
    await client.callService("todo", "add_item", { item: title, description: text }, target);
  } catch (error) {
    // Not every list takes a description, Home Assistant's own shopping list does not: then the title has to do.
    if (explain(error).code !== "service_validation_error") throw error;
    await client.callService("todo", "add_item", { item: title }, target);
  }
}

/** A rejected call as a code and words (`asError` of gather.ts). */
type Explain = (error: unknown) => { code: string; message: string };

/**
 * Leaves word for an administrator, in a to-do list where one is given, else as a notification; and looks whether it is
 * there. Imports nothing, so that it can come with the details: see card/details.ts.
 */
export async function askAdministrator(client: Client, message: Message, explain: Explain, list?: string): Promise<AskState> {
  const where = list === undefined ? "notification" : "todo";
  try {
    if (await stands(client, message, list)) return { phase: "asked", where, already: true };
    await leave(client, message, list, explain);
    return (await stands(client, message, list)) ? { phase: "asked", where, already: false } : { phase: "unverified" };
  } catch (error) {
    return { phase: "failed", ...explain(error) };
  }
}
