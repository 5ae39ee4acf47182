import type { DeepAdapter, Plan } from "../adapters/adapter.ts";
import { adapterFor } from "../adapters/index.ts";
import type { LockView } from "../adapters/lock-view.ts";
import type { Finding } from "../core/diagnose.ts";
import { remedies } from "../core/remedies/index.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { Remedy } from "../core/remedy.ts";

/** A remedy that is real for this lock and this person. */
export interface Offer {
  readonly remedy: Remedy;
  /** Absent for guides and for asking an administrator. */
  readonly plan?: Plan;
}

/** What can be done about a finding, best first. */
export interface Offers {
  readonly offers: readonly Offer[];
  /** Remedies that only an administrator may use, and this person is none. */
  readonly adminOnly: readonly RemedyId[];
}

/** The plan of a remedy for this lock, where its integration can do it. */
export function planFor(view: LockView, id: RemedyId, deep?: DeepAdapter): Plan | undefined {
  return deep?.plans[id]?.(view) ?? adapterFor(view.ref).plans[id]?.(view);
}

/** What this person may do about a finding of this lock. Administrators' remedies become a request to one for plain users. */
export function offersFor(view: LockView, finding: Pick<Finding, "remedies">, isAdmin: boolean, deep?: DeepAdapter): Offers {
  const adminOnly: RemedyId[] = [];
  const offers = finding.remedies.flatMap((id): Offer | [] => {
    const remedy = remedies[id];
    if (remedy.kind === "guide") return { remedy };
    if (remedy.kind === "ask") return isAdmin ? [] : { remedy };
    const plan = planFor(view, id, deep);
    if (!plan) return [];
    const admin = remedy.kind === "link" ? remedy.admin : plan.kind !== "link" && plan.admin;
    if (!admin || isAdmin) return { remedy, plan };
    adminOnly.push(id);
    return [];
  });
  // Where the first thing to try is an administrator's, asking for it comes first.
  const first = finding.remedies.find((id) => adminOnly.includes(id) || offers.some(({ remedy }) => remedy.id === id));
  if (first !== undefined && adminOnly.includes(first))
    offers.sort((a, b) => Number(b.remedy.kind === "ask") - Number(a.remedy.kind === "ask"));
  return { offers, adminOnly };
}
