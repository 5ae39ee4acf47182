/** Counting of tests over suites that know nothing of each other. */

const COUNT = /(\d+) passed, (\d+) failed/g;

/** A suite's counts from the last such line that it printed. A suite that breaks off without one has failed once. */
export function countsOf(text, status) {
  const [, passed = "0", failed = "0"] = [...text.matchAll(COUNT)].at(-1) ?? [];
  return { passed: Number(passed), failed: status === 0 ? Number(failed) : Math.max(Number(failed), 1) };
}

export class Tally {
  passed = 0;
  failed = 0;

  /** Adds a suite and prints its line. */
  add(suite, { passed, failed, skipped = 0, seconds }) {
    this.passed += passed;
    this.failed += failed;
    const time = seconds === undefined ? "" : ` (${seconds.toFixed(1)} s)`;
    console.log(
      `${failed > 0 ? "✗" : "✓"} ${suite}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}${time}`,
    );
  }

  /** Prints the sum as the last line and sets the exit status. */
  end() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    if (this.failed > 0) process.exitCode = 1;
  }
}

/** Seconds since a moment of `performance.now()`. */
export const since = (start) => (performance.now() - start) / 1000;
