import type { Request } from "../../src/adapters/home.ts";
import type { Client } from "../../src/runtime/client.ts";

export interface ServiceCall {
  readonly domain: string;
  readonly service: string;
  readonly data: object;
  readonly target: { readonly entity_id: string } | undefined;
}

/** A subscription that stands, or has ended. */
export interface Stream {
  readonly request: Request;
  readonly emit: (event: unknown) => void;
  open: boolean;
}

type Answering = (request: Request) => unknown;
type Serving = (call: ServiceCall) => unknown;

/** A home at the other end of the wire, as far as a test has written it. What is not written is not found. */
export class FakeClient implements Client {
  readonly requests: Request[] = [];
  readonly services: ServiceCall[] = [];
  readonly streams: Stream[] = [];
  private readonly answering = new Map<string, Answering>();
  private readonly beginnings = new Map<string, Answering>();
  private serving: Serving = () => undefined;

  /** Answers requests of this type: with what comes back, or by throwing. */
  on(type: string, answer: Answering): this {
    this.answering.set(type, answer);
    return this;
  }

  /** The first event of a stream of this type; throwing refuses it. Types without one stand and stay silent. */
  onStream(type: string, first: Answering): this {
    this.beginnings.set(type, first);
    return this;
  }

  /** What an action does; throwing or rejecting refuses it. */
  onService(serve: Serving): this {
    this.serving = serve;
    return this;
  }

  async callService(domain: string, service: string, data: object, target?: { readonly entity_id: string }): Promise<void> {
    const call = { domain, service, data, target };
    this.services.push(call);
    await this.serving(call);
  }

  async callWS(request: Request): Promise<unknown> {
    this.requests.push(request);
    const answer = this.answering.get(request.type);
    if (!answer) throw refusal("unknown_command", "Unknown command.");
    return answer(request);
  }

  async subscribe(request: Request, onEvent: (event: unknown) => void): Promise<() => void> {
    const first = this.beginnings.get(request.type)?.(request);
    const stream: Stream = { request, emit: onEvent, open: true };
    this.streams.push(stream);
    if (first !== undefined) onEvent(first);
    return () => {
      stream.open = false;
    };
  }

  asked(type: string): Request[] {
    return this.requests.filter((request) => request.type === type);
  }

  /** The streams of this type that stand. */
  open(type: string): Stream[] {
    return this.streams.filter((stream) => stream.open && stream.request.type === type);
  }

  called(): string[] {
    return this.services.map(({ domain, service }) => `${domain}.${service}`);
  }
}

/** An error as Home Assistant gives it. */
export function refusal(code: string | number, message: string): Error & { code: string | number } {
  return Object.assign(new Error(message), { code });
}

/** A promise that the test keeps or breaks. */
export function deferred<T = void>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((keep, breakIt) => {
    resolve = keep;
    reject = breakIt;
  });
  return { promise, resolve, reject };
}
