import { expect, test } from 'vitest';
import { EVENT_TYPES, eventTypeInfo } from './event-types.js';

test('[P-SUB-2] a type that is not in the table is unknown, but not an error', () => {
  expect(eventTypeInfo('HEART_RATE')).toEqual(EVENT_TYPES.HEART_RATE);
  for (const type of ['RUNNING_HEART_RATE', '', 'constructor', '__proto__', 'heart_rate']) {
    expect(eventTypeInfo(type)).toBeUndefined();
  }
});
