import { expect, test } from 'vitest';
import { decodeBerryMedPacket } from './berrymed.js';

const PACKET = [0x86, 0x32, 0x04, 0x48, 0x60];

test('a packet has its top bit set in the first byte only', () => {
  expect(decodeBerryMedPacket(Uint8Array.from(PACKET)).ok).toBe(true);
  for (const index of PACKET.keys()) {
    const bytes = Uint8Array.from(PACKET, (byte, at) => (at === index ? byte ^ 0x80 : byte));
    expect(decodeBerryMedPacket(bytes), `byte ${index}`).toMatchObject({
      ok: false,
      error: { code: 'invalid-value' },
    });
  }
});
