/** Replacer for `JSON.stringify` of decoded fields: bytes become hexadecimal digits, bigints decimal strings. */
export function fieldReplacer(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'bigint' ? String(value) : value;
}
