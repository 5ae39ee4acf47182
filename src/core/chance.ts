/** Risk of calling chance a rise: 1 in 100, since the same lock is looked at every week. */
const RISK = 0.01;

/**
 * Whether `now` events in one span are more than chance beside `before` events in `spans` spans of the same length: the exact
 * comparison of two Poisson counts (Przyborowski & Wilenski 1940). At a steady pace each of all the events falls into the last
 * span with the same chance, so that their number there is binomial.
 */
export function moreThanChance(now: number, before: number, spans: number): boolean {
  const all = now + before;
  const odds = 1 / spans;
  // From all events in the last span down to `now` of them, each chance from the one above; logarithms, as 100 events make tiny ones.
  let chance = -all * Math.log1p(spans);
  let tail = 0;
  for (let count = all; count >= now; count--) {
    tail += Math.exp(chance);
    chance += Math.log(count / ((all - count + 1) * odds));
  }
  return tail < RISK;
}
