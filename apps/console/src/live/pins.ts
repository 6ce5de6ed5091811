/** Users pinned to the top, in this tab. */
import { Value } from '../ui/value.js';

const STORAGE_KEY = 'wearwire.pins';

export const pins = new Value<ReadonlySet<string>>(load());

export function togglePin(uid: string): void {
  const next = new Set(pins.current);
  if (!next.delete(uid)) next.add(uid);
  pins.current = next;
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify([...next]));
}

function load(): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]') as string[]);
  } catch {
    return new Set();
  }
}
