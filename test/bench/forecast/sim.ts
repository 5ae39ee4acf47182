import type { Chemistry, Reading } from "../../../src/core/forecast/types.ts";

/**
 * A lock's cells, simulated from electricity: charge taken out → voltage at rest and under load → what the maker's firmware
 * makes of it → what Home Assistant records. It shares no code and no curve with the forecast: the forecast has tables of
 * level against life used, here stand voltages as sums of an exponential, a line and a knee, whose parameters are drawn
 * anew for each lock and each set of cells.
 */
export interface Wanted {
  readonly seed: number;
  readonly chemistry: Exclude<Chemistry, "unknown">;
  /** Points between two levels that the lock reports. */
  readonly step: 1 | 5 | 10;
  /** 0 to 3: the quarter of the year in which the first cells are put in; 0 is spring. */
  readonly season: 0 | 1 | 2 | 3;
  /** With wrong readings, silences and restored values. */
  readonly glitches: boolean;
  /** Sets of cells. */
  readonly sets: number;
  /** How much makers' scales and brands of cells differ: 1 is what the docs call plain, 1.7 what they call wide. */
  readonly spread?: number;
  /** From this day of the last set on, the cells are drawn upon so many times as much. */
  readonly drain?: { readonly day: number; readonly times: number };
}

export interface SimulatedSet {
  readonly from: number;
  /** Epoch ms at which the lock under load falls below the voltage it needs: the truth that forecasts are graded by. */
  readonly end: number;
  /** Epoch ms at which the cells were changed; before `end` where the household was early. */
  readonly until: number;
  readonly early: boolean;
}

export interface SimulatedLock {
  readonly readings: readonly Reading[];
  /** The swaps that somebody noted: about half of them. */
  readonly swaps: readonly number[];
  readonly turns: readonly { readonly at: number; readonly count: number }[];
  readonly sets: readonly SimulatedSet[];
  /** When Home Assistant was started. */
  readonly starts: readonly number[];
}

export const DAY = 86_400_000;
const START = Date.UTC(2022, 2, 21);
/** Readings a day: a lock sends its level every few hours; only changes are recorded. */
const SAMPLES = 4;

export interface Chance {
  /** 0 to 1. */
  next(): number;
  between(low: number, high: number): number;
  normal(mean: number, deviation: number): number;
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (mean: number, deviation: number) =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return { next, between: (low, high) => low + (high - low) * next(), normal };
}

interface Cell {
  readonly fresh: number;
  readonly drop: number;
  readonly dropWidth: number;
  readonly slope: number;
  readonly knee: number;
  readonly kneeWidth: number;
  /** The knee of alkaline cells bends like a hyperbola, that of the others like an exponential. */
  readonly hyperbolic: boolean;
  /** Ohm when full and when empty at 20 °C. */
  readonly ohm: number;
  readonly ohmEmpty: number;
  /** Share of its resistance by which a cell gains with each degree below 20. */
  readonly cold: number;
}

/** Volts a cell, after published discharge curves (Energizer's data sheets and handbooks for E91, L91 and NH15; 18650 cells). */
const CELLS: { readonly [kind in Wanted["chemistry"]]: Cell } = {
  alkaline: {
    fresh: 1.58,
    drop: 0.13,
    dropWidth: 0.1,
    slope: 0.22,
    knee: 0.012,
    kneeWidth: 0.06,
    hyperbolic: true,
    ohm: 0.15,
    ohmEmpty: 0.55,
    cold: 0.025,
  },
  lithium: {
    fresh: 1.8,
    drop: 0.25,
    dropWidth: 0.03,
    slope: 0.07,
    knee: 0.5,
    kneeWidth: 0.03,
    hyperbolic: false,
    ohm: 0.12,
    ohmEmpty: 0.25,
    cold: 0.01,
  },
  nimh: {
    fresh: 1.42,
    drop: 0.12,
    dropWidth: 0.08,
    slope: 0.06,
    knee: 0.35,
    kneeWidth: 0.035,
    hyperbolic: false,
    ohm: 0.03,
    ohmEmpty: 0.08,
    cold: 0.02,
  },
  li_ion: {
    fresh: 4.18,
    drop: 0.25,
    dropWidth: 0.25,
    slope: 0.28,
    knee: 0.6,
    kneeWidth: 0.07,
    hyperbolic: false,
    ohm: 0.1,
    ohmEmpty: 0.2,
    cold: 0.02,
  },
};

/** Days to the end at middling use: median, spread between locks and between sets of cells (shares). */
const LIVES: { readonly [kind in Wanted["chemistry"]]: readonly [number, number, number] } = {
  alkaline: [290, 0.3, 0.11],
  lithium: [430, 0.3, 0.09],
  nimh: [150, 0.3, 0.12],
  li_ion: [190, 0.35, 0.05],
};

function rest(cell: Cell, used: number): number {
  const bend = cell.hyperbolic
    ? (cell.knee * used) / (1 + cell.kneeWidth - used)
    : cell.knee * Math.exp((used - 1) / cell.kneeWidth);
  return cell.fresh - cell.drop * (1 - Math.exp(-used / cell.dropWidth)) - cell.slope * used - bend;
}

function resistance(cell: Cell, used: number, celsius: number): number {
  return (cell.ohm + (cell.ohmEmpty - cell.ohm) * used ** 2) * Math.max(0.7, 1 + cell.cold * (20 - celsius));
}

/** What a lock's maker decided, for the cells he had in mind: alkaline ones, or his own pack. */
interface Firmware {
  readonly top: number;
  readonly bottom: number;
  readonly bend: number;
  readonly light: number;
  readonly heavy: number;
  /** Volts a cell under load below which the lock does not work any more. */
  readonly cutOff: number;
  readonly rounds: boolean;
  /** 0: its percentage is volts; 1: it counts the charge, as some packs do. */
  readonly counts: number;
}

function percentOf(firmware: Firmware, volts: number, used: number): number {
  const share = Math.min(1, Math.max(0, (volts - firmware.bottom) / (firmware.top - firmware.bottom)));
  return 100 * ((1 - firmware.counts) * share ** firmware.bend + firmware.counts * Math.max(0, 1 - used));
}

function makeFirmware(random: Chance, own: Cell, spread: number): Firmware {
  const isPack = own.fresh > 3;
  const near = (middle: number, half: number) => random.between(middle - half * spread, middle + half * spread);
  const draft = {
    top: isPack ? near(4.12, 0.03) : near(1.545, 0.015),
    bottom: isPack ? near(3.1, 0.06) : near(1.055, 0.02),
    // Most makers scale volts straight, others by a table.
    bend: random.next() < 0.5 ? 1 : near(1, 0.1),
    light: random.between(0.02, 0.07),
    heavy: random.between(0.5, 1.1),
    cutOff: 0,
    rounds: random.next() < 0.5,
    counts: isPack ? random.next() : 0,
  };
  // The maker's last warning comes at about a fifth, and what the lock then still has under load is what it needs.
  const atEnd = Math.min(32, Math.max(9, random.normal(20, 2.5 * spread)));
  let [low, high] = [0, 1];
  for (let round = 0; round < 30; round += 1) {
    const middle = (low + high) / 2;
    const seen = percentOf(draft, rest(own, middle) - draft.light * resistance(own, middle, 20), middle);
    if (seen > atEnd) low = middle;
    else high = middle;
  }
  return { ...draft, cutOff: rest(own, high) - draft.heavy * resistance(own, high, 20) };
}

function varied(random: Chance, cell: Cell, by: number): Cell {
  return {
    ...cell,
    drop: cell.drop * random.normal(1, by),
    slope: cell.slope * random.normal(1, by),
    knee: cell.knee * random.normal(1, by),
    ohm: cell.ohm * Math.max(0.5, random.normal(1, by)),
    ohmEmpty: cell.ohmEmpty * Math.max(0.5, random.normal(1, by)),
  };
}

const WRONG = [126, 127, 255, -1];

export function simulate(wanted: Wanted): SimulatedLock {
  const { spread = 1 } = wanted;
  const random = chance(
    wanted.seed * 7_919 + wanted.season * 101 + wanted.step * 13 + wanted.chemistry.length * 1_009 + (wanted.glitches ? 5 : 0),
  );
  const nominal = CELLS[wanted.chemistry];
  const firmware = makeFirmware(random, wanted.chemistry === "li_ion" ? nominal : CELLS.alkaline, spread);
  const brand = varied(random, nominal, 0.05 * spread);
  const [life, betweenLocks, betweenSets] = LIVES[wanted.chemistry];
  const lockLife = life * Math.exp(random.normal(0, betweenLocks));
  const usual = Math.min(30, Math.max(2, 9 * Math.exp(random.normal(0, 0.5))));
  const standby = random.between(0.35, 0.75);
  const climate = { mean: random.between(16, 22), swing: random.between(1, 7), day: random.between(0.5, 2) };
  const noise = random.between(0.3, 0.8);
  const weekend = random.between(0.6, 1.4);
  const seasonal = random.between(-0.15, 0.15);

  const readings: Reading[] = [];
  const swaps: number[] = [];
  const turns: { at: number; count: number }[] = [];
  const sets: SimulatedSet[] = [];
  const starts: number[] = [];
  let day = wanted.season * 91 + Math.floor(random.between(0, 90));
  let drift = 0;
  let holiday = 0;
  let silent = 0;
  let weather = 0;
  let recorded: number | undefined;
  const record = (at: number, percent: number) => {
    if (percent !== recorded) readings.push({ at, percent });
    recorded = percent;
  };

  for (let set = 0; set < wanted.sets; set += 1) {
    const cell = varied(random, brand, 0.02 * spread);
    const charge = lockLife * random.normal(1, betweenSets) * (wanted.chemistry === "li_ion" ? 0.98 ** set : 1);
    const from = START + day * DAY + Math.floor(random.between(8, 20)) * 3_600_000;
    // The last set is the one that is graded: it is used up.
    const early = set < wanted.sets - 1 && set > 0 && random.next() < 0.15 ? random.between(0.55, 0.9) : undefined;
    if (random.next() < 0.5) swaps.push(from);
    const drain = set === wanted.sets - 1 ? wanted.drain : undefined;
    const firstDay = day;
    let used = 0;
    let weak = 0;
    let end: number | undefined;
    let until: number | undefined;
    let wait = Math.floor(random.between(0, 6));
    const dead = random.next() < 0.5;
    while (until === undefined) {
      const midnight = START + day * DAY;
      const year = Math.cos((2 * Math.PI * (day - 118)) / 365);
      weather = 0.8 * weather + random.normal(0, 0.8);
      const celsius = climate.mean + climate.swing * year + weather;
      drift = 0.97 * drift + random.normal(0, 0.05);
      if (holiday > 0) holiday -= 1;
      else if (random.next() < 0.006) holiday = Math.floor(random.between(4, 18));
      const weekday = day % 7 >= 5 ? weekend : 1;
      const mean = holiday > 0 ? 0 : usual * weekday * (1 + seasonal * year) * Math.exp(drift);
      const count = Math.max(0, Math.round(random.normal(mean, Math.sqrt(mean))));
      turns.push({ at: midnight, count });
      const stiff = 1 + 0.012 * Math.max(0, 10 - celsius);
      const times = drain && day - firstDay >= drain.day ? drain.times : 1;
      used += (times * (standby + (1 - standby) * (count / usual)) * stiff) / charge;
      const glitch = wanted.glitches ? random.next() : 1;
      if (silent > 0) silent -= 1;
      else if (wanted.glitches && random.next() < 0.002) silent = Math.floor(random.between(3, 21));
      for (let sample = 0; sample < SAMPLES; sample += 1) {
        const at = midnight + (sample * 24 * 3_600_000) / SAMPLES + Math.floor(random.between(0, 3_600_000));
        if (at < from || silent > 0 || (end !== undefined && dead)) continue;
        const now = celsius + climate.day * Math.sin((2 * Math.PI * (sample - 1)) / SAMPLES);
        const volts =
          rest(cell, Math.min(used, 1.04)) - firmware.light * resistance(cell, Math.min(used, 1), now) + 0.0004 * (now - 20);
        const exact = Math.min(100, Math.max(0, percentOf(firmware, volts, used) + random.normal(0, noise)));
        const steps = exact / wanted.step;
        const percent = wanted.step * (firmware.rounds ? Math.round(steps) : Math.floor(steps + 1e-9));
        record(at, percent);
        if (glitch < 0.008 && sample === 1) {
          const kind = random.next();
          const wrong =
            kind < 0.45 ? 0 : kind < 0.8 ? (WRONG[Math.floor(random.between(0, 4))] ?? 255) : Math.floor(random.between(0, 101));
          record(at + 600_000, wrong);
          record(at + 1_800_000, percent);
        }
        if (glitch > 0.99 && glitch < 1 && sample === 2) {
          starts.push(at + 60_000);
          readings.push({ at: at + 65_000, percent });
        }
      }
      const loaded =
        rest(cell, Math.min(used, 1.04)) - firmware.heavy * resistance(cell, Math.min(used, 1), celsius - climate.day);
      weak = loaded < firmware.cutOff ? weak + 1 : 0;
      if (end === undefined && (weak >= 2 || used >= 1.02)) end = midnight + DAY;
      day += 1;
      if (early !== undefined && used >= early) until = START + day * DAY;
      else if (end !== undefined && wait-- <= 0) until = START + day * DAY;
    }
    sets.push({ from, end: end ?? until, until, early: early !== undefined });
  }
  return { readings, swaps, turns, sets, starts };
}
