import { describe, expect, it } from 'vitest';
import * as api from '../index.js';
import { decoders, findDecoder } from '../registry.js';
import { profileOf } from './profile-of.js';

const SERVICES = [
  '180D',
  '1816',
  '1818',
  '1814',
  '1826',
  '1819',
  '1809',
  '1810',
  '1822',
  '1808',
  '181F',
  '181D',
  '181B',
  '181A',
  '180F',
  '180A',
  'FE8D',
  'FB005C80-02E7-F387-1CAD-8ACD2D8DF0C8',
  'CE060030-43E5-11E4-916C-0800200C9A66',
];

describe('profileOf', () => {
  it('returns the characteristics of a service, context first, for any notation of its UUID', () => {
    for (const id of ['180D', '0x180d', '0000180d-0000-1000-8000-00805f9b34fb']) {
      expect(profileOf(id)).toMatchObject([
        {
          name: 'Heart Rate',
          steps: [
            { id: '2A38', action: 'read' },
            { id: '2A37', action: 'subscribe' },
          ],
        },
      ]);
    }
    expect(profileOf('FFFF')).toEqual([]);
  });

  it.each(SERVICES)(
    '%s: every characteristic that is read or notifies has a decoder, and every named encoder exists',
    (service) => {
      const [profile] = profileOf(service);
      const unknown = profile!.steps
        .filter(({ action }) => action !== 'write')
        .filter(({ id }) => findDecoder('gatt', id, new Uint8Array(10)) === undefined);
      expect(unknown).toEqual([]);
      const encoders = profile!.steps.flatMap(({ encoder }) => encoder ?? []);
      for (const encoder of encoders) expect(api).toHaveProperty(encoder);
    },
  );

  it('finds devices whose advertisement contains the values, and advertised services', () => {
    expect(profileOf({ companyIds: [0x006b], serviceUuids: ['180d'] })).toMatchObject([
      { transport: 'advertisement', profile: 'polar' },
      { transport: 'connection', service: '180D' },
    ]);
    expect(profileOf({ companyIds: [0x0102] })).toMatchObject([{ profile: 'keiser' }]);
    expect(profileOf({ serviceDataUuids: ['181b'] })).toMatchObject([{ profile: 'xiaomi' }]);
    for (const { profile, service } of profileOf({
      companyIds: [0x006b, 0x0102],
      serviceDataUuids: ['181B', '181D'],
    })) {
      expect(decoders).toHaveProperty([profile, service]);
    }
    expect(profileOf({})).toEqual([]);
  });
});
