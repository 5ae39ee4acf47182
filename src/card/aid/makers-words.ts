import { record, text } from "../../adapters/home.ts";
import type { Source } from "../../core/guide/types.ts";
import { CONNECTION_LOST, asError } from "../../runtime/gather.ts";
import type { HomeHealth, LockHealth } from "../../runtime/home-health.ts";

/** What Z-Wave JS calls the makers' words (`zwave_js/node_metadata`, open to every user). They are in English. */
const FIELDS: { readonly [S in Source]?: string } = {
  words_include: "inclusion",
  words_exclude: "exclusion",
  words_reset: "reset",
};

/** Longer ones are whole manuals. */
const MOST_LETTERS = 900;

/** The maker's own words on which buttons to press, where Home Assistant has them. Asked for once a lock, when a guide needs them. */
export interface MakersWords {
  of(health: HomeHealth, lock: LockHealth, which: Source): string | undefined;
  /** Address of the manual, where the device database knows one. */
  manual(health: HomeHealth, lock: LockHealth): string | undefined;
}

export function createMakersWords(): MakersWords {
  const known = new WeakMap<HomeHealth, Map<string, { readonly [field: string]: unknown }>>();

  function metadata(health: HomeHealth, { entityId, adapterId }: LockHealth): { readonly [field: string]: unknown } {
    const device = health.refOf(entityId)?.device?.id;
    if (adapterId !== "zwave_js" || device === undefined) return {};
    const answers = known.get(health) ?? new Map<string, { readonly [field: string]: unknown }>();
    known.set(health, answers);
    const found = answers.get(device);
    if (found) return found;
    answers.set(device, {});
    health.client.callWS({ type: "zwave_js/node_metadata", device_id: device }).then(
      (answer) => {
        answers.set(device, record(answer));
        health.notifyFor(entityId);
      },
      // Refused or unknown there: asking again would not change that. A lost connection says nothing.
      (error: unknown) => {
        if (asError(error).code === CONNECTION_LOST) answers.delete(device);
      },
    );
    return {};
  }

  return {
    of(health, lock, which) {
      const field = FIELDS[which];
      const found = field === undefined ? undefined : text(metadata(health, lock)[field])?.trim();
      return found ? found.slice(0, MOST_LETTERS) : undefined;
    },
    manual(health, lock) {
      const found = text(metadata(health, lock)["manual"]);
      return found !== undefined && /^https?:\/\//.test(found) ? found : undefined;
    },
  };
}
