import { known } from "../../core/fact.ts";
import type { Chemistry } from "../../core/fact.ts";
import type { Companion } from "../adapter.ts";
import type { DeviceRow } from "../home.ts";

interface Allowed {
  /** Manufacturer as the device registry has it, whichever integration wrote it. */
  readonly maker: RegExp;
  /** Model or model id; left out where the source speaks of all of the maker's locks. */
  readonly model?: RegExp;
  readonly cells: readonly Chemistry[];
  /** Where the maker says so. */
  readonly source: string;
}

/**
 * Which cells a maker wants in which lock. Only what a maker says: most say nothing, or only what comes in the box. Where
 * several rows fit, the first one counts.
 */
export const ALLOWED: readonly Allowed[] = [
  {
    maker: /schlage|allegion/i,
    cells: ["alkaline"],
    source: "https://kc.allegion.com/kb/article/what-type-of-batteries-should-i-use-in-my-schlage-lock",
  },
  {
    maker: /kwikset/i,
    model: /halo|aura/i,
    cells: ["alkaline"],
    source: "https://www.kwikset.com/support/answers/how-can-i-extend-the-battery-life-of-my-smart-lock",
  },
  {
    // The lock with two CR123A; its successors take other cells.
    maker: /switchbot/i,
    model: /^(wo|smart )?lock$/i,
    cells: ["lithium"],
    source: "https://support.switch-bot.com/hc/en-us/articles/9744936851863-Battery-issue-inquiry-for-the-SwitchBot-product",
  },
  {
    maker: /danalock|poly-?control/i,
    model: /v3/i,
    cells: ["lithium"],
    source: "Danalock V3 Product Manual Z-Wave, version 0.9.1, Batteries",
  },
  {
    // Finds out by itself which cells it has, or is told in the app; the maker's Power Pack fits every one of them.
    maker: /nuki/i,
    model: /smart ?lock(?!.*(ultra|\bgo\b))/i,
    cells: ["alkaline", "nimh", "li_ion", "lithium"],
    source: "https://support.nuki.io/hc/en-us/articles/360015880977-Smart-Lock-batteries",
  },
];

const fits = ({ maker, model }: Allowed, { manufacturer, model: name, model_id: id }: DeviceRow) =>
  maker.test(manufacturer ?? "") && (!model || model.test(name ?? "") || model.test(id ?? ""));

/** Which cells the maker of a lock allows, by what the device registry says of its devices. */
export const allowed: Companion = {
  id: "allowed",
  read({ ref }) {
    const row = ALLOWED.find((each) => ref.devices.some((device) => fits(each, device)));
    return row ? { battery_allowed: known(row.cells) } : {};
  },
  plans: {},
};
