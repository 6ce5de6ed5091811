/** Figures as people read them: three digits, the unit that fits. */
import type { FigureInfo } from '../result.js';

export function figureText(value: number, unit: FigureInfo['unit']): string {
  switch (unit) {
    case 'events/s':
    case 'connections/s':
      return `${scaled(value)}/s`;
    case 'count':
      return Math.round(value).toLocaleString('en-US');
    case 'µs':
      return durationText(value);
    case 'bytes':
      return bytesText(value);
    case 'cores':
      return `${value.toFixed(2)} cores`;
    case 'ratio':
      return `${value.toFixed(2)} ×`;
    case 's':
      return `${value.toFixed(2)} s`;
  }
}

export function durationText(us: number): string {
  if (us < 1e3) return `${Math.round(us)} µs`;
  if (us < 1e6) return `${threeDigits(us / 1e3)} ms`;
  return `${threeDigits(us / 1e6)} s`;
}

export function bytesText(bytes: number): string {
  const size = Math.abs(bytes);
  if (size < 1_000) return `${Math.round(bytes)} B`;
  if (size < 1e6) return `${threeDigits(bytes / 1e3)} kB`;
  if (size < 1e9) return `${threeDigits(bytes / 1e6)} MB`;
  return `${threeDigits(bytes / 1e9)} GB`;
}

function scaled(value: number): string {
  if (value < 1e3) return threeDigits(value);
  if (value < 1e6) return `${threeDigits(value / 1e3)} k`;
  return `${threeDigits(value / 1e6)} M`;
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
