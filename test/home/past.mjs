// Days that this home has not lived: words written into the recorder's database while Home Assistant does not run.
import { existsSync } from "node:fs";
import path from "node:path";

const DAY = 24 * 3_600_000;

/** Turns a day of the Front Door over the days that the recorder keeps: a household of two, out and in. */
const TURNS_A_DAY = 8;
/** Whole days that are written, within the ten that the recorder keeps. */
const DAYS = 9.9;
/** How long ago the Cellar got an update, in days: its cells drain from then on (scenario 15). */
export const UPDATED_DAYS_AGO = 7.5;

/** What the scenarios need of the past, by entity: [state, epoch ms], oldest first. To be asked for while Home Assistant runs. */
export async function pastOfHome(home) {
  const now = Date.now();
  const turns = Array.from({ length: Math.floor(DAYS) * TURNS_A_DAY }, (_, index) => [
    index % 2 === 0 ? "unlocked" : "locked",
    now - DAYS * DAY + ((index + 1) / TURNS_A_DAY) * DAY,
  ]);
  return {
    [await home.lockOf("Front Door")]: [["locked", now - DAYS * DAY], ...turns],
    [await home.entityOf("Cellar", ".firmware_update")]: [
      ["on", now - DAYS * DAY],
      ["off", now - UPDATED_DAYS_AGO * DAY],
    ],
  };
}

/**
 * Writes words of the past beside those that the recorder holds (`homeassistant/components/recorder/db_schema.py`: `states` and
 * `states_meta`). Only while Home Assistant is stopped: it reads the oldest times at its start, and has the file for itself.
 */
export async function writePast({ dir, part }, past) {
  if (part.running) throw new Error("Home Assistant runs: its database is its own");
  const file = path.join(dir, "home-assistant_v2.db");
  if (!existsSync(file)) throw new Error(`no database: ${file}`);
  const { DatabaseSync } = await import("node:sqlite");
  const db = new DatabaseSync(file);
  try {
    const metaOf = db.prepare("SELECT metadata_id AS id FROM states_meta WHERE entity_id = ?");
    const addMeta = db.prepare("INSERT INTO states_meta (entity_id) VALUES (?)");
    // Attributes as it has them now: they are not looked at.
    const attributesOf = db.prepare("SELECT max(attributes_id) AS id FROM states WHERE metadata_id = ?");
    const add = db.prepare(
      "INSERT INTO states (metadata_id, attributes_id, state, last_updated_ts, origin_idx) VALUES (?, ?, ?, ?, 0)",
    );
    db.exec("BEGIN");
    for (const [entityId, words] of Object.entries(past)) {
      const meta = metaOf.get(entityId)?.id ?? addMeta.run(entityId).lastInsertRowid;
      const attributes = attributesOf.get(meta)?.id ?? null;
      for (const [state, at] of words) add.run(meta, attributes, state, at / 1000);
    }
    db.exec("COMMIT");
  } finally {
    db.close();
  }
}
