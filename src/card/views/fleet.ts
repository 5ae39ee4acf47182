import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import type { CheckId } from "../../core/checks/index.ts";
import { worstFirst } from "../../core/diagnose.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import { icon } from "../icons.ts";
import type { ViewContext } from "./context.ts";
import { findingPanel } from "./finding.ts";
import { lockLine } from "./lock.ts";
import { runPanel } from "./run.ts";

/** Findings that are about the hub: several locks have them together, and they are told once. */
const OF_THE_HUB: ReadonlySet<CheckId> = new Set<CheckId>(["hub_down", "cloud_unreachable", "sign_in_expired"]);

function hubOf({ diagnosis }: LockHealth): string | undefined {
  const { verdict, lock } = diagnosis;
  return verdict.kind === "finding" && OF_THE_HUB.has(verdict.finding.id) ? lock.hubId : undefined;
}

/** A hub that is gone: one finding, and the locks that wait for it. */
function hubItem(context: ViewContext, hubId: string, locks: readonly LockHealth[]): TemplateResult | typeof nothing {
  const [lock] = locks;
  if (!lock || lock.diagnosis.verdict.kind !== "finding") return nothing;
  const { finding } = lock.diagnosis.verdict;
  const { localize } = context.format;
  const run = context.health.run(lock.entityId);
  const ask = context.health.askState(lock.entityId);
  return html`<div class="item hub" data-hub=${hubId} data-severity=${finding.severity}>
    <div class="line">
      <div class="head">
        <span class="disc">${icon("link")}</span
        ><span class="words"
          ><span class="name">${lock.snapshot.lock.hubName ?? lock.adapterId}</span
          ><span class="state">${localize("card.hub_locks", { names: locks.map(({ name }) => name).join(", ") })}</span></span
        >
      </div>
    </div>
    ${run ? runPanel(context, lock, run.remedyId, run.state) : nothing}${ask ? context.details?.asked(context, lock) : nothing}
    ${findingPanel(context, lock, finding, true)}
    <div class="sr" role="status">${localize(`checks.${finding.id}.title`, { hub: lock.snapshot.lock.hubName })}</div>
  </div>`;
}

/** All locks, worst first, and hubs that are gone before their locks. */
export function fleet(context: ViewContext, locks: readonly LockHealth[]): TemplateResult {
  const hubs = new Map<string, LockHealth[]>();
  for (const lock of locks) {
    const hub = hubOf(lock);
    if (hub !== undefined) hubs.set(hub, [...(hubs.get(hub) ?? []), lock]);
  }
  const shared = [...hubs].filter(([, waiting]) => waiting.length > 1);
  const told = new Set(shared.flatMap(([, waiting]) => waiting));
  const single = worstFirst(locks.filter((lock) => !told.has(lock)));
  return html`<div class="fleet">
    ${shared.map(([hubId, waiting]) => hubItem(context, hubId, waiting))} ${single.map((lock) => lockLine(context, lock))}
  </div>`;
}
