import { closeSync, existsSync, mkdirSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { defined } from "../core/defined.ts";
import type { Incident, IncidentKind, JobRow, Memory, StoredIncident } from "./ports.ts";

/** What went wrong with the memory and was survived. */
export type Trouble =
  /** The file could not be read as a database. It now lies at `to`, and a new one was begun. */
  | { readonly kind: "moved_aside"; readonly to: string; readonly reason: string }
  /** Something could not be written down, e.g. for want of room. The bridge goes on without it. */
  | { readonly kind: "not_written"; readonly reason: string };

export interface MemoryOptions {
  /** Told of what was survived. Without it a failed write throws. */
  readonly trouble?: (what: Trouble) => void;
  /** Epoch ms, for the name of a file that is moved aside. */
  readonly now?: () => number;
}

/** Ms for which incidents and jobs are kept: a year and a month, so that this month can be held against last year's. */
export const KEPT = 400 * 24 * 3_600_000;

/** Ms to wait for another process that is writing, e.g. the command line. */
const BUSY = 5_000;

/** Rows that are dropped at once: few enough that nobody waits for them. */
const STEP = 500;

/** Statements that lead from each version of the schema to the next. Only ever added to. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE incidents (
    id INTEGER PRIMARY KEY,
    lock_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    check_id TEXT NOT NULL DEFAULT '',
    severity TEXT,
    variant TEXT,
    remedy TEXT NOT NULL DEFAULT '',
    outcome TEXT,
    evidence TEXT
  ) STRICT;
  CREATE UNIQUE INDEX incidents_once ON incidents (lock_id, at, kind, check_id, remedy);
  CREATE INDEX incidents_at ON incidents (at);
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lock_id TEXT NOT NULL,
    remedy TEXT NOT NULL,
    check_id TEXT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT NOT NULL DEFAULT 'running',
    reason TEXT
  ) STRICT;
  CREATE INDEX jobs_of_lock ON jobs (lock_id, started_at);
  CREATE INDEX jobs_at ON jobs (started_at);
  CREATE TABLE locks (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
];

/** SQLite's result codes for a file that is damaged, and for one that never was a database. */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

class BrokenFile extends Error {}

/** Loads Node's SQLite. It is used as it is in Node 22 and later; that Node still calls it experimental is no news to whoever runs the bridge. */
export function loadSqlite() {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] !== "ExperimentalWarning") Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function isBroken(error: unknown): boolean {
  if (error instanceof BrokenFile) return true;
  const code = (error as { errcode?: unknown } | null)?.errcode;
  // The low byte is the kind of the error; the others tell where it was met.
  return typeof code === "number" && [CORRUPT, NOT_A_DATABASE].includes(code & 0xff);
}

function prepareSchema(db: DatabaseSync, file: string): void {
  const version = () => Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version() > MIGRATIONS.length)
    throw new Error(`${file} was written by a newer version of the bridge. Update the bridge, or name another data folder.`);
  if (version() === MIGRATIONS.length) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    // Read again: another process may have been first.
    for (const [index, statements] of MIGRATIONS.entries())
      if (index >= version()) db.exec(`${statements}; PRAGMA user_version = ${index + 1}`);
    db.exec("COMMIT");
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

function openDatabase(file: string): DatabaseSync {
  const { DatabaseSync: Database } = loadSqlite();
  if (file !== ":memory:") {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // When a door was locked and unlocked is for its household's eyes. The log beside it gets the same rights.
    closeSync(openSync(file, "a", 0o600));
  }
  const db = new Database(file);
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY}`);
    const found = db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
    if (found !== "ok") throw new BrokenFile(String(found));
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    prepareSchema(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function openOrBeginAnew(file: string, { trouble, now = Date.now }: MemoryOptions): DatabaseSync {
  try {
    return openDatabase(file);
  } catch (error) {
    if (file === ":memory:" || !isBroken(error)) throw error;
    const to = `${file}.broken-${now()}`;
    // What lies beside it goes first: a new file next to the old log would take up what the log holds.
    for (const beside of ["-wal", "-shm"]) if (existsSync(file + beside)) renameSync(file + beside, to + beside);
    renameSync(file, to);
    const db = openDatabase(file);
    trouble?.({ kind: "moved_aside", to, reason: messageOf(error) });
    return db;
  }
}

type Row = { readonly [column: string]: unknown };
type Asked = { readonly since?: number; readonly limit?: number; readonly turns?: boolean };

const textOf = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const numberOf = (value: unknown) => (typeof value === "number" ? value : undefined);

function evidenceOf(value: unknown): Incident["evidence"] {
  try {
    const items: unknown = typeof value === "string" ? JSON.parse(value) : undefined;
    return Array.isArray(items) ? (items as Incident["evidence"]) : undefined;
  } catch {
    return undefined;
  }
}

function incidentOf(row: Row): StoredIncident {
  return {
    id: Number(row["id"]),
    lockId: String(row["lock_id"]),
    kind: row["kind"] as IncidentKind,
    at: Number(row["at"]),
    ...defined({
      check: textOf(row["check_id"]) as StoredIncident["check"],
      severity: textOf(row["severity"]),
      variant: textOf(row["variant"]),
      remedy: textOf(row["remedy"]) as StoredIncident["remedy"],
      outcome: textOf(row["outcome"]),
      evidence: evidenceOf(row["evidence"]),
    }),
  };
}

function jobOf(row: Row): JobRow {
  return {
    id: Number(row["id"]),
    lockId: String(row["lock_id"]),
    remedy: row["remedy"] as JobRow["remedy"],
    check: textOf(row["check_id"]) as JobRow["check"],
    startedAt: Number(row["started_at"]),
    endedAt: numberOf(row["ended_at"]),
    outcome: String(row["outcome"]),
    reason: textOf(row["reason"]),
  };
}

/**
 * Opens what the bridge remembers, and begins it where there is nothing yet; `:memory:` forgets when it is closed.
 * A file that is damaged is moved aside as `<file>.broken-<epoch ms>`. Throws where the file cannot be opened at all,
 * or was written by a newer version.
 *
 * A kill of the process loses nothing. A power cut loses no job, as these are on the disk before `beginJob` and `endJob`
 * return, and nothing that was written before the newest job; incidents of the last moments it may lose, but never damage.
 */
export function openMemory(file: string, options: MemoryOptions = {}): Memory {
  const db = openOrBeginAnew(file, options);
  const { trouble } = options;

  const addIncident = db.prepare(
    `INSERT OR IGNORE INTO incidents (lock_id, kind, at, check_id, severity, variant, remedy, outcome, evidence)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const listIncidents = db.prepare("SELECT * FROM incidents WHERE at >= ? ORDER BY at DESC, id DESC LIMIT ?");
  const listIncidentsOf = db.prepare("SELECT * FROM incidents WHERE lock_id = ? AND at >= ? ORDER BY at DESC, id DESC LIMIT ?");
  // A lock turns many times a day: what is asked for besides would have to be looked for among thousands of rows.
  const listTroublesOf = db.prepare(
    "SELECT * FROM incidents WHERE lock_id = ? AND at >= ? AND kind NOT IN ('lock', 'unlock') ORDER BY at DESC, id DESC LIMIT ?",
  );
  const addJob = db.prepare("INSERT INTO jobs (lock_id, remedy, check_id, started_at) VALUES (?, ?, ?, ?)");
  const finishJob = db.prepare("UPDATE jobs SET ended_at = ?, outcome = ?, reason = ? WHERE id = ? AND outcome = 'running'");
  const listJobs = db.prepare("SELECT * FROM jobs WHERE started_at >= ? ORDER BY started_at DESC, id DESC LIMIT ?");
  const listJobsOf = db.prepare(
    "SELECT * FROM jobs WHERE lock_id = ? AND started_at >= ? ORDER BY started_at DESC, id DESC LIMIT ?",
  );
  const setName = db.prepare(
    "INSERT INTO locks (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
  );
  const listNames = db.prepare("SELECT id, name FROM locks ORDER BY id");
  const getNote = db.prepare("SELECT value FROM notes WHERE key = ?");
  const setNote = db.prepare("INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)");
  const dropNote = db.prepare("DELETE FROM notes WHERE key = ?");
  const dropIncidents = db.prepare(
    "DELETE FROM incidents WHERE id IN (SELECT id FROM incidents WHERE at < ? ORDER BY at LIMIT ?)",
  );
  const dropJobs = db.prepare(
    "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE started_at < ? ORDER BY started_at LIMIT ?)",
  );

  let addedSincePrune = 0;

  const survive = (write: () => void) => {
    try {
      write();
    } catch (error) {
      if (!trouble) throw error;
      trouble({ kind: "not_written", reason: messageOf(error) });
    }
  };
  /** On the disk before it returns, and with it everything that was written earlier. */
  const durably = <T>(write: () => T): T => {
    db.exec("PRAGMA synchronous = FULL");
    try {
      return write();
    } finally {
      db.exec("PRAGMA synchronous = NORMAL");
    }
  };
  const list = (ofAll: StatementSync, ofOne: StatementSync, lockId: string | undefined, asked: Asked = {}): Row[] => {
    const { since = 0, limit = -1 } = asked;
    const of = [Math.ceil(since), Math.trunc(limit)];
    return lockId === undefined ? ofAll.all(...of) : ofOne.all(lockId, ...of);
  };
  const optional = (value: string | undefined): SQLInputValue => value ?? null;

  return {
    remember({ lockId, kind, at, check, severity, variant, remedy, outcome, evidence }) {
      survive(() => {
        const { changes } = addIncident.run(
          lockId,
          kind,
          Math.round(at),
          check ?? "",
          optional(severity),
          optional(variant),
          remedy ?? "",
          optional(outcome),
          evidence ? JSON.stringify(evidence) : null,
        );
        addedSincePrune += Number(changes);
      });
    },
    incidents: (lockId, asked) =>
      list(listIncidents, asked?.turns === false ? listTroublesOf : listIncidentsOf, lockId, asked).map(incidentOf),
    beginJob({ lockId, remedy, check, startedAt }) {
      const { lastInsertRowid } = durably(() => addJob.run(lockId, remedy, optional(check), Math.round(startedAt)));
      addedSincePrune++;
      return Number(lastInsertRowid);
    },
    endJob(id, { endedAt, outcome, reason }) {
      durably(() => finishJob.run(Math.round(endedAt), outcome, optional(reason), id));
    },
    jobs: (lockId, asked) => list(listJobs, listJobsOf, lockId, asked).map(jobOf),
    nameLock: (lockId, name) => survive(() => setName.run(lockId, name)),
    lockNames: () => new Map(listNames.all().map(({ id, name }) => [String(id), String(name)])),
    get(key) {
      const value = getNote.get(key)?.["value"];
      return typeof value === "string" ? value : undefined;
    },
    set: (key, value) => survive(() => (value === undefined ? dropNote.run(key) : setNote.run(key, value))),
    prune(now) {
      // Keeps up with whatever is written, and yet a clock that jumps ahead for an hour does not cost years of history.
      const steps = Math.ceil((2 * addedSincePrune) / STEP) || 1;
      addedSincePrune = 0;
      survive(() => {
        for (const drop of [dropIncidents, dropJobs])
          for (let step = 0; step < steps; step++) if (drop.run(Math.round(now - KEPT), STEP).changes === 0) break;
      });
    },
    close() {
      if (db.isOpen) db.close();
    },
  };
}

/**
 * Ends every job that was under way when the bridge stopped, at `now` (epoch ms): as unverified, "interrupted", for
 * nobody saw what became of it. None of them is begun again. Answers with them as they are then, newest first.
 */
export function closeInterrupted(memory: Memory, now: number): JobRow[] {
  return memory
    .jobs(undefined)
    .filter(({ outcome }) => outcome === "running")
    .map((job) => {
      // The clock may have been set back meanwhile.
      const end = { endedAt: Math.max(now, job.startedAt), outcome: "unverified", reason: "interrupted" };
      memory.endJob(job.id, end);
      return { ...job, ...end };
    });
}
