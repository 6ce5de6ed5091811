import { expect, it } from 'vitest';
import { FakeRadio } from '../../test/support/fake-radio.js';
import { MockStick } from '../../test/support/mock-stick.js';
import { usbSticks } from '../ant/usb-stick.js';
import { parseMapText, SensorMap } from '../users/sensor-map.js';
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

it('reports no change of a sensor after its removal', async () => {
  const radio = new FakeRadio('C0:00:00:00:00:01', '180d', '2a37');
  const events: string[] = [];
  const hub = await SensorHub.open({
    openRadio: radio.open,
    map: new SensorMap(parseMapText('anna=C0:00:00:00:00:01', 'map')),
    events: {
      changed: ({ state }) => events.push(state),
      removed: () => events.push('removed'),
    },
  });
  await radio.appear();
  radio.notify(Uint8Array.of(0, 64));
  await hub.close();
  await new Promise(setImmediate);
  expect(events).toEqual(['connecting', 'connected', 'connected', 'removed']);
});

it('reports to both users that a connected sensor was assigned to another user', async () => {
  const radio = new FakeRadio('C0:00:00:00:00:01', '180d', '2a37');
  const mapFor = (text: string) => new SensorMap(parseMapText(text, 'map'));
  const presence: string[] = [];
  const hub = await SensorHub.open({
    openRadio: radio.open,
    map: mapFor('anna=C0:00:00:00:00:01'),
    events: {
      presence: ({ owner }, isConnected) => presence.push(`${owner?.user} ${isConnected}`),
    },
  });
  await radio.appear();
  hub.setMap(mapFor('ben=C0:00:00:00:00:01'));
  hub.setMap(mapFor(''));
  expect(presence).toEqual(['anna true', 'anna false', 'ben true', 'ben false']);
  await hub.close();
});
