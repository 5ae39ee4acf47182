// Loaded before a program: with SIGUSR2 its clock is set a day forward, as if somebody had set the machine's. Timers go on.
const DAY = 24 * 3_600_000;
const Real = Date;
let ahead = 0;

globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length === 0 ? [Real.now() + ahead] : given));
  }

  static now() {
    return Real.now() + ahead;
  }
};

process.on("SIGUSR2", () => (ahead += DAY));
