import type { Request } from "../adapters/home.ts";

/** The error of a refused or failed call, as Home Assistant gives it. */
export interface CallError {
  readonly code?: string | number;
  readonly message?: string;
}

/** All that the runtime may do to a home: the one boundary at which tests put something else. */
export interface Client {
  callService(domain: string, service: string, data: object, target?: { readonly entity_id: string }): Promise<void>;
  callWS(request: Request): Promise<unknown>;
  /** Resolves once the subscription stands. Called again with its first events after each reconnect. */
  subscribe(request: Request, onEvent: (event: unknown) => void): Promise<() => void>;
}

/** Time, as an argument of everything that waits. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Calls back once after `ms`; the result cancels it. */
  after(ms: number, callback: () => void): () => void;
}
