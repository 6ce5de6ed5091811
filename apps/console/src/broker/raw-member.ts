/**
 * Extracts the text of one member of a JSON object as it was sent: `83.0` stays `83.0`. The text is valid JSON, because
 * the browser's parser has already parsed it.
 */

/** Returns the text of the value of `key` at the top level; `undefined` if there is none. */
export function rawMember(json: string, key: string): string | undefined {
  let at = json.indexOf('{') + 1;
  while (at > 0 && at < json.length) {
    const nameStart = json.indexOf('"', at);
    if (nameStart < 0) return undefined;
    const nameEnd = endOfString(json, nameStart);
    const valueStart = json.indexOf(':', nameEnd) + 1;
    const valueEnd = endOfValue(json, valueStart);
    if (JSON.parse(json.slice(nameStart, nameEnd)) === key) {
      return json.slice(valueStart, valueEnd).trim();
    }
    at = valueEnd + 1;
  }
  return undefined;
}

/** Returns the offset after the closing quote of the string that starts at the given offset. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Returns the offset of the comma or bracket after the value. */
function endOfValue(json: string, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at++) {
    const character = json[at];
    if (character === '"') at = endOfString(json, at) - 1;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      depth--;
    } else if (character === ',' && depth === 0) return at;
  }
  return json.length;
}
