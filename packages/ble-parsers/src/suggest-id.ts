/** Finds the most similar known id for an unknown one. Only for error messages; decoding never uses it. */

/** Maximum number of edits of an id that is treated as a typing error. */
const EDITS_MAX = 2;

type Tables = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Returns the probable `profile id`: the same id under another profile, a similarly spelled profile, or an id
 * at most two edits away. `undefined` if there is none.
 */
export function suggestId(
  tables: Tables,
  profile: string,
  keys: readonly string[],
): string | undefined {
  const profiles = Object.keys(tables);
  for (const key of keys) {
    const other = profiles.find((name) => Object.hasOwn(tables[name]!, key));
    if (other !== undefined) return `${other} ${key}`;
  }
  const near = nearest(profiles, profile);
  if (near === undefined) return undefined;
  const id = keys.map((key) => nearest(Object.keys(tables[near]!), key)).find(Boolean);
  return id && `${near} ${id}`;
}

function nearest(names: readonly string[], target: string): string | undefined {
  let best: string | undefined;
  let fewestEdits = EDITS_MAX + 1;
  for (const name of names) {
    if (Math.abs(name.length - target.length) > EDITS_MAX) continue;
    const distance = edits(name.toLowerCase(), target.toLowerCase());
    if (distance < fewestEdits) [best, fewestEdits] = [name, distance];
  }
  return best;
}

/** Returns the Levenshtein distance. */
function edits(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let i = 1; i <= first.length; i++) {
    const next = [i];
    for (let j = 1; j <= second.length; j++) {
      const change = row[j - 1]! + (first[i - 1] === second[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
