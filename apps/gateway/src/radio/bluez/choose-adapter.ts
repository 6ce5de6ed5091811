/** Chooses the adapter that connects a sensor. */
import { SensorUnreachableError } from '../../errors.js';
import { nameOf } from './object-paths.js';

/**
 * Returns the first adapter of `inRange` that has a free connection. `inRange`: the adapters that are on and receive
 * the sensor, best signal first. Throws `SensorUnreachableError`.
 */
export function chooseAdapter(
  inRange: readonly string[],
  connectionsOf: (adapterPath: string) => number,
  connectionsMax: number,
): string {
  if (inRange.length === 0) throw new SensorUnreachableError('not in range', { reason: 'range' });
  const free = inRange.find((path) => connectionsOf(path) < connectionsMax);
  if (free !== undefined) return free;
  const names = inRange.map(nameOf).join(' and ');
  throw new SensorUnreachableError(
    `no free connection on ${names} (limit: ${connectionsMax} per adapter)`,
    { reason: 'limit' },
  );
}
