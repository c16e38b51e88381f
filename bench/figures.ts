// Numbers and what is said of them: a median with its spread, never one lucky run.

/** What was measured: the median of the samples, and the values that 5 % and 95 % of them stay below. */
export type Figure = { unit: string; median: number; p5: number; p95: number; samples: number };

/** The value below which this share of the samples lies, by linear interpolation. @throws RangeError without samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) throw new RangeError('there are no samples');
  return below + (above - below) * (place - Math.floor(place));
}

/** Sums up samples. @throws RangeError without samples. */
export function figureOf(samples: readonly number[], unit: string): Figure {
  return {
    unit,
    median: quantile(samples, 0.5),
    p5: quantile(samples, 0.05),
    p95: quantile(samples, 0.95),
    samples: samples.length,
  };
}

/** What one benchmark says: what was measured, against what, and the bar it has to reach. */
export type Result = {
  what: string;
  ours: Figure;
  /** Measured in the same run; absent where there is nothing to compare with. */
  baseline?: { name: string; figure: Figure };
  /** Ours divided by the baseline, medians. */
  ratio?: number;
  bar?: Bar;
};

/** `most` or `least`, of the ratio or of a quantile of ours. */
export type Bar = { of: 'ratio' | 'median' | 'p95'; most?: number; least?: number };

/** Whether a result reaches its bar; undefined where there is none. */
export function isBarMet({ ours, ratio, bar }: Result): boolean | undefined {
  if (!bar) return undefined;
  const value = bar.of === 'ratio' ? ratio : ours[bar.of];
  if (value === undefined) return false;
  return value <= (bar.most ?? Number.POSITIVE_INFINITY) && value >= (bar.least ?? Number.NEGATIVE_INFINITY);
}

/** Puts ours beside a baseline. */
export function compare(what: string, ours: Figure, name: string, figure: Figure, bar?: Bar): Result {
  return { what, ours, baseline: { name, figure }, ratio: ours.median / figure.median, ...(bar && { bar }) };
}
