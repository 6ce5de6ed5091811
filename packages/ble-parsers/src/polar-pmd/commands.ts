/**
 * Commands for the Polar PMD control point (FB005C81-…): request the settings of a stream, start and
 * stop it. `decodePolarControlPoint` decodes the responses, and `decodePolarSettings` their
 * `parameters`.
 */
import { put, putSigned } from '../writer.js';
import { PmdStream, type PmdStreamName } from './stream.js';

/** The settings for the start of a stream: one of the values that the device offers for each. */
export interface PolarStartSettings {
  readonly sampleRateHz?: number;
  readonly resolutionBits?: number;
  readonly range?: number;
  /** In thousandths of the unit of the stream. */
  readonly rangeMilliunit?: number;
  readonly channels?: number;
}

/** A command for one stream. */
export type PolarCommand =
  | { readonly command: 'settings' | 'stop'; readonly stream: PmdStreamName }
  | {
      readonly command: 'start';
      readonly stream: PmdStreamName;
      readonly settings?: PolarStartSettings;
    };

/** The opcode of each command; the response repeats it. */
export const COMMAND_OPCODES = { settings: 1, start: 2, stop: 3 } as const;

/** Number of each setting and its size in bytes; a negative size means signed. */
const SETTINGS: readonly [name: keyof PolarStartSettings, id: number, size: number][] = [
  ['sampleRateHz', 0, 2],
  ['resolutionBits', 1, 2],
  ['range', 2, 2],
  ['rangeMilliunit', 3, -4],
  ['channels', 4, 1],
];

/**
 * Encodes a command. ECG of an H10: 130 Hz, 14 bits; its accelerometer: 25 to 200 Hz, 16 bits, range 2
 * to 8.
 * @throws RangeError when a value does not fit its field.
 * Source: polarofficial/polar-ble-sdk, control point commands.
 */
export function encodePolarCommand(command: PolarCommand): Uint8Array {
  const out: number[] = [COMMAND_OPCODES[command.command], PmdStream[command.stream]];
  const settings = command.command === 'start' ? command.settings : undefined;
  for (const [name, id, size] of SETTINGS) {
    const value = settings?.[name];
    if (value === undefined) continue;
    out.push(id, 1);
    if (size < 0) putSigned(out, -size, value);
    else put(out, size, value);
  }
  return Uint8Array.from(out);
}
