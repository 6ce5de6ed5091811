/**
 * Values with timestamps in nanoseconds contain `bigint`, for which `JSON.stringify` throws. They get a
 * `toJSON`, hidden from `Object.keys`, that writes `bigint` as a decimal string.
 */

/** Makes `JSON.stringify` write the `bigint` fields of a value as strings. The value itself keeps them. */
export function withJson<T extends object>(value: T): T {
  return Object.defineProperty(value, 'toJSON', { value: toJson, configurable: true });
}

/** Returns a copy in which `bigint` fields are strings. */
function toJson(this: object): object {
  const text = JSON.stringify({ ...this }, (_, item) =>
    typeof item === 'bigint' ? `${item}` : item,
  );
  return JSON.parse(text);
}
