import { defined } from "../core/defined.ts";
import { known, valueOf } from "../core/fact.ts";
import type { AccessoryCells, FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import type { LockView, Sibling } from "./lock-view.ts";
import { atLock, attribute, cellsOf, throughHub, withoutSiblings } from "./shared/cloud.ts";
import { factSet } from "./shared/facts.ts";
import { levelAttribute } from "./shared/more-facts.ts";
import { commonPlans, press } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/** Unique ids of battery sensors: `<device>_device_battery` of locks and doorbells, `<device>_linked_keypad_battery`. */
const BATTERY = /^(.+)_(device|linked_keypad)_battery$/;

/** The keypad's cells as the lock's attribute words them (yalexs, keypad.py). */
const KEYPAD_LOW: ReadonlyMap<unknown, boolean> = new Map([
  ["Full", false],
  ["Medium", false],
  ["Low", true],
]);

/**
 * Battery sensors of other devices. A keypad or doorbell is a device of its own that nothing links to the lock: its sensor is
 * here only when a person has given it to the lock, and must not pass for the lock's.
 */
function otherBatteries({ ref }: LockView): readonly (readonly [Sibling, AccessoryCells["kind"]])[] {
  const own = ref.device?.identifiers?.find(([domain]) => domain === ref.platform)?.[1];
  return ref.siblings.flatMap((sibling): [Sibling, AccessoryCells["kind"]][] => {
    const [, id, what] = BATTERY.exec(sibling.uniqueId) ?? [];
    if (what === "linked_keypad") return [[sibling, "keypad"]];
    return what === "device" && own !== undefined && id !== own ? [[sibling, "other"]] : [];
  });
}

/** The keypad's cells by the lock's attribute, which is there for each lock with a keypad linked to it. */
function keypadByLock(view: LockView): readonly AccessoryCells[] {
  const level = attribute(view, "keypad_battery_level");
  if (level === undefined) return [];
  return [{ kind: "keypad", source: view.ref.entityId, ...defined({ low: KEYPAD_LOW.get(level) }) }];
}

/** Home Assistant makes no battery sensor for a lock whose level is zero when it starts; the attribute tells it later. */
function levelByLock(view: LockView): FactSet {
  const facts = levelAttribute(view, "battery_level");
  return (valueOf(facts.battery_level) ?? 0) > 0 ? facts : {};
}

function read(view: LockView): FactSet {
  const others = otherBatteries(view);
  const byEntity = others.map(([sibling, kind]) => cellsOf(view, kind, sibling));
  const cells = byEntity.some(({ kind }) => kind === "keypad") ? byEntity : [...byEntity, ...keypadByLock(view)];
  const hasKeypad = cells.some(({ kind }) => kind === "keypad");
  const facts = throughHub(
    withoutSiblings(
      view,
      others.map(([sibling]) => sibling),
    ),
  );
  return {
    ...(facts.battery_level ? {} : levelByLock(view)),
    ...facts,
    ...factSet({
      accessory_cells: cells.length === 0 ? undefined : known(cells, atLock(view)),
      // Yale's locks with a keypad built in show none here: that there is no linked one says nothing.
      has_keypad: hasKeypad ? known(true) : undefined,
    }),
  };
}

/**
 * August's locks, through its servers. `unavailable` means that the Wi-Fi bridge is offline. A jam shows when the lock itself
 * reports an unknown position, or when a command fails. Updating the entity asks nobody; waking the lock does.
 */
export const august: Adapter = {
  id: "august",
  recognises: ({ platform }) => platform === "august",
  read,
  wants: commonWants,
  plans: {
    ...commonPlans,
    wake: (view) => press(view, view.find({ domain: "button", translationKey: "wake" })),
  },
};
