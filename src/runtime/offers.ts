import type { DeepAdapter, Plan } from "../adapters/adapter.ts";
import type { LockView } from "../adapters/lock-view.ts";
import type { Finding } from "../core/diagnose.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { Remedy } from "../core/remedy.ts";
import type { Knowledge } from "./knowledge.ts";

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
  readonly adminOnly: readonly Remedy[];
}

/** By what a plan is made. `deep`: what this session can do besides. */
export type Planning = Pick<Knowledge, "readers" | "remedies"> & { readonly deep?: DeepAdapter | undefined };

/** The plan of a remedy for this lock, where its integration or what stands beside it can do it. */
export function planFor(view: LockView, id: RemedyId, { readers, deep }: Planning): Plan | undefined {
  for (const { plans } of [...(deep ? [deep] : []), ...readers.companions, readers.adapterFor(view.ref)]) {
    const plan = plans[id]?.(view);
    if (plan) return plan;
  }
  return undefined;
}

/** What this person may do about a finding of this lock. Administrators' remedies become a request to one for plain users. */
export function offersFor(view: LockView, finding: Pick<Finding, "remedies">, isAdmin: boolean, planning: Planning): Offers {
  const adminOnly: Remedy[] = [];
  const offers = finding.remedies.flatMap((id): Offer | [] => {
    const remedy = planning.remedies[id];
    if (!remedy) return [];
    if (remedy.kind === "guide") return { remedy };
    if (remedy.kind === "ask") return isAdmin ? [] : { remedy };
    const plan = planFor(view, id, planning);
    if (!plan) return [];
    const admin = remedy.kind === "link" ? remedy.admin : plan.kind !== "link" && plan.admin;
    if (!admin || isAdmin) return { remedy, plan };
    adminOnly.push(remedy);
    return [];
  });
  // Where the first thing to try is an administrator's, asking for it comes first.
  const [first] = adminOnly;
  const before = finding.remedies.slice(0, finding.remedies.indexOf(first?.id ?? "ask_administrator"));
  if (first && !offers.some(({ remedy }) => before.includes(remedy.id)))
    offers.sort((a, b) => Number(b.remedy.kind === "ask") - Number(a.remedy.kind === "ask"));
  return { offers, adminOnly };
}
