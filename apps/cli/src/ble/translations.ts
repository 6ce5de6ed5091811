/** The table of what is understood, and the way in: profile and id as people write them. */
import { antHeartRate, heartRate } from './heart-rate.js';
import { indoorBike } from './indoor-bike.js';
import { polarAcc, polarEcg } from './polar-pmd.js';
import type { Translation } from './translation.js';

export const TRANSLATIONS: readonly Translation[] = [
  heartRate,
  indoorBike,
  polarEcg,
  polarAcc,
  antHeartRate,
];

const byKey = new Map(TRANSLATIONS.map((row) => [`${row.profile}/${row.id}`, row]));

/** The tail of every UUID that the Bluetooth SIG assigned. */
const SIG_TAIL = '00001000800000805F9B34FB';

/** `undefined` for what nothing is made of. A 16-bit UUID may be written as 128 bits, with `0x`, in any case. */
export function findTranslation(profile: string, id: string): Translation | undefined {
  const exact = byKey.get(`${profile}/${id}`);
  return exact ?? byKey.get(`${profile}/${profile === 'gatt' ? shortUuid(id) : id.split('/')[0]}`);
}

function shortUuid(id: string): string {
  const digits = id.replace(/^0x/i, '').replaceAll('-', '').toUpperCase();
  const long = digits.endsWith(SIG_TAIL) ? digits.slice(0, -SIG_TAIL.length) : digits;
  return long.replace(/^0000(?=.{4}$)/, '');
}
