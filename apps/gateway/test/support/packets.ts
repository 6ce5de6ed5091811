/** Packets of sensors, numbered per kind, so that a value identifies its packet. */
import { longUuid, type MockService } from '@wearwire/test-support/bluez';

const low = (value: number) => value & 0xff;
const high = (value: number) => (value >> 8) & 0xff;

/** Each revolution takes longer than the one before, so that no cadence value is repeated. */
const crankTime = (n: number) => n * 500 + (n * (n - 1)) / 2;

/** How a kind of sensor sends its packets. */
export type SendMethod =
  | { readonly way: 'notify'; readonly services: readonly MockService[]; readonly uuid: string }
  | {
      readonly way: 'company';
      readonly companyId: number;
      readonly profile: string;
      readonly id: string;
    }
  | {
      readonly way: 'service';
      readonly uuid: string;
      readonly profile: string;
      readonly id: string;
    }
  | { readonly way: 'ant'; readonly deviceType: number };

export interface WearableKind {
  readonly name: string;
  readonly send: SendMethod;
  /** Types whose readings are checked. */
  readonly types: readonly string[];
  packet(n: number): number[];
}

const notifying = (service: string, characteristic: string): SendMethod => ({
  way: 'notify',
  uuid: longUuid(characteristic),
  services: [
    {
      uuid: longUuid(service),
      characteristics: [{ uuid: longUuid(characteristic), flags: ['notify'] }],
    },
  ],
});

const PMD = '02e7f3871cad8acd2d8df0c8';
export const PMD_CONTROL = longUuid(`fb005c81${PMD}`);
const PMD_SERVICES: readonly MockService[] = [
  {
    uuid: longUuid(`fb005c80${PMD}`),
    characteristics: [
      // Features: ECG and acceleration.
      { uuid: PMD_CONTROL, flags: ['read', 'write', 'indicate'], value: Uint8Array.of(0x0f, 5, 0) },
      { uuid: longUuid(`fb005c82${PMD}`), flags: ['notify'] },
    ],
  },
];

/** Returns the response of a Polar strap to a command of the control point. */
export function polarAnswer([opcode = 0, stream = 0]: Uint8Array): number[] {
  const offered = [0, 2, 100, 0, 130, 0, 1, 1, 14, 0];
  return [0xf0, opcode, stream, 0, 0, ...(opcode === 1 ? offered : [])];
}

const ant = (deviceType: number): SendMethod => ({ way: 'ant', deviceType });

export const WEARABLE_KINDS: readonly WearableKind[] = [
  {
    name: 'heart rate',
    send: notifying('180d', '2a37'),
    types: ['HEART_RATE'],
    packet: (n) => [0x01, low(n), high(n)],
  },
  {
    name: 'cycling power',
    send: notifying('1818', '2a63'),
    types: ['POWER'],
    packet: (n) => [0, 0, low(n), high(n)],
  },
  {
    name: 'speed and cadence',
    send: notifying('1816', '2a5b'),
    types: ['BIKE_CADENCE'],
    packet: (n) => [2, low(n), high(n), low(crankTime(n)), high(crankTime(n))],
  },
  {
    name: 'running',
    send: notifying('1814', '2a53'),
    types: ['SPEED'],
    packet: (n) => [0, low(n), high(n), 80],
  },
  {
    name: 'indoor bike',
    send: notifying('1826', '2ad2'),
    types: ['SPEED', 'POWER'],
    packet: (n) => [0x40, 0, low(n), high(n), low(n), high(n)],
  },
  {
    name: 'thermometer',
    send: notifying('1809', '2a1c'),
    types: ['BODY_TEMPERATURE'],
    packet: (n) => [0, low(n), high(n), 0, 0xfe],
  },
  {
    name: 'CORE',
    send: notifying('000021005b1e4347b07c97b514dae121', '000021015b1e4347b07c97b514dae121'),
    types: ['CORE_TEMPERATURE'],
    packet: (n) => [0, low(n), high(n)],
  },
  {
    name: 'Moxy',
    send: notifying('6404d8014cb911e8b5660800200c9a66', '6404d8044cb911e8b5660800200c9a66'),
    types: ['MUSCLE_OXYGEN', 'TOTAL_HEMOGLOBIN'],
    packet: (n) => [low(n), high(n), low(n), high(n), 0, 0, low(n), high(n), 0],
  },
  {
    name: 'Polar ECG',
    send: { way: 'notify', services: PMD_SERVICES, uuid: longUuid(`fb005c82${PMD}`) },
    types: ['ECG'],
    packet: (n) => [0, low(n), high(n), 0, 0, 0, 0, 0, 1, 0, low(n), high(n), 0, 1, 0, 0],
  },
  {
    name: 'Polar advertisement',
    send: { way: 'company', companyId: 0x6b, profile: 'polar', id: 'advertisement' },
    types: ['HEART_RATE'],
    packet: (n) => [(n % 8) << 2, 0, 60, 40 + (n % 200)],
  },
  {
    name: 'Keiser bike',
    send: { way: 'company', companyId: 0x0102, profile: 'keiser', id: 'm-series-advertisement' },
    types: ['POWER'],
    packet: (n) => [6, 0x40, 0, 1, 0x34, 3, 0, 0, low(n), high(n), 1, 0, n % 60, n % 60, 1, 0, 9],
  },
  {
    name: 'scale',
    send: { way: 'service', uuid: longUuid('181d'), profile: 'xiaomi', id: '181D' },
    types: ['WEIGHT'],
    packet: (n) => [0x22, low(n), high(n), 0xea, 7, 1, 1, 1, 1, n % 60],
  },
  {
    name: 'ANT+ heart rate',
    send: ant(120),
    types: ['HEART_RATE'],
    packet: (n) => [
      0x04 | ((n & 4) << 5),
      0xff,
      0,
      0,
      low(n * 900),
      high(n * 900),
      low(n),
      40 + (n % 200),
    ],
  },
  {
    name: 'ANT+ power',
    send: ant(11),
    types: ['POWER'],
    packet: (n) => [0x10, low(n), 0xff, 0xff, low(n * n), high(n * n), low(n), high(n) & 0x0f],
  },
  {
    name: 'ANT+ environment',
    send: ant(25),
    types: ['TEMPERATURE'],
    packet: (n) => [1, 0xff, low(n), 0, 0, 0, low(n), high(n)],
  },
  {
    name: 'ANT+ core temperature',
    send: ant(127),
    types: ['CORE_TEMPERATURE'],
    packet: (n) => [1, 0xff, low(n), 0, 0x80, 0x80, low(n), high(n)],
  },
];
