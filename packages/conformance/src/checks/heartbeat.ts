/**
 * P-HB: heartbeats, their ACKs, and the heartbeat deadline.
 *
 * Over 250 lines, because it has all checks of one group.
 */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { delay } from '../condition.js';
import type { TestClient } from '../context/test-client.js';
import {
  type ConnectionState,
  identify,
  READY,
  type TestContext,
} from '../context/test-context.js';
import { expectLiveAndReplayed, submitMany } from '../context/test-stream.js';
import { assert, assertSame, formatValue, NotApplicable } from '../verdict.js';
import { expectClose, withNeighbourStream } from './expect-close.js';

const ACK = '{"op":1}';
const FLOOD = 100;
/** Longest time that a server may take for each ACK of a flood. */
const ACK_MAX_MS = 100;
const STORED = 200;

async function oneAckEach(context: TestContext, state: ConnectionState): Promise<string> {
  const client = await context.inState(state);
  const before = client.texts.length;
  for (let count = 1; count <= 5; count++) {
    client.sendHeartbeat();
    await client.waitForAcks(count);
  }
  for (let count = 0; count < 3; count++) client.sendHeartbeat();
  await client.waitForAcks(8);
  await client.close();
  assertSame(client.texts.slice(before), Array(8).fill(ACK), 'answers to 8 heartbeats');
  return '8 heartbeats, 8 ACKs';
}

/** Waits for close 4005 and asserts that it comes at least one interval after `sinceMs`. */
async function expectHeartbeatMissed(
  context: TestContext,
  client: TestClient,
  sinceMs: () => number,
): Promise<string> {
  const { intervalMs, windowMs, marginMs } = context.settings;
  const end = await client.waitForEnd(windowMs + marginMs);
  await expectClose(client, CloseCode.HeartbeatMissed);
  const afterMs = Math.round(end.atMs - sinceMs());
  assert(afterMs >= intervalMs, `4005 after ${afterMs} ms, before the interval had passed`);
  return `4005 after ${afterMs} ms (interval ${intervalMs} ms)`;
}

async function neverSendsHeartbeats(
  context: TestContext,
  state: 'producer' | 'consumer',
): Promise<string> {
  const client = await context.inState(state);
  return expectHeartbeatMissed(context, client, () => client.startedAtMs);
}

async function stopsHeartbeats(context: TestContext): Promise<string> {
  const client = await context.producer({ heartbeats: false });
  await delay(context.settings.intervalMs / 2);
  client.sendHeartbeat();
  await client.waitForAcks(1);
  return expectHeartbeatMissed(context, client, () => client.heartbeatAtMs);
}

/** On a slow link HEARTBEATs can be delayed by other frames, so any received frame extends the deadline. */
async function sendsFramesButNoHeartbeats(context: TestContext): Promise<string> {
  const { intervalMs, windowMs } = context.settings;
  const client = await context.producer({ heartbeats: false });
  let sentAtMs = performance.now();
  const timer = setInterval(() => {
    sentAtMs = performance.now();
    client.send('{"op":8,"d":{"connected":true}}');
  }, intervalMs / 8);
  try {
    await delay(2 * windowMs);
    assert(!client.end, 'the connection ended although frames arrived');
  } finally {
    clearInterval(timer);
  }
  return `open after ${2 * windowMs} ms of frames; ${await expectHeartbeatMissed(context, client, () => sentAtMs)}`;
}

/** Timers of real clients fire late; the window is longer than the interval for this reason. */
async function slightlyLate(context: TestContext): Promise<string> {
  const { intervalMs } = context.settings;
  const client = await context.producer({ heartbeats: false });
  client.startHeartbeats(intervalMs * 1.05);
  await client.waitForAcks(4, intervalMs * 10);
  assert(!client.end, 'the connection ended');
  return `open after ${client.heartbeats} heartbeats at 1.05 intervals`;
}

async function lateFirstHeartbeat(context: TestContext): Promise<string> {
  const { intervalMs } = context.settings;
  const client = await context.producer({ heartbeats: false });
  await delay(intervalMs * 0.9);
  client.sendHeartbeat();
  await client.waitForAcks(1);
  return 'ACK for a first heartbeat at 0.9 intervals';
}

async function earlyFirstHeartbeat(context: TestContext): Promise<string> {
  const client = await context.connect();
  client.sendHeartbeat();
  await client.waitForAcks(1);
  const hello = await client.nextFrame('HELLO');
  assert(hello.startsWith('{"op":2,'), `${formatValue(hello)} instead of HELLO`);
  assertSame(client.texts[1], ACK, 'the second frame');
  return 'HELLO, then the ACK';
}

/** Sends many heartbeats at once: each must be acknowledged. */
async function flood(context: TestContext): Promise<string> {
  const { intervalMs, replyTimeoutMs } = context.settings;
  const client = await context.producer({ heartbeats: false });
  for (let count = 0; count < FLOOD; count++) client.sendHeartbeat();
  client.startHeartbeats(intervalMs / 4); // the ACKs may take longer than the window
  await client.waitForAcks(FLOOD, FLOOD * ACK_MAX_MS + replyTimeoutMs);
  client.stopHeartbeats();
  await client.expectNoMoreFrames('after the ACKs');
  assertSame(client.acks, client.heartbeats, 'ACKs');
  return `${FLOOD} heartbeats at once, each acknowledged`;
}

async function floodInLoop(context: TestContext): Promise<string> {
  const client = await context.producer({ heartbeats: false });
  const startMs = performance.now();
  for (let count = 1; count <= FLOOD; count++) {
    client.sendHeartbeat();
    await client.waitForAcks(count);
  }
  const tookMs = Math.round(performance.now() - startMs);
  return `${FLOOD} heartbeats, each sent after the previous ACK, in ${tookMs} ms`;
}

/** After an ACK, a REPLAY must contain every event submitted before the heartbeat. */
async function barrier(context: TestContext): Promise<string> {
  const stream = await context.stream();
  const { consumer, producer, seq } = stream;
  producer.stopHeartbeats();
  await producer.fence();
  await submitMany(producer, STORED);
  await producer.fence();
  await expectLiveAndReplayed(consumer, seq, STORED);
  return `a REPLAY directly after the ACK contained all ${STORED} events`;
}

/** While the storage is stalled, the server must not acknowledge; it closes with 1013 after the barrier timeout. */
async function stalledStorage(context: TestContext): Promise<string> {
  const { barrierTimeoutMs, marginMs, stallStorage } = context.settings;
  if (stallStorage === undefined) throw new NotApplicable('stallStorage is not given');
  const producer = await context.producer({ heartbeats: false });
  await producer.fence();
  const { acks } = producer;
  const release = await stallStorage();
  try {
    await submitMany(producer, STORED);
    producer.sendHeartbeat();
    await producer.waitForEnd(barrierTimeoutMs + marginMs);
    assertSame(producer.acks, acks, 'ACKs, including those before the stall');
    await expectClose(producer, CloseCode.TryAgainLater);
    return `no ACK and close ${CloseCode.TryAgainLater} during the stall`;
  } finally {
    await release();
  }
}

async function waitsForAck(context: TestContext): Promise<string> {
  const token = await context.consumerToken();
  const client = await context.open();
  client.sendHeartbeat();
  await client.waitForAcks(1);
  await identify(client, token, Role.Consumer);
  assertSame(client.texts.slice(1), [ACK, READY], 'frames after HELLO');
  return 'ACK, then READY';
}

export const heartbeatChecks: readonly Check[] = [
  ...(['anonymous', 'producer', 'consumer'] as const).map(
    (state): Check => ({
      id: `heartbeat.ack-${state}`,
      rule: 'P-HB-1',
      title: `answers each heartbeat with one ACK: ${state === 'anonymous' ? 'before IDENTIFY' : state}`,
      expected: 'as many {"op":1} as heartbeats, and nothing else',
      run: (context) => oneAckEach(context, state),
    }),
  ),
  {
    id: 'heartbeat.ack-before-identify',
    rule: 'P-HB-1',
    title: 'serves a consumer that sends a heartbeat and waits for the ACK before IDENTIFY',
    expected: 'ACK, then READY',
    run: waitsForAck,
  },
  {
    id: 'heartbeat.first-early',
    rule: 'P-HB-2',
    title: 'accepts a heartbeat from a client that has not read HELLO',
    expected: 'HELLO, then the ACK',
    run: earlyFirstHeartbeat,
  },
  {
    id: 'heartbeat.first-late',
    rule: 'P-HB-2',
    title: 'accepts a first heartbeat near the end of the interval',
    expected: 'ACK',
    runsConcurrently: true,
    run: lateFirstHeartbeat,
  },
  {
    id: 'heartbeat.never-producer',
    rule: 'P-HB-3',
    title: 'closes a producer that sends no heartbeat',
    expected: 'close 4005 between 1 and 1.5 intervals after connecting',
    runsConcurrently: true,
    run: (context) => neverSendsHeartbeats(context, 'producer'),
  },
  {
    id: 'heartbeat.never-consumer',
    rule: 'P-HB-3',
    title: 'closes a consumer that sends no heartbeat',
    expected: 'close 4005 between 1 and 1.5 intervals after connecting',
    run: (context) => neverSendsHeartbeats(context, 'consumer'),
  },
  {
    id: 'heartbeat.stops',
    rule: 'P-HB-3',
    title: 'closes a connection that stops sending heartbeats',
    expected: 'close 4005 between 1 and 1.5 intervals after the last heartbeat',
    runsConcurrently: true,
    run: stopsHeartbeats,
  },
  {
    id: 'heartbeat.busy-without',
    rule: 'P-HB-3',
    title:
      'keeps a producer that sends other frames but no heartbeats, and closes it when they stop',
    expected:
      'no close while frames arrive; close 4005 between 1 and 1.5 intervals after the last one',
    runsConcurrently: true,
    run: sendsFramesButNoHeartbeats,
  },
  {
    id: 'heartbeat.slightly-late',
    rule: 'P-HB-3',
    title: 'keeps a connection whose heartbeats are slightly late',
    expected: 'no close at 1.05 intervals',
    runsConcurrently: true,
    run: slightlyLate,
  },
  {
    id: 'heartbeat.flood',
    rule: 'P-HB-4',
    title: 'answers a flood of heartbeats one by one and stays open',
    expected: 'an ACK for each, no close; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => flood(context)),
  },
  {
    id: 'heartbeat.flood-in-loop',
    rule: 'P-HB-4',
    title: 'serves a client that sends a heartbeat after each ACK without a pause',
    expected: 'an ACK for each, no close; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => floodInLoop(context)),
  },
  {
    id: 'heartbeat.barrier',
    rule: 'P-HB-5',
    title: 'sends an ACK only when the SUBMITs before the heartbeat are stored',
    expected: 'a REPLAY directly after the ACK contains all of them',
    run: barrier,
  },
  {
    id: 'heartbeat.stalled-storage',
    rule: 'P-HB-5',
    title: 'sends no ACK while SUBMITs before the heartbeat are not stored',
    expected: 'no ACK, and close 1013 after the barrier timeout',
    run: stalledStorage,
  },
];
