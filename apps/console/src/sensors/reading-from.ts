/** Parses a reading from entered text: `72`, `0.1, 9.8, 0`, or a JSON object; `undefined` if it is invalid. Pure. */
export function readingFrom(
  text: string,
  now = new Date(),
): Readonly<Record<string, unknown>> | undefined {
  const ts = now.toISOString();
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) return objectFrom(trimmed, ts);
  const numbers = trimmed
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!numbers.every(Number.isFinite)) return undefined;
  return numbers.length === 1 ? { ts, val: numbers[0] } : { ts, d: numbers };
}

function objectFrom(text: string, ts: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return { ts, ...(JSON.parse(text) as object) };
  } catch {
    return undefined;
  }
}
