/**
 * All scenarios, in the order of docs/networks.md.
 *
 * It is one list, so it is longer than other files.
 */
import { type GetToken, tokenFromServer } from '@wearwire/client-producer';
import { persistIn } from '@wearwire/client-producer/store';
import { MemoryStore } from '../model/memory-store.js';
import { ACCELEROMETER, ECG, ECG_ONE_BY_ONE, HEART_RATE } from '../model/phone.js';
import type { Scenario, Stage } from './scenario.js';

const MINUTE_MS = 60_000;
const KBIT = 125;

/** Silences the link from `fromMs` to `toMs`. */
function silence(stage: Stage, fromMs: number, toMs: number) {
  return [
    [fromMs, () => stage.link.setSilent(true)],
    [toMs, () => stage.link.setSilent(false)],
  ] as const;
}

/** Alternates between silent and working every 3 to 10 s. */
function flapping({ link }: Stage, untilMs: number) {
  const events: [number, () => void][] = [];
  let isSilent = true;
  for (let atMs = 5_000; atMs < untilMs; atMs += 3_000 + link.chance() * 7_000) {
    const becomesSilent = isSilent;
    events.push([atMs, () => link.setSilent(becomesSilent)]);
    isSilent = !isSilent;
  }
  events.push([untilMs, () => link.setSilent(false)]);
  return events;
}

/** Closes connections without traffic for 30 s. */
function idleCloser({ link, sockets }: Stage, untilMs: number) {
  const events: [number, () => void][] = [];
  let bytes = -1;
  let sinceMs = 0;
  for (let atMs = 1_000; atMs < untilMs; atMs += 1_000) {
    events.push([
      atMs,
      () => {
        if (link.carried.bytes !== bytes) sinceMs = atMs;
        bytes = link.carried.bytes;
        if (atMs - sinceMs < 30_000) return;
        sinceMs = atMs;
        sockets.reset();
      },
    ]);
  }
  return events;
}

function tokenBehindPortal(stage: Stage): GetToken {
  const fetch = async () =>
    stage.isBehindPortal
      ? new Response('<html>', { status: 403 })
      : new Response('{"token":"token"}');
  return tokenFromServer({ url: 'wss://broker.test', developerId: 'd', apiKey: 'k', fetch });
}

/** Removes an extension from those supported by the broker. */
function without({ broker }: Stage, extension: string) {
  broker.extensions = broker.extensions.filter((name) => name !== extension);
  return {};
}

function restart({ broker }: Stage, atMs: number, downMs: number) {
  return [
    [
      atMs,
      () => {
        broker.isDown = true;
        broker.closeAll(1012);
      },
    ],
    [
      atMs + downMs,
      () => {
        broker.isDown = false;
      },
    ],
  ] as const;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'good',
    network: '1 Mbit/s, round trip 100 ms',
    link: {},
    sensors: [HEART_RATE, ECG],
    forMs: MINUTE_MS,
  },
  {
    name: 'good, without batch',
    network: '1 Mbit/s, round trip 100 ms; the broker does not know batch',
    link: {},
    sensors: [HEART_RATE, ECG],
    options: (stage) => without(stage, 'batch'),
    forMs: MINUTE_MS,
  },
  {
    name: 'good, reading by reading',
    network: 'the same with batch, the ECG submitted one reading at a time, flushIntervalMs 500',
    link: {},
    sensors: [HEART_RATE, ECG_ONE_BY_ONE],
    options: () => ({ flushIntervalMs: 500 }),
    forMs: MINUTE_MS,
  },
  {
    name: 'slow uplink',
    network: '64 kbit/s, round trip 100 ms',
    link: { bytesPerSecond: 64 * KBIT },
    sensors: [HEART_RATE, ECG],
    forMs: 4 * MINUTE_MS,
  },
  {
    name: 'slow uplink, without batch',
    network: '64 kbit/s, round trip 100 ms; the broker does not know batch',
    link: { bytesPerSecond: 64 * KBIT },
    sensors: [HEART_RATE, ECG],
    options: (stage) => without(stage, 'batch'),
    forMs: 4 * MINUTE_MS,
  },
  {
    name: 'slow uplink, ECG and accelerometer',
    network: '64 kbit/s, round trip 100 ms',
    link: { bytesPerSecond: 64 * KBIT },
    sensors: [HEART_RATE, ECG, ACCELEROMETER],
    forMs: 4 * MINUTE_MS,
  },
  {
    name: 'far and lossy',
    network: '256 kbit/s, round trip 600 ms, jitter 100 ms, loss 5 %',
    link: { bytesPerSecond: 256 * KBIT, delayMs: 300, jitterMs: 100, loss: 0.05 },
    sensors: [HEART_RATE],
    forMs: 4 * MINUTE_MS,
  },
  {
    name: 'edge of the cell',
    network: '64 kbit/s, round trip 1,500 ms, jitter 300 ms, loss 20 %',
    link: { bytesPerSecond: 64 * KBIT, delayMs: 750, jitterMs: 300, loss: 0.2 },
    sensors: [HEART_RATE],
    forMs: 4 * MINUTE_MS,
  },
  {
    name: 'silent 5 s',
    network: 'nothing in either direction for 5 s',
    link: {},
    sensors: [HEART_RATE, ECG],
    events: (stage) => silence(stage, 30_000, 35_000),
    forMs: 2 * MINUTE_MS,
  },
  {
    name: 'silent 90 s',
    network: 'nothing in either direction for 90 s',
    link: {},
    sensors: [HEART_RATE],
    events: (stage) => silence(stage, 30_000, 120_000),
    outage: [30_000, 120_000],
    forMs: 3 * MINUTE_MS,
  },
  {
    name: 'silent uplink 90 s',
    network: 'nothing upwards for 90 s',
    link: {},
    sensors: [HEART_RATE],
    events: ({ link }) => [
      [30_000, () => link.setSilent(true, ['up'])],
      [120_000, () => link.setSilent(false)],
    ],
    outage: [30_000, 120_000],
    forMs: 3 * MINUTE_MS,
  },
  {
    name: 'roam, not told',
    network: 'another address',
    link: {},
    sensors: [HEART_RATE, ECG],
    events: ({ link }) => [
      [
        30_000,
        () => {
          link.address++;
        },
      ],
    ],
    outage: [30_000, 30_000],
    forMs: 2 * MINUTE_MS,
  },
  {
    name: 'roam, told',
    network: 'another address, networkChanged() called',
    link: {},
    sensors: [HEART_RATE, ECG],
    events: ({ link, phone }) => [
      [
        30_000,
        () => {
          link.address++;
          phone.producer.networkChanged();
        },
      ],
    ],
    outage: [30_000, 30_000],
    forMs: 2 * MINUTE_MS,
  },
  {
    name: '300 s without network',
    network: 'nothing in either direction for 300 s, 200 readings a second, with a store',
    link: {},
    sensors: [HEART_RATE, ACCELEROMETER],
    options: () => ({ persistence: persistIn(new MemoryStore()) }),
    events: (stage) => silence(stage, 30_000, 330_000),
    outage: [30_000, 330_000],
    forMs: 6 * MINUTE_MS,
  },
  {
    name: '300 s without network, no store',
    network: 'the same without one: memory holds 8,192 readings',
    link: {},
    sensors: [HEART_RATE, ACCELEROMETER],
    events: (stage) => silence(stage, 30_000, 330_000),
    outage: [30_000, 330_000],
    forMs: 6 * MINUTE_MS,
  },
  {
    name: 'flapping',
    network: 'silent and back each 3 to 10 s, for 5 min',
    link: {},
    sensors: [HEART_RATE],
    events: (stage) => flapping(stage, 5 * MINUTE_MS),
    forMs: 6 * MINUTE_MS,
  },
  {
    name: 'sign-in page',
    network: 'answers 403 to every request for a token, for 60 s, on the way to a roam',
    link: {},
    sensors: [HEART_RATE],
    // With the extension `rejoin` the client would not request a token.
    options: (stage) => ({
      ...without(stage, 'rejoin'),
      getToken: tokenBehindPortal(stage),
    }),
    events: (stage) => [
      [
        30_000,
        () => {
          stage.isBehindPortal = true;
          stage.phone.producer.networkChanged();
        },
      ],
      [
        90_000,
        () => {
          stage.isBehindPortal = false;
        },
      ],
    ],
    outage: [30_000, 90_000],
    forMs: 4 * MINUTE_MS,
  },
  {
    name: 'idle proxy',
    network: 'links idle for 30 s are closed; one reading a minute',
    link: {},
    sensors: [{ ...HEART_RATE, intervalMs: MINUTE_MS }],
    events: (stage) => idleCloser(stage, 10 * MINUTE_MS),
    forMs: 10 * MINUTE_MS,
  },
  {
    name: 'idle proxy, heartbeats each 25 s',
    network: 'the same, with heartbeatMaxMs',
    link: {},
    sensors: [{ ...HEART_RATE, intervalMs: MINUTE_MS }],
    options: () => ({ timeouts: { heartbeatMaxMs: 25_000 } }),
    events: (stage) => idleCloser(stage, 10 * MINUTE_MS),
    forMs: 10 * MINUTE_MS,
  },
  {
    name: 'restart',
    network: 'the broker closes with 1012 and is away for 6 s',
    link: {},
    sensors: [HEART_RATE],
    events: (stage) => restart(stage, 30_000, 6_000),
    outage: [30_000, 36_000],
    forMs: 2 * MINUTE_MS,
  },
];
