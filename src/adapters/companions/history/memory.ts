import type { LockRef, LockView } from "../../lock-view.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Remembers by lock what was read, with what it rests on: a judgement comes with every state of a lock, an answer hardly ever.
 */
export function memory<Value>(): (ref: LockRef, basis: readonly unknown[], read: () => Value) => Value {
  const held = new WeakMap<LockRef, { readonly basis: readonly unknown[]; readonly value: Value }>();
  return (ref, basis, read) => {
    const before = held.get(ref);
    if (before?.basis.length === basis.length && basis.every((each, index) => each === before.basis[index])) return before.value;
    const value = read();
    held.set(ref, { basis, value });
    return value;
  };
}

/** The hour, which begins at another minute for each lock: what goes along with time is not read anew for all of them at once. */
export function hourOf({ now, ref }: LockView): number {
  let minute = 0;
  for (let index = 0; index < ref.entityId.length; index++) minute += ref.entityId.charCodeAt(index);
  return Math.floor((now + (minute % 60) * MINUTE) / HOUR);
}
