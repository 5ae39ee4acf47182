/** The middle value; of two, the lower one. NaN of none. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? NaN;
}

/** Points at most that a slope is taken from: pairs grow with their square, and more of them say nothing new. */
const ENOUGH = 20;

/** Theil and Sen's slope: the median of the slopes of all pairs, so that a third of the points may be anything. NaN if there is none. */
export function theilSen(points: readonly (readonly [x: number, y: number])[]): number {
  const kept =
    points.length <= ENOUGH
      ? points
      : Array.from(
          { length: ENOUGH },
          (_, index) => points[Math.round((index * (points.length - 1)) / (ENOUGH - 1))] as readonly [number, number],
        );
  const slopes: number[] = [];
  kept.forEach(([x, y], index) => {
    for (const [otherX, otherY] of kept.slice(index + 1)) if (otherX - x > 1e-6) slopes.push((otherY - y) / (otherX - x));
  });
  return median(slopes);
}
