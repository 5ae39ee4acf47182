/**
 * Grades the battery forecast on simulated locks, against the methods of other tools, and measures its speed. Prints the
 * tables of docs/forecast.md; with --markdown as they stand there. `--seeds N`: locks a case (200); `--spread X`: how much
 * makers and brands differ (1). Ends with an error when a goal is missed.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { forecast } from "../src/core/forecast/forecast.ts";
import { ASKED, CHEMISTRIES, METHODS, OURS, SEASONS, STEPS, examine, known, marks } from "../test/bench/forecast/grade.ts";
import { simulate } from "../test/bench/forecast/sim.ts";

const { values: options } = parseArgs({
  options: {
    markdown: { type: "boolean", default: false },
    seeds: { type: "string", default: "200" },
    spread: { type: "string", default: "1" },
  },
});
const seeds = Number(options.seeds);
const spread = Number(options.spread);
/** Seeds that nothing was chosen by: the forecast's constants were found on those from 1 to 10,000. */
const FIRST_SEED = 20_001;
const RUNS = 101;

const percent = (share) => (Number.isFinite(share) ? `${Math.round(100 * share)}` : "–");
const capped = (share) => (share >= 3 ? "≥300" : percent(share));

function print(head, rows) {
  const all = [head, ...rows];
  if (options.markdown) {
    console.log([head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n"));
  } else {
    const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
    for (const row of all)
      console.log(
        row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join("  ")
          .trimEnd(),
      );
  }
  console.log();
}

/** Every case, one lock after the other. */
function examineAll() {
  const answers = [];
  for (const chemistry of CHEMISTRIES)
    for (const step of STEPS)
      for (const season of SEASONS)
        for (const glitches of [false, true])
          for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed += 1)
            answers.push(...examine({ seed, chemistry, step, season, glitches, spread }));
  return answers;
}

/** Marks of one method, asked at the three times: one text for each measure. */
function three(answers, method) {
  const at = ASKED.map((asked) => marks(answers.filter((answer) => answer.method === method && answer.asked === asked)));
  return (show, of) => at.map((mark) => show(of(mark))).join(" / ");
}

/** Ms for one lock with two years of readings that waver by a point between the changes: median, and how many readings they are. */
function speed() {
  const lock = simulate({ seed: FIRST_SEED, chemistry: "alkaline", step: 1, season: 0, glitches: true, sets: 6 });
  const input = known(lock, "alkaline", lock.sets.at(-1).end - 60 * 86_400_000);
  const readings = input.readings.flatMap((reading) => [
    reading,
    { at: reading.at + 3_600_000, percent: reading.percent - 1 },
    { at: reading.at + 7_200_000, percent: reading.percent },
  ]);
  readings.sort((a, b) => a.at - b.at);
  const wavering = { ...input, readings: readings.filter(({ at }) => at <= input.now) };
  for (let warm = 0; warm < RUNS; warm += 1) forecast(wavering);
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    forecast(wavering);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { ms: times[RUNS >> 1], readings: wavering.readings.length };
}

const answers = examineAll();
const cases = (set, chemistry, step) =>
  answers.filter((answer) => answer.set === set && answer.wanted.chemistry === chemistry && answer.wanted.step === step);

console.log(`Median |error| ÷ days left, share late, coverage, answered: in %, ${ASKED.join(" / ")} days before the end.\n`);
print(
  ["cells", "step", "set", "error", "late", "coverage", "answered", "from its own past"],
  CHEMISTRIES.flatMap((chemistry) =>
    STEPS.flatMap((step) =>
      ["first", "later"].map((set) => {
        const here = cases(set, chemistry, step);
        const told = here.filter(({ method, error }) => method === OURS && error !== undefined);
        const text = three(here, OURS);
        return [
          chemistry,
          `${step} %`,
          set,
          text(capped, ({ error }) => error),
          text(percent, ({ late }) => late),
          text(percent, ({ coverage }) => coverage),
          text(percent, ({ answered }) => answered),
          percent(told.filter(({ learned }) => learned).length / told.length),
        ];
      }),
    ),
  ),
);

console.log("The methods of other tools, error and (late), later sets of cells.\n");
print(
  ["cells", "step", ...METHODS],
  CHEMISTRIES.flatMap((chemistry) =>
    STEPS.map((step) => {
      const here = cases("later", chemistry, step);
      return [
        chemistry,
        `${step} %`,
        ...METHODS.map((method) => {
          const text = three(here, method);
          return `${text(capped, ({ error }) => error)} (${text(percent, ({ late }) => late)})`;
        }),
      ];
    }),
  ),
);

console.log("Alkaline, 1 %, 60 days: by season in which the first cells are put in, and with or without wrong readings.\n");
const alkaline = answers.filter(
  ({ method, asked, wanted }) => method === OURS && asked === 60 && wanted.chemistry === "alkaline" && wanted.step === 1,
);
print(
  ["set", "", "spring", "summer", "autumn", "winter"],
  ["first", "later"].flatMap((set) =>
    [false, true].map((glitches) => [
      set,
      glitches ? "glitches" : "clean",
      ...SEASONS.map((season) => {
        const { error, late, coverage } = marks(
          alkaline.filter(({ wanted, set: of }) => of === set && wanted.season === season && wanted.glitches === glitches),
        );
        return `${percent(error)}, late ${percent(late)}, covered ${percent(coverage)}`;
      }),
    ]),
  ),
);

const { ms, readings } = speed();
const [first, later] = ["first", "later"].map((set) => marks(alkaline.filter((answer) => answer.set === set)));
const goals = [
  ["alkaline, 1 %, 60 days, first set: error", first.error, 0.25],
  ["the same: late", first.late, 0.05],
  ["the same: not covered", 1 - first.coverage, 0.2],
  ["alkaline, 1 %, 60 days, later set: error", later.error, 0.15],
  ["the same: late", later.late, 0.05],
  ["the same: not covered", 1 - later.coverage, 0.2],
];
print(
  ["goal", "measured", "at most", ""],
  [
    ...goals.map(([what, value, most]) => [what, `${percent(value)} %`, `${percent(most)} %`, value <= most ? "kept" : "missed"]),
    [`one lock, two years, ${readings} readings`, `${ms.toFixed(2)} ms`, "2 ms", ms <= 2 ? "kept" : "missed"],
  ],
);
console.log(
  `${seeds} locks a case, ${answers.length} answers, spread ${spread}. ${cpus()[0]?.model.trim()}; Node ${process.versions.node}.`,
);
if (goals.some(([, value, most]) => !(value <= most)) || ms > 2) process.exitCode = 1;
