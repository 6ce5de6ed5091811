/** Selects and orders the users to show. Pure. */
import type { UserReadings } from './user-readings.js';

export const ORDERS = {
  name: 'Name',
  heart: 'Heart rate',
  arrival: 'Newest first',
} as const;
export type Order = keyof typeof ORDERS;

const byName = new Intl.Collator(undefined, { numeric: true });

/** Returns the users whose id contains `search`, pinned users first. `users`: in order of arrival. */
export function ordered(
  users: Iterable<UserReadings>,
  order: Order,
  search: string,
  pinned: ReadonlySet<string>,
): UserReadings[] {
  const wanted = search.trim().toLowerCase();
  const found = [...users].filter(({ uid }) => uid.toLowerCase().includes(wanted));
  if (order === 'arrival') found.reverse();
  if (order === 'name') found.sort((a, b) => byName.compare(a.uid, b.uid));
  if (order === 'heart') found.sort((a, b) => heartRateOf(b) - heartRateOf(a));
  return found.sort((a, b) => Number(pinned.has(b.uid)) - Number(pinned.has(a.uid)));
}

function heartRateOf({ channels }: UserReadings): number {
  return channels.get('HEART_RATE')?.number ?? 0;
}
