/**
 * Values with time stamps in nanoseconds hold `bigint`, which `JSON.stringify` refuses. Such values get a
 * `toJSON`, hidden from `Object.keys`, that writes them as decimal text.
 */

/** Makes a value survive `JSON.stringify`: its `bigint` fields become text there, and only there. */
export function withJson<T extends object>(value: T): T {
  return Object.defineProperty(value, 'toJSON', { value: toJson, configurable: true });
}

/** `JSON.parse` with nothing to revive: a copy in which `bigint` is text. */
function toJson(this: object): object {
  const text = JSON.stringify({ ...this }, (_, item) =>
    typeof item === 'bigint' ? `${item}` : item,
  );
  return JSON.parse(text);
}
