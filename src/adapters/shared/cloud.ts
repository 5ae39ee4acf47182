import { defined } from "../../core/defined.ts";
import { known, valueOf } from "../../core/fact.ts";
import type { AccessoryCells, Fact, FactSet } from "../../core/fact.ts";
import type { Planner } from "../adapter.ts";
import { time } from "../home.ts";
import { LockView, steadySince } from "../lock-view.ts";
import type { Sibling } from "../lock-view.ts";
import { boltFacts } from "./bolt.ts";
import { availability, commonFacts, factSet } from "./facts.ts";

/** What every lock tells that is reached through its maker's servers. Their manifests say so too, but come later. */
export function cloudFacts(view: LockView): FactSet {
  return { ...commonFacts(view), ...boltFacts(view), cloud: known(true) };
}

/**
 * The same where an entity is unavailable only when the servers did not answer when they were last asked: the lock is not to
 * blame. The config entry stays loaded meanwhile, and Home Assistant asks again at each interval.
 */
export function serversOnly(view: LockView): FactSet {
  const facts = cloudFacts(view);
  const { lock, home, ref } = view;
  const silent = lock?.state === "unavailable" && isLoaded(facts);
  return {
    ...facts,
    ...factSet({
      lock_available: availability(view),
      hub_state: silent ? known("retrying", { at: steadySince(home, ref.entityId) }) : facts.hub_state,
    }),
  };
}

/**
 * The same where an entity is unavailable when the hub between lock and servers is offline: a bridge or a base station. Of the
 * lock behind it that is all there is to know.
 */
export function throughHub(view: LockView): FactSet {
  const facts = cloudFacts(view);
  const there = availability(view);
  return { ...facts, ...factSet({ lock_available: there, hub_online: isLoaded(facts) ? there : undefined }) };
}

/** Until its integration is loaded, an unavailable entity has not been heard of yet. */
export function isLoaded({ hub_state: state }: FactSet): boolean {
  return valueOf(state) === "loaded";
}

/** The same lock without some of what was found with it: what stands for something else would be taken for its own. */
export function withoutSiblings({ home, ref }: LockView, others: readonly Sibling[]): LockView {
  return new LockView(home, { ...ref, siblings: ref.siblings.filter((sibling) => !others.includes(sibling)) });
}

/** A field of the lock's state. Home Assistant drops them all while the entity is unavailable. */
export function attribute(view: LockView, name: string): unknown {
  return view.lock?.attributes?.[name];
}

/** Where and when a fact was read that is a field of the lock's state. */
export function atLock(view: LockView): { readonly at: number | undefined; readonly source: string } {
  return { at: time(view.lock?.last_updated), source: view.ref.entityId };
}

/** Cells of something beside the lock, by an entity of its own. Without a value it is still said that there are some. */
export function cellsOf(view: LockView, kind: AccessoryCells["kind"], sibling: Sibling): AccessoryCells {
  const flag = sibling.domain === "binary_sensor";
  return {
    kind,
    source: sibling.entityId,
    ...defined({
      percent: flag ? undefined : valueOf(view.quantity(sibling)),
      low: flag ? valueOf(view.flag(sibling)) : undefined,
    }),
  };
}

/** When the keypad turned the bolt, epoch ms, where the lock says how it was turned last. Earlier turns are not told of. */
export function keypadUse(view: LockView, byKeypad: boolean): Fact<number> | undefined {
  const { entityId: source } = view.ref;
  const at = byKeypad ? steadySince(view.home, source) : undefined;
  return at === undefined ? undefined : known(at, { at, source });
}

/** For integrations whose entities really ask when Home Assistant is told to update them; for others it does nothing, and succeeds. */
export const askAnew: Planner = (view) =>
  view.isAvailable(view.ref.entityId)
    ? {
        kind: "service",
        domain: "homeassistant",
        service: "update_entity",
        data: { entity_id: view.ref.entityId },
        admin: false,
      }
    : undefined;
