import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { severityOf } from "../../core/diagnose.ts";
import { valueOf } from "../../core/fact.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import { icon } from "../icons.ts";
import type { IconName } from "../icons.ts";
import { doubtText, stateLine, verdictTitle } from "../words.ts";
import type { ViewContext } from "./context.ts";
import { findingPanel, firstOffer } from "./finding.ts";
import { runPanel } from "./run.ts";

/** The lock as a sign: its shape is its state, its colour its health. */
export function lockSign(lock: LockHealth): TemplateResult {
  const state = valueOf(lock.snapshot.facts.lock_state);
  const jammed = state === "jammed" || lock.diagnosis.outcomes.bolt_jammed?.status === "fail";
  const open = state === "unlocked" || state === "open" || state === "opening";
  const name: IconName = jammed ? "lock_alert" : state === undefined ? "help" : open ? "lock_open" : "lock";
  return html`<span class="disc">${icon(name)}</span>`;
}

/** What is said aloud when it changes: the verdict, or how a remedy or a request ended. */
function announcement({ format, health }: ViewContext, lock: LockHealth): string {
  const run = health.run(lock.entityId);
  const ask = health.askState(lock.entityId);
  const { localize } = format;
  if (run && (run.state.phase === "confirmed" || run.state.phase === "unverified" || run.state.phase === "failed"))
    return `${lock.name}: ${localize(`run.${run.state.phase}`)}`;
  return `${lock.name}: ${ask ? localize(`remedies.ask_administrator.${ask.phase}`) : verdictTitle(lock, format)}`;
}

function panels(context: ViewContext, lock: LockHealth): TemplateResult {
  const { health, readOnly } = context;
  const { entityId, diagnosis } = lock;
  const run = health.run(entityId);
  const ask = health.askState(entityId);
  // While the chunk with the guides is missing, the finding keeps its place.
  const guide = context.details && context.uiOf(entityId).guide;
  // The finding being worked on gives its place to the remedy.
  const covered = run && run.state.phase !== "confirmed" && run.state.phase !== "idle" ? run.checkId : undefined;
  const findings = diagnosis.findings.filter(({ id }) => id !== covered && id !== guide?.finding);
  return html`${run ? runPanel(context, lock, run.remedyId, run.state) : nothing}${ask ? context.details?.asked(context, lock) : nothing}
  ${guide && !readOnly ? context.details.guide(context, lock, guide.remedy) : nothing}
  ${findings.map((finding, index) => findingPanel(context, lock, finding, index === 0 && !run && !guide))}
  ${diagnosis.verdict.kind === "unknown" ? html`<p class="doubt">${doubtText(diagnosis, context.format)}</p>` : nothing}`;
}

/** The five families; their place is kept until they are there. */
function families(context: ViewContext, lock: LockHealth): TemplateResult | typeof nothing {
  if (lock.snapshot.home === "missing") return nothing;
  return context.details?.families(context, lock) ?? html`<div class="families"></div>`;
}

/** A lock in full: head, what is wrong and what to do, the five families with their evidence. */
export function fullLock(context: ViewContext, lock: LockHealth): TemplateResult {
  const { format, now } = context;
  const severity = severityOf(lock.diagnosis);
  const quiet = severity === "healthy" || severity === "unknown";
  return html`<article
    class="lock"
    data-lock=${lock.entityId}
    data-severity=${severity}
    data-adapter=${lock.adapterId}
    aria-label=${lock.name}
  >
    <header>
      ${lockSign(lock)}
      <div>
        <h2 class="name">${lock.name}</h2>
        <div class="state">
          ${stateLine(lock, format, now)}${quiet ? html` · <span class="verdict">${verdictTitle(lock, format)}</span>` : nothing}
        </div>
      </div>
    </header>
    <div class="sr" role="status">${announcement(context, lock)}</div>
    ${panels(context, lock)} ${families(context, lock)}
  </article>`;
}

/** A lock in one line; a tap shows it in full below. What is being done about it is always shown. */
export function lockLine(context: ViewContext, lock: LockHealth, expandable = true): TemplateResult {
  const { format, now, actions, health } = context;
  const { localize } = format;
  const severity = severityOf(lock.diagnosis);
  const { expanded = false, guide } = context.uiOf(lock.entityId);
  const busy = health.run(lock.entityId) !== undefined || health.askState(lock.entityId) !== undefined || !!guide;
  const open = busy || (expandable && expanded);
  const healthy = severity === "healthy";
  const head = html`${lockSign(lock)}<span class="words"
      ><span class="name">${lock.name}</span
      ><span class="state"
        ><span class="verdict">${verdictTitle(lock, format)}</span>${
          healthy || severity === "unknown" ? html` · ${stateLine(lock, format, now)}` : nothing
        }</span
      ></span
    >`;
  return html`<div class="item" data-lock=${lock.entityId} data-severity=${severity} data-adapter=${lock.adapterId}>
    <div class="line">
      ${
        expandable
          ? html`<button
              class="head"
              aria-expanded=${open ? "true" : "false"}
              title=${localize(open ? "card.hide" : "card.show", { name: lock.name })}
              @click=${() => actions.ui(lock.entityId, { expanded: !open })}
            >
              ${head}
            </button>`
          : html`<div class="head">${head}</div>`
      }
      ${open ? nothing : healthy ? dots(context, lock) : firstOffer(context, lock)}
    </div>
    <div class="sr" role="status">${announcement(context, lock)}</div>
    ${open ? html`<div class="unfolded">${panels(context, lock)} ${families(context, lock)}</div>` : nothing}
  </div>`;
}

/** Five dots for the five families: only an ornament of a healthy line, whose verdict stands in words. */
function dots(_context: ViewContext, lock: LockHealth): TemplateResult {
  return html`<span class="dots" aria-hidden="true"
    >${Object.values(lock.diagnosis.families).map((state) => html`<i data-state=${state}></i>`)}</span
  >`;
}
