/** Formats figures for people: three significant digits, prefix, unit. */
import type { FigureInfo } from '../result.js';

type Unit = FigureInfo['unit'];

const PREFIXES: readonly [from: number, prefix: string][] = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** `412 k/s`, `1.52 ms`, `1.63 kB`, `×2.31`; 1 kB is 1,000 bytes. */
export function formatQuantity(value: number, unit: Unit): string {
  switch (unit) {
    case 'events/s':
    case 'connections/s':
      return `${withPrefix(value)}/s`;
    case 'bytes':
      return `${withPrefix(value)}B`;
    case 'µs':
      return formatUs(value);
    case 's':
      return `${digits(value)} s`;
    case 'ratio':
      return `×${digits(value)}`;
    case 'cores':
      return digits(value);
    case 'count':
      return value.toLocaleString('en', { maximumFractionDigits: 1 });
  }
}

/** `520 µs`, `1.52 ms`, `3.10 s`. */
export function formatUs(us: number): string {
  if (us < 1e3) return `${digits(us)} µs`;
  return us < 1e6 ? `${digits(us / 1e3)} ms` : `${digits(us / 1e6)} s`;
}

function withPrefix(value: number): string {
  for (const [from, prefix] of PREFIXES) {
    // 999.6 k would print as 1,000 k, so it gets the next prefix.
    if (Math.abs(value) >= from * 0.9995) return `${digits(value / from)} ${prefix}`;
  }
  return `${digits(value)} `;
}

/** Three significant digits, without an exponent. */
export function digits(value: number): string {
  if (value === 0) return '0';
  const whole = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3))))) + 1;
  return value.toFixed(Math.min(3, Math.max(0, 3 - whole)));
}
