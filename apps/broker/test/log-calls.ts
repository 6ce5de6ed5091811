/** Short calls of an event log for tests: `on(log).append('a', chunk)`. */
import { LogDriver } from '../src/storage/contract/log-driver.js';
import type { EventLog } from '../src/storage/ports.js';

const drivers = new WeakMap<EventLog, LogDriver>();

export function on(log: EventLog): LogDriver {
  let driver = drivers.get(log);
  if (driver === undefined) {
    driver = new LogDriver(log);
    drivers.set(log, driver);
  }
  return driver;
}
