import { collect, countPeers } from "../adapters/collect.ts";
import type { HomeView } from "../adapters/home.ts";
import { LockView } from "../adapters/lock-view.ts";
import { Registries, describeLock, lockEntities } from "../adapters/locks.ts";
import { worstFirst } from "../core/diagnose.ts";
import type { Diagnosis, Finding } from "../core/diagnose.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import { everything } from "../runtime/everything.ts";
import { offersFor } from "../runtime/offers.ts";

/** One lock of a recorded home, judged. */
export interface Judged {
  readonly diagnosis: Diagnosis;
  /** What the person who recorded the home may do about each finding, best first. */
  readonly offered: ReadonlyMap<Finding, readonly RemedyId[]>;
}

const { readers, diagnose } = everything;

/** Judges all locks of a home as they were when it was recorded, worst first. */
export function judge(home: HomeView): Judged[] {
  const registries = new Registries(home);
  const refs = lockEntities(home).map((entityId) => describeLock(home, entityId, registries));
  const peers = countPeers(home, refs);
  const judged = refs.map((ref) => {
    const diagnosis = diagnose(collect(home, ref, { readers, peers: peers.get(ref.entryId ?? "") }));
    const view = new LockView(home, ref);
    const remediesFor = (finding: Finding) =>
      offersFor(view, finding, home.user?.is_admin === true, everything).offers.map(({ remedy }) => remedy.id);
    return { diagnosis, offered: new Map(diagnosis.findings.map((finding) => [finding, remediesFor(finding)])) };
  });
  return worstFirst(judged);
}

interface FindingOutline {
  readonly id: string;
  readonly severity: string;
  readonly variant: string | undefined;
  readonly explains: readonly FindingOutline[];
}

function outlineOf({ id, severity, variant, explains }: Finding): FindingOutline {
  return { id, severity, variant, explains: explains.map(outlineOf) };
}

/** What two recordings of one home must agree on: verdicts, findings and remedies, whatever their locks are called. */
export function outline(home: HomeView): string {
  return JSON.stringify(
    judge(home).map(({ diagnosis: { verdict, families, findings }, offered }) => ({
      verdict: verdict.kind === "unknown" ? verdict : verdict.kind,
      families,
      findings: findings.map((finding) => ({ ...outlineOf(finding), offered: offered.get(finding) })),
    })),
  );
}
