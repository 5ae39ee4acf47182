import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { fails } from "./shared.ts";

const emergencies = ({ traits }: Situation) => traits.emergency;

/** The maker's way to feed a lock from outside; undefined where nothing is known of this model. */
function powerVariant(situation: Situation): "9v" | "usb_c" | "backup_pack" | undefined {
  const known = emergencies(situation) ?? [];
  return (["9v", "usb_c", "backup_pack"] as const).find((each) => known.includes(each));
}

const keypadClosed = ({ values }: Situation) =>
  values.keypad_disabled === true || (values.keypad_mode !== undefined && values.keypad_mode !== "normal");

/**
 * Somebody stands outside. The order is by minutes and by what it costs: a person inside and another door before tools, a
 * locksmith last (users-and-rivals study, section 5: the key and the 9 V contact before anything else). Empty cells weigh most: they are
 * why people of section 3 no. 3 were locked out. Whatever opens the door is done by the person.
 */
export const lockedOut = defineSteps({
  id: "guide_locked_out",
  family: "access",
  causes: { empty_cells: 50, refused_code: 18, closed_keypad: 8, stuck_bolt: 14, dead_link: 10 },
  weigh: (situation) => ({
    empty_cells: (["battery_low", "battery_critical"] as const).some((id) => fails(situation, id)) ? 3 : 1,
    closed_keypad: keypadClosed(situation) ? 10 : situation.values.has_keypad === false ? 0 : 1,
    refused_code: situation.values.has_keypad === false ? 0 : 1,
    stuck_bolt: fails(situation, "bolt_jammed") ? 5 : 1,
  }),
  test: { kind: "answer" },
  steps: [
    { id: "force", kind: "first", minutes: 0.5, answers: [{ id: "no" }, { id: "yes", stop: "force" }] },
    {
      id: "someone",
      kind: "first",
      minutes: 1,
      answers: [{ id: "open", solved: true }, { id: "nobody" }],
    },
    {
      id: "other_door",
      kind: "first",
      minutes: 1,
      answers: [{ id: "open", solved: true }, { id: "shut" }],
    },
    {
      id: "light",
      kind: "ask",
      minutes: 0.5,
      needs: ["at_door"],
      answers: [
        { id: "nothing", likely: { empty_cells: 0.85 }, otherwise: 0.1 },
        { id: "lights", likely: { empty_cells: 0.1 }, otherwise: 0.85 },
        { id: "unsure" },
      ],
    },
    {
      id: "code_again",
      kind: "repair",
      minutes: 1,
      needs: ["at_door"],
      when: (situation) => situation.values.has_keypad !== false && !keypadClosed(situation),
      cures: { refused_code: 0.5, empty_cells: 0.05 },
    },
    {
      id: "wait_keypad",
      kind: "repair",
      minutes: 5,
      needs: ["at_door"],
      when: ({ values }) => values.has_keypad !== false,
      cures: { closed_keypad: 0.8, refused_code: 0.1 },
    },
    {
      id: "lean",
      kind: "repair",
      minutes: 1,
      needs: ["at_door"],
      cures: { stuck_bolt: 0.6, empty_cells: 0.05 },
    },
    {
      id: "key",
      kind: "repair",
      minutes: 5,
      needs: ["at_door", "key"],
      when: (situation) => emergencies(situation)?.includes("key") ?? true,
      answers: [{ id: "done" }, { id: "broke", stop: "broken_key" }],
      cures: { empty_cells: 0.9, refused_code: 0.9, closed_keypad: 0.9, dead_link: 0.9, stuck_bolt: 0.3 },
    },
    {
      id: "app_near",
      kind: "repair",
      minutes: 2,
      needs: ["at_door", "phone"],
      cures: { refused_code: 0.7, closed_keypad: 0.7, dead_link: 0.8, stuck_bolt: 0.05 },
    },
    {
      id: "power",
      kind: "repair",
      minutes: 5,
      needs: ["at_door"],
      when: (situation) => emergencies(situation) === undefined || powerVariant(situation) !== undefined,
      cures: { empty_cells: 0.85 },
      sources: ["manual"],
      variant: powerVariant,
    },
    {
      id: "code_holder",
      kind: "repair",
      minutes: 10,
      needs: ["phone"],
      when: ({ values }) => values.has_keypad !== false,
      cures: { refused_code: 0.6, dead_link: 0.3 },
    },
    {
      id: "key_holder",
      kind: "repair",
      minutes: 60,
      needs: ["phone"],
      cures: { empty_cells: 0.5, refused_code: 0.5, closed_keypad: 0.5, dead_link: 0.5, stuck_bolt: 0.1 },
    },
  ],
});
