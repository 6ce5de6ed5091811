import { expect, it } from 'vitest';
import { catalog } from '../catalog.js';
import { antProfileOf } from './ant-profile-of.js';
import { createDeviceSession } from './create-device-session.js';

const deviceTypes = new Set(
  catalog
    .filter(({ profile }) => profile === 'ant')
    .map(({ id }) => Number(id.split('/', 1)[0]))
    .filter(Number.isInteger),
);

it.each([...deviceTypes])('knows the ANT+ device type %d, which has decoders', (deviceType) => {
  expect(antProfileOf(deviceType)).toMatchObject({ service: String(deviceType), profile: 'ant' });
});

it('returns nothing for a device type without decoders', () => {
  expect(antProfileOf(1)).toBeUndefined();
  expect(antProfileOf(Number.NaN)).toBeUndefined();
});

it('configures a session that decodes the pages of the type', () => {
  const { profile, service } = antProfileOf(120)!;
  const session = createDeviceSession({ profile });
  const result = session.next(service, [4, 0, 0, 0, 0, 4, 1, 72], 0);
  expect(result.ok && result.value.readings[0]).toMatchObject({ type: 'HEART_RATE', val: 72 });
});
