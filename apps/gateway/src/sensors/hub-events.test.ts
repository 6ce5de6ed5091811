import { expect, it } from 'vitest';
import { MockStick } from '../../test/support/mock-stick.js';
import { usbSticks } from '../ant/usb-stick.js';
import { SensorMap } from '../users/sensor-map.js';
import { SensorHub } from './sensor-hub.js';

it('keeps receiving when a callback throws, and reports the error', async () => {
  const stick = new MockStick();
  const rates: unknown[] = [];
  const notices: string[] = [];
  const hub = await SensorHub.open({
    findSticks: usbSticks(async () => [stick]),
    map: new SensorMap([]),
    events: {
      readings: (_sensor, [reading]) => {
        rates.push(reading && 'val' in reading && reading.val);
        if (rates.length === 1) throw new Error('no room');
      },
      notice: (message) => notices.push(message),
    },
  });
  // Pages of different sensors in one transfer.
  for (const number of [1, 2]) stick.page(number, 120, [4, 0, 0, 0, 0, 4, 1, 70 + number]);
  await stick.allReceived();
  expect(rates).toEqual([71, 72]);
  expect(notices).toEqual(['the callback "readings" threw: no room']);
  expect(hub.sticks).toHaveLength(1);
  await hub.close();
});
