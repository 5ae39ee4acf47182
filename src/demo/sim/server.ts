import type { SimDevice } from "./device.ts";
import type { SimHub } from "./hub.ts";
import { SimLock } from "./lock.ts";
import { RefusedCall } from "./store.ts";
import type { Store } from "./store.ts";
import type { Attributes, Message } from "./types.ts";

/** What answers to commands and actions know of the home. */
export interface Server {
  readonly store: Store;
  readonly hubs: readonly SimHub[];
}

export function devicesOf(server: Server): SimDevice[] {
  return server.hubs.flatMap((hub) => hub.all);
}

export function locksOf(server: Server): SimLock[] {
  return devicesOf(server).filter((device) => device instanceof SimLock);
}

export function notFound(message: string): RefusedCall {
  return new RefusedCall("not_found", message);
}

/** A field that a command asks for, or the refusal that Home Assistant gives. */
export function textField(message: Message | Attributes, field: string): string {
  const value = message[field];
  if (typeof value !== "string") throw new RefusedCall("invalid_format", `required key not provided @ data['${field}']`);
  return value;
}

export function textList(value: unknown): string[] {
  return [value].flat().filter((item) => typeof item === "string");
}

/** An ISO time as epoch ms. */
export function timeField(message: Message, field: string): number {
  const at = Date.parse(textField(message, field));
  if (Number.isNaN(at)) throw new RefusedCall(`invalid_${field}`, `Invalid ${field}`);
  return at;
}
