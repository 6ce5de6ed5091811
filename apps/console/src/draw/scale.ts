/** Maps values to pixels: ranges and round ticks. Pure. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Returns a range of at least `spanMin` with a margin above and below; no margin below 0 if no value is negative. */
export function padded({ low, high }: Range, spanMin: number): Range {
  const span = Math.max(high - low, spanMin);
  const middle = (low + high) / 2;
  const bottom = middle - span * 0.56;
  if (low >= 0 && bottom < 0) return { low: 0, high: span * 1.12 };
  return { low: bottom, high: middle + span * 0.56 };
}

/** Returns about `count` round numbers within the range. */
export function ticksOf({ low, high }: Range, count: number): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const step = roundUp(span / count);
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-6; tick += step) {
    ticks.push(Number(tick.toPrecision(12)));
  }
  return ticks;
}

/** Returns the smallest number that is not below the value and is 1, 2 or 5 times a power of ten. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10);
}
