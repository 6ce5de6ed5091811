/** All scenarios, in the order of docs/networks.md. */
import { type GetToken, tokenFromServer } from '@wearwire/client-producer';
import { persistIn } from '@wearwire/client-producer/store';
import { CloseCode } from '@wearwire/protocol';
import { MemoryStore } from '../model/memory-store.js';
import { ACCELEROMETER, ECG, ECG_ONE_BY_ONE, HEART_RATE } from '../model/phone.js';
import type { Scenario, Stage } from './scenario.js';

const MINUTE_MS = 60_000;
const KBIT_PER_SECOND = 125;

/** Silences the link from `fromMs` to `toMs`. */
function silence(stage: Stage, fromMs: number, toMs: number) {
  return [
    [fromMs, () => stage.link.setSilent(true)],
    [toMs, () => stage.link.setSilent(false)],
  ] as const;
}

/** Silences the link for 3 to 10 s, lets it work for 3 to 10 s, and so on. */
function flap({ link }: Stage, untilMs: number) {
  const actions: [number, () => void][] = [];
  let isSilent = true;
  for (let atMs = 5_000; atMs < untilMs; atMs += 3_000 + link.random() * 7_000) {
    const becomesSilent = isSilent;
    actions.push([atMs, () => link.setSilent(becomesSilent)]);
    isSilent = !isSilent;
  }
  actions.push([untilMs, () => link.setSilent(false)]);
  return actions;
}

/** Resets the connections whenever the link has carried nothing for 30 s. */
function closeIdle({ link, sockets }: Stage, untilMs: number) {
  const actions: [number, () => void][] = [];
  let bytes = -1;
  let idleSinceMs = 0;
  for (let atMs = 1_000; atMs < untilMs; atMs += 1_000) {
    actions.push([
      atMs,
      () => {
        if (link.carried.bytes !== bytes) idleSinceMs = atMs;
        bytes = link.carried.bytes;
        if (atMs - idleSinceMs < 30_000) return;
        idleSinceMs = atMs;
        sockets.reset();
      },
    ]);
  }
  return actions;
}

function tokenBehindPortal(stage: Stage): GetToken {
  const fetch = async () =>
    stage.isBehindPortal
      ? new Response('<html>', { status: 403 })
      : new Response('{"token":"token"}');
  return tokenFromServer({ url: 'wss://broker.test', developerId: 'd', apiKey: 'k', fetch });
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'good',
    network: '1 Mbit/s, round trip 100 ms',
    sensors: [HEART_RATE, ECG],
    durationMs: MINUTE_MS,
  },
  {
    name: 'good, without batch',
    network: '1 Mbit/s, round trip 100 ms; the broker does not support batch',
    sensors: [HEART_RATE, ECG],
    unsupported: 'batch',
    durationMs: MINUTE_MS,
  },
  {
    name: 'good, reading by reading',
    network: 'as in good, but ECG is submitted one reading at a time, with flushIntervalMs 500',
    sensors: [HEART_RATE, ECG_ONE_BY_ONE],
    options: () => ({ flushIntervalMs: 500 }),
    durationMs: MINUTE_MS,
  },
  {
    name: 'slow uplink',
    network: '64 kbit/s, round trip 100 ms',
    link: { bytesPerSecond: 64 * KBIT_PER_SECOND },
    sensors: [HEART_RATE, ECG],
    durationMs: 4 * MINUTE_MS,
  },
  {
    name: 'slow uplink, without batch',
    network: '64 kbit/s, round trip 100 ms; the broker does not support batch',
    link: { bytesPerSecond: 64 * KBIT_PER_SECOND },
    sensors: [HEART_RATE, ECG],
    unsupported: 'batch',
    durationMs: 4 * MINUTE_MS,
  },
  {
    name: 'slow uplink, ECG and accelerometer',
    network: '64 kbit/s, round trip 100 ms',
    link: { bytesPerSecond: 64 * KBIT_PER_SECOND },
    sensors: [HEART_RATE, ECG, ACCELEROMETER],
    durationMs: 4 * MINUTE_MS,
  },
  {
    name: 'far and lossy',
    network: '256 kbit/s, round trip 600 ms, jitter 100 ms, loss 5 %',
    link: { bytesPerSecond: 256 * KBIT_PER_SECOND, delayMs: 300, jitterMs: 100, loss: 0.05 },
    sensors: [HEART_RATE],
    durationMs: 4 * MINUTE_MS,
  },
  {
    name: 'edge of the cell',
    network: '64 kbit/s, round trip 1,500 ms, jitter 300 ms, loss 20 %',
    link: { bytesPerSecond: 64 * KBIT_PER_SECOND, delayMs: 750, jitterMs: 300, loss: 0.2 },
    sensors: [HEART_RATE],
    durationMs: 4 * MINUTE_MS,
  },
  {
    name: 'silent 5 s',
    network: 'nothing in either direction for 5 s',
    sensors: [HEART_RATE, ECG],
    actions: (stage) => silence(stage, 30_000, 35_000),
    durationMs: 2 * MINUTE_MS,
  },
  {
    name: 'silent 90 s',
    network: 'nothing in either direction for 90 s',
    sensors: [HEART_RATE],
    actions: (stage) => silence(stage, 30_000, 120_000),
    outage: [30_000, 120_000],
    durationMs: 3 * MINUTE_MS,
  },
  {
    name: 'silent uplink 90 s',
    network: 'nothing from the phone arrives for 90 s',
    sensors: [HEART_RATE],
    actions: ({ link }) => [
      [30_000, () => link.setSilent(true, ['up'])],
      [120_000, () => link.setSilent(false)],
    ],
    outage: [30_000, 120_000],
    durationMs: 3 * MINUTE_MS,
  },
  {
    name: 'roam, not told',
    network: 'the phone gets another address',
    sensors: [HEART_RATE, ECG],
    actions: ({ link }) => [
      [
        30_000,
        () => {
          link.address++;
        },
      ],
    ],
    outage: [30_000, 30_000],
    durationMs: 2 * MINUTE_MS,
  },
  {
    name: 'roam, told',
    network: 'the phone gets another address, and the app calls networkChanged()',
    sensors: [HEART_RATE, ECG],
    actions: ({ link, producer }) => [
      [
        30_000,
        () => {
          link.address++;
          producer.networkChanged();
        },
      ],
    ],
    outage: [30_000, 30_000],
    durationMs: 2 * MINUTE_MS,
  },
  {
    name: '300 s without network',
    network: 'nothing in either direction for 300 s, 200 readings a second, with a store',
    sensors: [HEART_RATE, ACCELEROMETER],
    options: () => ({ persistence: persistIn(new MemoryStore()) }),
    actions: (stage) => silence(stage, 30_000, 330_000),
    outage: [30_000, 330_000],
    durationMs: 6 * MINUTE_MS,
  },
  {
    name: '300 s without network, no store',
    network: 'the same without a store: memory holds 8,192 readings',
    sensors: [HEART_RATE, ACCELEROMETER],
    actions: (stage) => silence(stage, 30_000, 330_000),
    outage: [30_000, 330_000],
    durationMs: 6 * MINUTE_MS,
  },
  {
    name: 'flapping',
    network: 'silent for 3 to 10 s, then working for 3 to 10 s, and so on, for 5 min',
    sensors: [HEART_RATE],
    actions: (stage) => flap(stage, 5 * MINUTE_MS),
    durationMs: 6 * MINUTE_MS,
  },
  {
    name: 'sign-in page',
    network:
      'after networkChanged(), a captive portal answers every token request with 403 for 60 s',
    sensors: [HEART_RATE],
    // With rejoin the client would not request a token.
    unsupported: 'rejoin',
    options: (stage) => ({ getToken: tokenBehindPortal(stage) }),
    actions: (stage) => [
      [
        30_000,
        () => {
          stage.isBehindPortal = true;
          stage.producer.networkChanged();
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
    durationMs: 4 * MINUTE_MS,
  },
  {
    name: 'idle proxy',
    network: 'a proxy closes connections that are idle for 30 s; one reading a minute',
    sensors: [{ ...HEART_RATE, intervalMs: MINUTE_MS }],
    actions: (stage) => closeIdle(stage, 10 * MINUTE_MS),
    durationMs: 10 * MINUTE_MS,
  },
  {
    name: 'idle proxy, heartbeats each 25 s',
    network: 'the same, with heartbeatMaxMs',
    sensors: [{ ...HEART_RATE, intervalMs: MINUTE_MS }],
    options: () => ({ timeouts: { heartbeatMaxMs: 25_000 } }),
    actions: (stage) => closeIdle(stage, 10 * MINUTE_MS),
    durationMs: 10 * MINUTE_MS,
  },
  {
    name: 'restart',
    network: 'the broker closes with 1012 and is down for 6 s',
    sensors: [HEART_RATE],
    actions: ({ broker }) => [
      [
        30_000,
        () => {
          broker.isDown = true;
          broker.closeAll(CloseCode.Restarting);
        },
      ],
      [
        36_000,
        () => {
          broker.isDown = false;
        },
      ],
    ],
    outage: [30_000, 36_000],
    durationMs: 2 * MINUTE_MS,
  },
];
