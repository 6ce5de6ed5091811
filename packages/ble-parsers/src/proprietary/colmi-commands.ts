/**
 * Commands for a Colmi ring. Decoders of the responses: `decodeColmiBattery`, `decodeColmiRealTime`,
 * `decodeColmiSportDetail`.
 */

const PACKET_BYTES = 16;
const READINGS = { 'heart-rate': 1, spo2: 3 } as const;

/** A command for a ring. */
export type ColmiCommand =
  | { readonly command: 'battery' }
  | { readonly command: 'start' | 'stop'; readonly reading: keyof typeof READINGS }
  /** The steps of a day; 0 is today. */
  | { readonly command: 'steps'; readonly daysAgo: number };

/** Encodes a command: 16 bytes, of which the last is the sum of the others. Source: tahnok/colmi_r02_client. */
export function encodeColmiCommand(command: ColmiCommand): Uint8Array {
  const packet = new Uint8Array(PACKET_BYTES);
  packet.set(bytesOf(command));
  packet[PACKET_BYTES - 1] = packet.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return packet;
}

function bytesOf(command: ColmiCommand): number[] {
  switch (command.command) {
    case 'battery':
      return [0x03];
    case 'start':
      return [0x69, READINGS[command.reading], 1];
    case 'stop':
      return [0x6a, READINGS[command.reading]];
    case 'steps':
      return [0x43, command.daysAgo, 0x0f, 0, 0x5f, 1];
  }
}
