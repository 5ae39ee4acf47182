import type { Evidence } from "./check.ts";
import type { FactName, Radio } from "./fact.ts";

/** One part of the link's mark: its fact and the mark it alone would give, 0–10. */
export interface LinkPart {
  readonly fact: FactName;
  readonly mark: number;
}

/** Rows of [least value, mark], best first: the first row that the value reaches gives the mark. What reaches none has 1. */
type Scale = readonly (readonly [least: number, mark: number])[];

/** Margin in dB over the noise. 17 dB is what Z-Wave JS's health check asks of a good route. */
const ZWAVE_MARGIN: Scale = [
  [25, 10],
  [17, 8],
  [12, 6],
  [9, 4],
  [5, 3],
  [0, 2],
];
/** dBm: Home Assistant's Bluetooth network view. */
const BLUETOOTH: Scale = [
  [-70, 10],
  [-75, 8],
  [-80, 6],
  [-85, 5],
  [-90, 4],
  [-95, 2],
];
/** dBm: Matter server's topology view, −70 strong, −85 medium; Thread radios reach further down, −90. */
const WIFI: Scale = [
  [-60, 10],
  [-70, 8],
  [-80, 6],
  [-85, 5],
  [-90, 3],
];
/** dBm: ZHA's documentation, −60 strong and −80 at risk. */
const ZIGBEE_SIGNAL: Scale = [
  [-60, 10],
  [-70, 8],
  [-80, 5],
  [-85, 4],
  [-90, 3],
];
/** 0–255: Home Assistant's ZHA map calls 200 good and 100 fair; chips differ, so only clearly low values are weak. */
const ZIGBEE_QUALITY: Scale = [
  [200, 10],
  [100, 8],
  [50, 6],
  [35, 4],
  [15, 2],
];
/**
 * Milliseconds, negated so that more is better. Locks listen once a second, so a beam of up to 1.1 s is normal;
 * 1.5–1.8 s is what a lock showed whose commands timed out half of the time (lock_code_manager#1397).
 */
const ROUND_TRIP: Scale = [
  [-1200, 10],
  [-1500, 6],
  [-2500, 4],
  [-Infinity, 2],
];

/**
 * Percent of lost commands, negated. Z-Wave JS's lifeline health check gives 3 of 10 when one of ten pings is lost, 2 for two
 * and 1 for more; what is below it does not grade.
 */
const LOST: Scale = [
  [-1, 10],
  [-5, 8],
  [-9, 6],
  [-19, 3],
  [-29, 2],
];

/** Typical noise where the hub does not measure it: −100 dBm for the 700 series (Z-Wave JS, first steps of troubleshooting). */
const ZWAVE_NOISE = -100;

function mark(scale: Scale, value: number): number {
  for (const row of scale) if (value >= row[0]) return row[1];
  return 1;
}

function signalMark(radio: Radio | undefined, signal: number, noise: number | undefined): number | undefined {
  switch (radio) {
    case "zwave":
    case "zwave_long_range":
      return mark(ZWAVE_MARGIN, signal - (noise ?? ZWAVE_NOISE));
    case "bluetooth":
      return mark(BLUETOOTH, signal);
    case "zigbee":
      return mark(ZIGBEE_SIGNAL, signal);
    default:
      // Wi-Fi and Thread. Without knowing the radio a number of dBm says little, and Wi-Fi's scale is the most common one.
      return mark(WIFI, signal);
  }
}

type LinkEvidence = Evidence<never, "radio" | "signal" | "noise" | "link_quality" | "round_trip" | "lost_commands">;

/**
 * The link over all radios on one scale, 0 (nothing) to 10 (as good as it gets): the worst of its parts, since
 * a command needs all of them. Undefined where no part is known.
 */
export function rateLink(facts: LinkEvidence): { readonly mark: number; readonly parts: readonly LinkPart[] } | undefined {
  const parts: LinkPart[] = [];
  const add = (fact: FactName, value: number | undefined) => {
    if (value !== undefined) parts.push({ fact, mark: value });
  };
  const { radio, signal = NaN, noise, link_quality: quality = NaN, round_trip: trip = NaN, lost_commands: lost = NaN } = facts;
  if (signal < 0 && signal > -150) add("signal", signalMark(radio, signal, noise));
  if (quality >= 0 && quality <= 255) add("link_quality", mark(ZIGBEE_QUALITY, quality));
  if (trip > 0 && trip < Infinity) add("round_trip", mark(ROUND_TRIP, -trip));
  if (lost >= 0 && lost <= 100) add("lost_commands", mark(LOST, -lost));
  const [worst] = parts.sort((a, b) => a.mark - b.mark);
  return worst && { mark: worst.mark, parts };
}
