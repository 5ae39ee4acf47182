import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { OPENMETRICS } from "./metrics.ts";

export interface ServeOptions {
  /** 1–65535; 0 takes any that is free. */
  readonly port: number;
  /** Address to listen on, e.g. 127.0.0.1, or 0.0.0.0 for all. */
  readonly host: string;
  /** The text of `/metrics`. */
  metrics(): string;
  /** Whether the bridge does its work, and if not, why. */
  health(): { readonly ok: boolean; readonly reasons: readonly string[] };
}

export interface Served {
  readonly port: number;
  /** Stops at once, also for those who are still reading. */
  close(): Promise<void>;
}

const REASONS: { readonly [code: string]: string } = {
  EADDRINUSE: "another program uses this port. Set http.port to a free one, or to 0 to do without metrics",
  EACCES: "this user may not listen there. Set http.port to one above 1023",
  EADDRNOTAVAIL: "this machine has no such address. Set http.host to one that it has, e.g. 127.0.0.1",
};

/** Ms within which a request must have come: a watchdog and Prometheus need a few. */
const PATIENCE = 5_000;

function answer(response: ServerResponse, status: number, type: string, body: string, headers: object = {}): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  });
  response.end(body);
}

const plain = (response: ServerResponse, status: number, body: string, headers?: object) =>
  answer(response, status, "text/plain; charset=utf-8", `${body}\n`, headers);

function respond({ metrics, health }: ServeOptions, { method, url = "" }: IncomingMessage, response: ServerResponse): void {
  if (method !== "GET") return plain(response, 405, "Only GET.", { Allow: "GET" });
  switch (url.split("?", 1)[0]) {
    case "/metrics":
      return answer(response, 200, OPENMETRICS, metrics());
    case "/health": {
      const { ok, reasons } = health();
      return answer(response, ok ? 200 : 503, "application/json", `${JSON.stringify({ ok, reasons })}\n`);
    }
    default:
      return plain(response, 404, "There are /metrics and /health.");
  }
}

/** Serves `/metrics` and `/health`. Rejects, saying what to change, where it cannot listen. */
export function serve(options: ServeOptions): Promise<Served> {
  const { port, host } = options;
  // An import would read all that the module has to offer, and with it load a whole client for the web: 8 MB.
  const { createServer } = process.getBuiltinModule("node:http");
  const server = createServer({ headersTimeout: PATIENCE, requestTimeout: PATIENCE }, (request, response) => {
    try {
      respond(options, request, response);
    } catch {
      // What went wrong is nobody's business out there.
      plain(response, 500, "This did not work.");
    }
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = REASONS[error.code ?? ""] ?? error.message;
      reject(new Error(`Metrics cannot be served at ${host}:${port}: ${reason}.`, { cause: error }));
    });
    server.listen(port, host, () => {
      // Trouble with one connection later on is no reason to stop the bridge.
      server.on("error", () => {});
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
