import { access, constants, mkdtemp, rmdir, stat } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { MEMORY_FILE } from "./deps.ts";
import type { Probes } from "./deps.ts";

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? (error as Error).message;

/** The reason of a failed request lies in what caused it. */
function reasonOf(error: unknown): string {
  const { name, cause, message } = error as Error;
  if (name === "TimeoutError") return "no answer";
  return cause === undefined ? message : codeOf(cause);
}

/** The folder itself, or where it would be made. */
async function nearestFolder(folder: string): Promise<string> {
  for (let path = resolve(folder); ; path = dirname(path)) if (existsSync(path) || dirname(path) === path) return path;
}

/** Looks at this machine and its network, and leaves nothing behind. */
export const probes: Probes = {
  get timeZone() {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  },

  async get(url, { token, ms }) {
    try {
      const response = await fetch(url, {
        // A connection that is kept for later would keep the command from ending.
        headers: { connection: "close", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        signal: AbortSignal.timeout(ms),
        // A token goes where it was meant to go, and nowhere else.
        redirect: token === undefined ? "follow" : "manual",
      });
      const body: unknown = await response.json().catch(() => undefined);
      const date = Date.parse(response.headers.get("date") ?? "");
      return { status: response.status, date: Number.isNaN(date) ? undefined : date, body };
    } catch (error) {
      throw new Error(reasonOf(error), { cause: error });
    }
  },

  async folderProblem(folder) {
    try {
      const path = await nearestFolder(folder);
      if (!(await stat(path)).isDirectory()) return "ENOTDIR";
      await access(path, constants.W_OK | constants.X_OK);
      // A folder that is mounted read-only, or full, shows only when it is written to.
      await rmdir(await mkdtemp(join(path, ".lock-health-")));
      return undefined;
    } catch (error) {
      return codeOf(error);
    }
  },

  async memoryProblem(folder) {
    const file = join(folder, MEMORY_FILE);
    if (!existsSync(file)) return "none";
    // `openMemory` would put a broken file aside: the doctor only looks.
    const { loadSqlite } = await import("../memory.ts");
    const { DatabaseSync } = loadSqlite();
    try {
      const database = new DatabaseSync(file, { readOnly: true });
      try {
        const answer = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {})[0];
        return answer === "ok" ? undefined : String(answer);
      } finally {
        database.close();
      }
    } catch (error) {
      return codeOf(error) === "ERR_SQLITE_ERROR" ? (error as Error).message : codeOf(error);
    }
  },

  portFree(port, host) {
    return new Promise((done) => {
      const server = createServer();
      server.once("error", () => done(false));
      server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)));
    });
  },
};
