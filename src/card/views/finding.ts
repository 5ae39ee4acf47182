import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import type { Finding } from "../../core/diagnose.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import type { Offer } from "../../runtime/offers.ts";
import { icon } from "../icons.ts";
import { findingText, findingTitle, paramsOf, remedyWord } from "../words.ts";
import type { ViewContext } from "./context.ts";

/** At most so many ways out at a time: more is a menu, not advice. */
const SHOWN = 3;

/** Cooling down is for actions: a guide can be read at any time. */
function offerButton(
  context: ViewContext,
  lock: LockHealth,
  offer: Offer,
  finding: Finding | undefined,
  quiet: boolean,
  short = false,
): TemplateResult {
  const { format, health, actions, now } = context;
  const { remedy, plan } = offer;
  const { localize } = format;
  const params = paramsOf(finding, lock.snapshot, format);
  const label = remedyWord(remedy, short ? "short" : "label", format, params);
  if (plan?.kind === "link")
    return html`<a
      class="offer ${quiet ? "quiet" : ""}"
      data-remedy=${remedy.id}
      href=${plan.href}
      target=${plan.external ? "_blank" : nothing}
      rel=${plan.external ? "noopener noreferrer" : nothing}
      @click=${
        plan.external
          ? nothing
          : (event: Event) => {
              event.preventDefault();
              actions.take(lock, offer, finding);
            }
      }
      >${label}</a
    >`;
  const cooling = health.coolsUntil(lock.entityId, remedy.id);
  const busy = remedy.kind === "action" && (!health.connected || cooling !== undefined || isRunning(context, lock));
  return html`<button
    class="offer ${quiet ? "quiet" : ""}"
    data-remedy=${remedy.id}
    ?disabled=${busy}
    title=${cooling === undefined ? nothing : localize("run.try_again_in", { duration: format.duration(cooling - now) })}
    aria-label=${short ? `${label}, ${lock.name}` : nothing}
    @click=${() => actions.take(lock, offer, finding)}
  >
    ${label}
  </button>`;
}

function isRunning({ health }: ViewContext, lock: LockHealth): boolean {
  const phase = health.run(lock.entityId)?.state.phase;
  return phase === "calling" || phase === "verifying" || phase === "confirming";
}

/** The first thing to do, for a line in a list. */
export function firstOffer(context: ViewContext, lock: LockHealth): TemplateResult | typeof nothing {
  const { verdict } = lock.diagnosis;
  if (context.readOnly || verdict.kind !== "finding") return nothing;
  const [offer] = context.health.offers(lock, verdict.finding).offers;
  return offer ? offerButton(context, lock, offer, verdict.finding, verdict.finding.severity === "warning", true) : nothing;
}

/** One finding: what it is, what it means, what to do. */
export function findingPanel(context: ViewContext, lock: LockHealth, finding: Finding, first: boolean): TemplateResult {
  const { format, readOnly } = context;
  const { localize } = format;
  const { snapshot } = lock;
  const [of, past = 0] = context.uiOf(lock.entityId).past ?? [];
  const { offers, adminOnly } = readOnly ? { offers: [], adminOnly: [] } : context.health.offers(lock, finding);
  const shown = of === finding.id && past < offers.length ? [...offers.slice(past), ...offers.slice(0, past)] : offers;
  const needs = adminOnly
    .filter(({ kind }) => kind === "action")
    .map((remedy) => remedyWord(remedy, "label", format, paramsOf(finding, snapshot, format)))
    .join(", ");
  // A milder tier of the same is no news: low cells behind empty ones, wrong codes behind a closed keypad.
  const symptoms = finding.explains.filter(({ family }) => family !== finding.family || !/power|access/.test(family));
  const explained = symptoms.map((each) => findingTitle(each, snapshot, format)).join(", ");
  return html`<section
    class="finding"
    data-tone=${finding.severity === "warning" ? "warning" : "error"}
    data-finding=${finding.id}
    data-severity=${finding.severity}
    data-variant=${finding.variant ?? nothing}
  >
    <h3>
      <span class="glyph">${icon("alert")}</span
      ><span
        ><span class="sr">${localize(`severity.${finding.severity}`)}: </span>${findingTitle(finding, snapshot, format)}</span
      >
    </h3>
    <p>${findingText(finding, snapshot, format)}</p>
    ${explained ? html`<p class="quiet">${localize("card.explained", { list: explained })}</p>` : nothing}
    ${needs ? html`<p class="quiet">${localize("remedies.ask_administrator.needs", { remedies: needs })}</p>` : nothing}
    ${
      shown.length === 0
        ? nothing
        : html`<div class="actions">
            ${shown.slice(0, SHOWN).map((offer, index) => offerButton(context, lock, offer, finding, !(first && index === 0)))}
          </div>`
    }
  </section>`;
}
