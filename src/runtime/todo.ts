import { list, number, record, text } from "../adapters/home.ts";
import { defined } from "../core/defined.ts";
import type { Client } from "./client.ts";
import { asError } from "./gather.ts";
import type { HomeSource } from "./home-health.ts";

/**
 * Items of Home Assistant's to-do lists. Every user may read and change them: `todo/item/list` asks for nothing, and the actions want
 * control of the entity, which a plain user has of all (homeassistant/components/todo, auth/permissions/system_policies.py).
 */

/** TodoListEntityFeature (homeassistant/components/todo/const.py). */
const CREATE = 1;
const DELETE = 2;
const UPDATE = 4;
const DUE_DATE = 16;
const DESCRIPTION = 64;

/** What a list can do. */
export interface ListFeatures {
  readonly create: boolean;
  readonly remove: boolean;
  readonly change: boolean;
  readonly dueDate: boolean;
  readonly description: boolean;
}

/** What a list can do; undefined where there is no such list now. */
export function featuresOf(states: HomeSource["states"], entityId: string): ListFeatures | undefined {
  const state = states[entityId];
  if (!state || state.state === "unavailable" || !entityId.startsWith("todo.")) return undefined;
  const bits = number(state.attributes["supported_features"]) ?? 0;
  const has = (bit: number) => (bits & bit) !== 0;
  return { create: has(CREATE), remove: has(DELETE), change: has(UPDATE), dueDate: has(DUE_DATE), description: has(DESCRIPTION) };
}

export interface TodoItem {
  /** By which an action names it: its uid, else its summary. */
  readonly key: string;
  readonly summary: string;
  readonly done: boolean;
  /** ISO date; of a due time only its day. */
  readonly due?: string;
  readonly description?: string;
}

/** An item that is to be added. */
export interface NewItem {
  readonly summary: string;
  /** ISO date. */
  readonly due?: string | undefined;
  readonly description?: string | undefined;
}

function itemOf(value: unknown): TodoItem | undefined {
  const { uid, summary, status, due, description } = record(value);
  const words = text(summary);
  if (words === undefined) return undefined;
  return {
    key: text(uid) ?? words,
    summary: words,
    done: status === "completed",
    ...defined({ due: text(due)?.slice(0, 10), description: text(description) }),
  };
}

/** One to-do list. Its calls reject as Home Assistant's do: `asError` says what that means. */
export class TodoList {
  private readonly client: Client;
  readonly entityId: string;
  readonly features: ListFeatures;

  constructor(client: Client, entityId: string, features: ListFeatures) {
    this.client = client;
    this.entityId = entityId;
    this.features = features;
  }

  async items(): Promise<readonly TodoItem[]> {
    const answer = await this.client.callWS({ type: "todo/item/list", entity_id: this.entityId });
    return list(record(answer)["items"]).flatMap((each) => itemOf(each) ?? []);
  }

  /** Adds an item. A list that takes no due date or no description still gets the rest. */
  async add({ summary, due, description }: NewItem): Promise<void> {
    const { dueDate, description: describes } = this.features;
    const more = defined({ due_date: dueDate ? due : undefined, description: describes ? description : undefined });
    try {
      await this.call("add_item", { item: summary, ...more });
    } catch (error) {
      // What a list says that it takes it may still refuse: then its title has to do.
      if (asError(error).code !== "service_validation_error" || Object.keys(more).length === 0) throw error;
      await this.call("add_item", { item: summary });
    }
  }

  complete({ key }: TodoItem): Promise<void> {
    return this.call("update_item", { item: key, status: "completed" });
  }

  reopen({ key }: TodoItem): Promise<void> {
    return this.call("update_item", { item: key, status: "needs_action" });
  }

  rename({ key }: TodoItem, summary: string): Promise<void> {
    return this.call("update_item", { item: key, rename: summary });
  }

  remove({ key }: TodoItem): Promise<void> {
    return this.call("remove_item", { item: key });
  }

  private call(service: string, data: object): Promise<void> {
    return this.client.callService("todo", service, data, { entity_id: this.entityId });
  }
}

/** The list as it can be used now; undefined where it is not there. */
export function todoList(client: Client, states: HomeSource["states"], entityId: string | undefined): TodoList | undefined {
  const features = entityId === undefined ? undefined : featuresOf(states, entityId);
  return entityId !== undefined && features ? new TodoList(client, entityId, features) : undefined;
}
