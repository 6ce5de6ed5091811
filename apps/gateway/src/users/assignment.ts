/**
 * One line of the map from sensors to users: `anna=C0:00:00:00:00:01`, `ben=ant:12345`,
 * `gym=ant:12345/121 wheel=2.105`, `gym=any`. Flags and the file use the same format.
 */
import { MapError } from '../errors.js';
import { bluetoothId } from '../sensors/sensor-id.js';

/** The sensors that a line of the map matches. */
export type SensorPattern =
  | { readonly kind: 'any' }
  /** An address, or on macOS the id assigned by the system. */
  | { readonly kind: 'ble'; readonly id: string }
  /** Without `deviceType` it matches all profiles of the device number. */
  | { readonly kind: 'ant'; readonly deviceNumber: number; readonly deviceType?: number };

/** Assigns a sensor to a user. */
export interface Assignment {
  readonly user: string;
  readonly pattern: SensorPattern;
  /** Wheel circumference in m, for sensors that count revolutions. */
  readonly wheelCircumferenceM?: number;
}

const WHEEL_M_MAX = 10;
const ANT_NUMBER_MAX = 0xf_ffff;
const ANT_TYPE_MAX = 0x7f;

/** Parses one line. Throws `MapError`, whose message says what is expected. */
export function parseAssignment(text: string): Assignment {
  const [pair = '', ...settings] = text.trim().split(/\s+/);
  const equals = pair.indexOf('=');
  if (equals < 1) throw new MapError(`must be USER=SENSOR, such as anna=C0:00:00:00:00:01`);
  const user = pair.slice(0, equals);
  const pattern = parsePattern(pair.slice(equals + 1));
  return { user, pattern, ...parseSettings(settings) };
}

/** Parses the sensor of a line. Throws `MapError` if the text is not a sensor. */
export function parsePattern(text: string): SensorPattern {
  if (text === 'any') return { kind: 'any' };
  const [, number, type] = /^ant:(\d{1,7})(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  if (number !== undefined) return antPattern(Number(number), type);
  const id = bluetoothId(text);
  if (id !== undefined) return { kind: 'ble', id };
  throw new MapError(
    `the sensor must be an address (C0:00:00:00:00:01), ant:NUMBER, ant:NUMBER/TYPE or any`,
  );
}

function antPattern(deviceNumber: number, type: string | undefined): SensorPattern {
  const deviceType = type === undefined ? undefined : Number(type);
  if (deviceNumber < 1 || deviceNumber > ANT_NUMBER_MAX) {
    throw new MapError(`the device number of ant:NUMBER must be from 1 to ${ANT_NUMBER_MAX}`);
  }
  if (deviceType === undefined) return { kind: 'ant', deviceNumber };
  if (deviceType < 1 || deviceType > ANT_TYPE_MAX) {
    throw new MapError(`the device type of ant:NUMBER/TYPE must be from 1 to ${ANT_TYPE_MAX}`);
  }
  return { kind: 'ant', deviceNumber, deviceType };
}

function parseSettings(settings: readonly string[]): { readonly wheelCircumferenceM?: number } {
  const parsed: { wheelCircumferenceM?: number } = {};
  for (const setting of settings) {
    const [, wheel] = /^wheel=(\d*\.?\d+)$/.exec(setting) ?? [];
    const circumferenceM = Number(wheel);
    if (!(circumferenceM > 0) || circumferenceM > WHEEL_M_MAX) {
      throw new MapError(
        `only wheel=METRES may follow the sensor, above 0 and up to ${WHEEL_M_MAX}, such as wheel=2.105`,
      );
    }
    parsed.wheelCircumferenceM = circumferenceM;
  }
  return parsed;
}
