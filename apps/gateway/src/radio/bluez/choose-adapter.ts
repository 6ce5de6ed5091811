/** Which adapter connects a sensor. */
import { SensorUnreachableError } from '../../errors.js';
import { nameOf } from './object-paths.js';

/**
 * The first of `hearing` (adapters that hear the sensor and are on, the best signal first) that has a free connection.
 * Throws `SensorUnreachableError`.
 */
export function chooseAdapter(
  hearing: readonly string[],
  connectionsOf: (adapterPath: string) => number,
  connectionsMax: number,
): string {
  if (hearing.length === 0) throw new SensorUnreachableError('not in range', { reason: 'range' });
  const free = hearing.find((path) => connectionsOf(path) < connectionsMax);
  if (free !== undefined) return free;
  const names = hearing.map(nameOf).join(' and ');
  throw new SensorUnreachableError(
    `no free connection on ${names} (limit: ${connectionsMax} per adapter)`,
    { reason: 'limit' },
  );
}
