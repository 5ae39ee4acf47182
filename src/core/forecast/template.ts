/** A discharge curve turned on its side: how much of its life a set of cells has used when a level is first reached. */
export interface Template {
  /** 0 (fresh) to about 1 (end of service). */
  readonly share: (percent: number) => number;
  /** Share by which that may be off: the steeper the curve is on its side (flat cells), the more. `more`: points by which the level is unsure besides. */
  readonly doubt: (percent: number, more: number) => number;
}

/** Share of life by which a template is off wherever it is. */
const BASE_DOUBT = 0.03;
/** Share beyond the end that a level can stand for: who lives on says that the template was too short. */
const MOST = 1.1;
/** Points on both sides by which the steepness is taken. */
const REACH = 4;

/** From knots of level (falling) and share (rising), straight between them and beyond the last; `points`: how far off levels are. */
export function template(knots: readonly (readonly [percent: number, share: number])[], points: number): Template {
  const share = (percent: number): number => {
    let index = 1;
    while (index < knots.length - 1 && percent < (knots[index] as readonly [number, number])[0]) index++;
    const [fromLevel, fromShare] = knots[index - 1] as readonly [number, number];
    const [toLevel, toShare] = knots[index] as readonly [number, number];
    const slope = (toShare - fromShare) / Math.max(0.5, fromLevel - toLevel);
    return Math.max(0, Math.min(MOST, fromShare + (fromLevel - percent) * slope));
  };
  return {
    share,
    doubt: (percent, more) =>
      Math.hypot(BASE_DOUBT, (Math.hypot(points, more) * (share(percent - REACH) - share(percent + REACH))) / (2 * REACH)),
  };
}

/** The same curve, for cells whose service ends at another level. */
export function endingAt({ share, doubt }: Template, percent: number): Template {
  const whole = share(percent);
  return {
    share: (level) => Math.min(MOST, share(level) / whole),
    doubt: (level, more) => doubt(level, more) / whole,
  };
}
