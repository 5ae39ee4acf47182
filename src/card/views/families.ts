import type { html as Html } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import type { FAMILIES, Family } from "../../core/check.ts";
import type { knownValues } from "../../core/fact.ts";
import type { rateLink } from "../../core/link.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import type { icon } from "../icons.ts";
import type { ViewContext } from "./context.ts";

/** What the row of families is given by the card: see `DetailsKit`. */
export interface FamiliesKit {
  readonly html: typeof Html;
  readonly icon: typeof icon;
  readonly families: typeof FAMILIES;
  readonly knownValues: typeof knownValues;
  readonly rateLink: typeof rateLink;
}

type Evidence = (context: ViewContext, lock: LockHealth, family: Family, linkMark: number | undefined) => TemplateResult;

/** Makes the view of the five families, each a button that opens its evidence. */
export function createFamilies(
  { html, icon: draw, families, knownValues: valuesOf, rateLink: rate }: FamiliesKit,
  evidence: Evidence,
): (context: ViewContext, lock: LockHealth) => TemplateResult {
  const styles = html`<style>
    .family {
      display: grid;
      place-items: center;
      align-content: center;
      gap: 2px;
      padding: 8px 0;
      text-align: center;
    }
    .family > * {
      max-width: 100%;
      overflow-wrap: anywhere;
    }
    .family b {
      font-weight: 500;
      font-size: calc(13 * var(--u));
      line-height: calc(18 * var(--u));
    }
    .family small {
      font-size: calc(11 * var(--u));
      line-height: calc(14 * var(--u));
      color: var(--quiet);
    }
  </style>`;

  /** The mark of the link, where one can be given: the last one of a lock that no longer answers is none. */
  function linkMark({ snapshot, diagnosis }: LockHealth): number | undefined {
    const { link } = diagnosis.families;
    return link === "error" || link === "critical" ? undefined : rate(valuesOf(snapshot.facts))?.mark;
  }

  /** The one figure by which a family is known from across the room, else its state in a word. */
  function headline({ format }: ViewContext, lock: LockHealth, family: Family): string {
    const { localize } = format;
    const { battery_level: level, node_status: status, firmware } = valuesOf(lock.snapshot.facts);
    const state = lock.diagnosis.families[family];
    if (family === "power" && level !== undefined) return format.quantity(level, "%");
    if (family === "link" && status === "dead") return localize("family_state.dead");
    const mark = family === "link" ? linkMark(lock) : undefined;
    if (mark !== undefined) return `${format.number(mark)}/10`;
    const installed = firmware?.installed;
    if (family === "software" && installed !== undefined && state === "ok" && installed.length <= 7) return installed;
    return localize(`family_state.${state}`);
  }

  return (context, lock) => {
    const { localize } = context.format;
    const { family: chosen } = context.uiOf(lock.entityId);
    const { verdict } = lock.diagnosis;
    const open = chosen === undefined ? (verdict.kind === "finding" ? verdict.finding.family : null) : chosen;
    const tile = (family: Family) =>
      html`<button
        class="family"
        data-family=${family}
        data-state=${lock.diagnosis.families[family]}
        aria-expanded=${open === family ? "true" : "false"}
        @click=${() => context.actions.ui(lock.entityId, { family: open === family ? null : family })}
      >
        ${draw(family)}<b>${headline(context, lock, family)}</b> <small>${localize(`family.${family}`)}</small>
      </button>`;
    return html`${styles}
      <div class="families">${families.map(tile)}</div>
      ${open ? evidence(context, lock, open, open === "link" ? linkMark(lock) : undefined) : ""}`;
  };
}
