import { known, valueOf } from "../../core/fact.ts";
import type { FactSet } from "../../core/fact.ts";
import type { DeepAdapter } from "../adapter.ts";
import { list, number, record, text } from "../home.ts";
import { factSet } from "../shared/facts.ts";

/** Administrators only (homeassistant/components/config/config_entries.py). */
const FLOWS = "config_entries/flow/subscribe";

/** Sign-ins that wait for somebody, by their flows: of which config entry, and since when, epoch ms. */
interface Waiting {
  readonly [flowId: string]: { readonly entry: string; readonly at: number };
}

/** Of all flows only those are kept that ask to sign in again. The first event has all there are, the later ones what has changed. */
export function keepSignIns(result: unknown, before: unknown, at: number): Waiting {
  const rows = list(result).map(record);
  const was = record(before) as Waiting;
  const kept: { [flowId: string]: Waiting[string] } = rows.every(({ type }) => type === null) ? {} : { ...was };
  for (const { type, flow_id: id, flow } of rows) {
    const flowId = text(id);
    const { source, entry_id: entryId } = record(record(flow)["context"]);
    const entry = text(entryId);
    if (flowId === undefined) continue;
    if (type === "removed") delete kept[flowId];
    else if (source === "reauth" && entry !== undefined) kept[flowId] = { entry, at: number(record(was[flowId])["at"]) ?? at };
  }
  return kept;
}

/**
 * Any lock: a sign-in that has expired and of which no repair tells. Home Assistant's own integrations begin such a flow in a
 * way that leaves a repair, which every user sees; some from elsewhere begin it themselves, and then only administrators do.
 * It may wait although all works again, as a repair may.
 */
export const generic: DeepAdapter = {
  id: "generic",
  wants: ({ ref }) => (ref.entryId === undefined ? [] : [{ mode: "stream", request: { type: FLOWS }, keep: keepSignIns }]),
  read(view, facts): FactSet {
    const works = valueOf(facts.hub_state) === "loaded" && valueOf(facts.lock_available) !== false;
    if (works || valueOf(facts.sign_in_pending)) return {};
    const waiting = Object.values(record(view.answer(FLOWS)?.result)).map(record);
    const found = waiting.find(({ entry }) => entry !== undefined && entry === view.ref.entryId);
    return factSet({ sign_in_pending: found && known(true, { at: number(found["at"]) }) });
  },
  plans: {},
};
