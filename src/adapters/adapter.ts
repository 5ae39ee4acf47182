import type { FactSet } from "../core/fact.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { HomeView, Request } from "./home.ts";
import type { LockRef, LockView, Want } from "./lock-view.ts";

/** How far a stream of progress has come. */
export type Step =
  | { readonly kind: "progress"; readonly percent?: number; readonly stage?: string }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message?: string };

/** An action of Home Assistant, as data. */
export interface Action {
  readonly domain: string;
  readonly service: string;
  readonly data: { readonly [field: string]: unknown };
}

/** One call as data. `admin`: Home Assistant refuses it to plain users. */
export type Plan =
  | {
      readonly kind: "service";
      readonly domain: string;
      readonly service: string;
      readonly data: { readonly [field: string]: unknown };
      readonly target?: { readonly entity_id: string };
      readonly admin: boolean;
      /** The bolt's new position that the call asks for. Never anything but locked. */
      readonly wanted?: "locked";
    }
  | {
      readonly kind: "command";
      readonly request: Request;
      readonly admin: boolean;
      /** An action to take after it, so that the lock shows what came of it. */
      readonly then?: Action;
    }
  | {
      readonly kind: "stream";
      readonly request: Request;
      readonly admin: boolean;
      readonly read: (event: unknown) => Step | undefined;
      /** The lock itself may show that it has helped before the stream has come to its end. */
      readonly early?: boolean;
      /** An action to take once the stream stands, where the stream does not begin the work itself. */
      readonly then?: Action;
    }
  | { readonly kind: "link"; readonly href: string; readonly external: boolean };

export type Planner = (view: LockView) => Plan | undefined;

/** How one integration spells facts and remedies. Pure: what needs a call is asked for in `wants`, and read from the answers. */
export interface Adapter {
  readonly id: string;
  recognises(ref: LockRef): boolean;
  read(view: LockView): FactSet;
  wants(view: LockView): readonly Want[];
  /** A plan for each remedy that this integration can really do; undefined where this lock cannot. */
  readonly plans: { readonly [Id in RemedyId]?: Planner };
}

/**
 * What is beside a lock whatever its integration is: another integration's entities on it, or its past. Adds to the facts
 * that the adapter has read, or takes their place.
 */
export interface Companion {
  readonly id: string;
  /** What it wants for all locks together: one request in the place of one a lock. */
  wants?(home: HomeView, refs: readonly LockRef[]): readonly Want[];
  read(view: LockView, facts: FactSet): FactSet;
  readonly plans: { readonly [Id in RemedyId]?: Planner };
}

/** What an administrator's session can see and do of an integration besides what its adapter does. */
export interface DeepAdapter {
  /** The adapter's id. Where any lock's adapter serves the integration: its platform. */
  readonly id: string;
  wants(view: LockView): readonly Want[];
  /** Facts besides, or in the place of, those that the adapter has read. */
  read(view: LockView, facts: FactSet): FactSet;
  readonly plans: { readonly [Id in RemedyId]?: Planner };
}
