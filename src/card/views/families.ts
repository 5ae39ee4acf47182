import { html } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { FAMILIES } from "../../core/check.ts";
import type { Family } from "../../core/check.ts";
import { knownValues, valueOf } from "../../core/fact.ts";
import { rateLink } from "../../core/link.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import { icon } from "../icons.ts";
import type { ViewContext } from "./context.ts";

/** The mark of the link, where one can be given: the last one of a lock that no longer answers is none. */
function linkMark({ snapshot, diagnosis }: LockHealth): number | undefined {
  const { link } = diagnosis.families;
  return link === "error" || link === "critical" ? undefined : rateLink(knownValues(snapshot.facts))?.mark;
}

/** The one figure by which a family is known from across the room, else its state in a word. */
function headline({ format }: ViewContext, lock: LockHealth, family: Family): string {
  const { localize } = format;
  const { facts } = lock.snapshot;
  const state = lock.diagnosis.families[family];
  const level = valueOf(facts.battery_level);
  if (family === "power" && level !== undefined) return format.quantity(level, "%");
  if (family === "link" && valueOf(facts.node_status) === "dead") return localize("family_state.dead");
  const mark = family === "link" ? linkMark(lock) : undefined;
  if (mark !== undefined) return `${format.number(mark)}/10`;
  const installed = valueOf(facts.firmware)?.installed;
  if (family === "software" && installed !== undefined && state === "ok" && installed.length <= 7) return installed;
  return localize(`family_state.${state}`);
}

/** The five families, each a button that opens its evidence. */
export function families(context: ViewContext, lock: LockHealth): TemplateResult {
  const { localize } = context.format;
  const { family: chosen } = context.uiOf(lock.entityId);
  const { verdict } = lock.diagnosis;
  const open = chosen === undefined ? (verdict.kind === "finding" ? verdict.finding.family : null) : chosen;
  const tile = (family: Family) => {
    const state = lock.diagnosis.families[family];
    return html`<button
      class="family"
      data-family=${family}
      data-state=${state}
      aria-expanded=${open === family ? "true" : "false"}
      @click=${() => context.actions.ui(lock.entityId, { family: open === family ? null : family })}
    >
      ${icon(family)}<b>${headline(context, lock, family)}</b> <small>${localize(`family.${family}`)}</small>
    </button>`;
  };
  return html`<div class="families">${FAMILIES.map(tile)}</div>
    ${open ? context.details?.evidence(context, lock, open, open === "link" ? linkMark(lock) : undefined) : ""}`;
}
