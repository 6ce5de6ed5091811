/** P-HB: heartbeats, their ACKs, and the deadline. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { timePasses } from '../condition.js';
import type { Peer } from '../peers/peer.js';
import { identify, READY, type Scene, type Stage } from '../peers/scene.js';
import { submitMany, upFrom } from '../peers/stream.js';
import { demand, demandSame, NotApplicable, shown } from '../verdict.js';
import { expectClose } from './closing.js';

const ACK = '{"op":1}';
const FLOOD = 100;
/** Time that a server may take for each ACK of a flood. */
const PACE_MAX_MS = 100;
const STORED = 200;

async function oneAckEach(scene: Scene, stage: Stage): Promise<string> {
  const peer = await scene.at(stage);
  const before = peer.texts.length;
  for (let beats = 1; beats <= 5; beats++) {
    peer.beat();
    await peer.ackCount(beats);
  }
  for (let beats = 0; beats < 3; beats++) peer.beat();
  await peer.ackCount(8);
  await peer.close();
  demandSame(peer.texts.slice(before), Array(8).fill(ACK), 'answers to 8 heartbeats');
  return '8 heartbeats, 8 ACKs';
}

/** Waits for 4005 and says how long after `sinceMs` it came. */
async function missed(scene: Scene, peer: Peer, sinceMs: () => number): Promise<string> {
  const { intervalMs, windowMs, marginMs } = scene.settings;
  const end = await peer.ended(windowMs + marginMs);
  await expectClose(peer, CloseCode.HeartbeatMissed);
  const afterMs = Math.round(end.atMs - sinceMs());
  demand(afterMs >= intervalMs, `4005 after ${afterMs} ms, before the interval had passed`);
  return `4005 after ${afterMs} ms (interval ${intervalMs} ms)`;
}

async function neverBeats(scene: Scene, stage: 'producer' | 'consumer'): Promise<string> {
  const peer = await scene.at(stage);
  return missed(scene, peer, () => peer.startedAtMs);
}

async function stopsBeating(scene: Scene): Promise<string> {
  const peer = await scene.producer({ beats: false });
  await timePasses(scene.settings.intervalMs / 2);
  peer.beat();
  await peer.ackCount(1);
  return missed(scene, peer, () => peer.beatAtMs);
}

/** Its HEARTBEATs may wait behind its data on a slow link: as long as anything comes, it is alive. */
async function busyButNeverBeats(scene: Scene): Promise<string> {
  const { intervalMs, windowMs } = scene.settings;
  const peer = await scene.producer({ beats: false });
  let sentAtMs = performance.now();
  const timer = setInterval(() => {
    sentAtMs = performance.now();
    peer.send('{"op":8,"d":{"connected":true}}');
  }, intervalMs / 8);
  try {
    await timePasses(2 * windowMs);
    demand(!peer.end, 'the connection ended while frames came');
  } finally {
    clearInterval(timer);
  }
  return `open after ${2 * windowMs} ms of frames; ${await missed(scene, peer, () => sentAtMs)}`;
}

/** Timers of real clients overshoot; the window allows for that. */
async function slightlyLate(scene: Scene): Promise<string> {
  const { intervalMs } = scene.settings;
  const peer = await scene.producer({ beats: false });
  peer.keepBeating(intervalMs * 1.05);
  await peer.ackCount(4, intervalMs * 10);
  demand(!peer.end, 'the connection ended');
  return `open after ${peer.beats} beats at 1.05 intervals`;
}

async function firstBeatLate(scene: Scene): Promise<string> {
  const { intervalMs } = scene.settings;
  const peer = await scene.producer({ beats: false });
  await timePasses(intervalMs * 0.9);
  peer.beat();
  await peer.ackCount(1);
  return 'ACK for a first beat at 0.9 intervals';
}

async function firstBeatEarly(scene: Scene): Promise<string> {
  const peer = await scene.dial();
  peer.beat();
  await peer.ackCount(1);
  const hello = await peer.take('HELLO');
  demand(hello.startsWith('{"op":2,'), `${shown(hello)} instead of HELLO`);
  demandSame(peer.texts[1], ACK, 'the second frame');
  return 'HELLO, then the ACK';
}

/** Everything at once: each must have its ACK in the end, and nobody else may feel it. */
async function flood(scene: Scene): Promise<string> {
  const { intervalMs, replyTimeoutMs } = scene.settings;
  const bystander = await scene.bystander();
  const peer = await scene.producer({ beats: false });
  for (let beats = 0; beats < FLOOD; beats++) peer.beat();
  peer.keepBeating(intervalMs / 4); // the ACKs may take longer than the window
  await peer.ackCount(FLOOD, FLOOD * PACE_MAX_MS + replyTimeoutMs);
  peer.stopBeating();
  await peer.nothingMore('behind the ACKs');
  demandSame(peer.acks, peer.beats, 'ACKs');
  return `${FLOOD} beats at once, an ACK for each; ${await bystander.unharmed()}`;
}

async function floodInLoop(scene: Scene): Promise<string> {
  const bystander = await scene.bystander();
  const peer = await scene.producer({ beats: false });
  const startMs = performance.now();
  for (let beats = 1; beats <= FLOOD; beats++) {
    peer.beat();
    await peer.ackCount(beats);
  }
  const tookMs = Math.round(performance.now() - startMs);
  return `${FLOOD} beats and ACKs in turn in ${tookMs} ms; ${await bystander.unharmed()}`;
}

/** Once the ACK is there, a REPLAY must find every event that was submitted before the heartbeat. */
async function barrier(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  const { consumer, producer, seq } = stream;
  producer.stopBeating();
  await producer.fence();
  await submitMany(producer, STORED);
  await producer.fence();
  consumer.send({ op: 7, d: { after: seq } });
  const seen = new Map<number, number>();
  const isAll = (): boolean => [...seen.values()].filter((times) => times === 2).length === STORED;
  while (!isAll()) {
    const event = await consumer.takeDispatch(`${STORED} events live and replayed`);
    seen.set(event.seq, (seen.get(event.seq) ?? 0) + 1);
  }
  demandSame(
    [...seen.keys()].sort((a, b) => a - b),
    upFrom(seq + 1, STORED),
    'seqs',
  );
  return `a REPLAY right behind the ACK held all ${STORED}`;
}

/** While nothing can be stored, no ACK may come; in the end the client is told to try again. */
async function stalledStorage(scene: Scene): Promise<string> {
  const { barrierTimeoutMs, marginMs, stallStorage } = scene.settings;
  if (stallStorage === undefined) throw new NotApplicable('how to stall the storage is not given');
  const producer = await scene.producer({ beats: false });
  await producer.fence();
  const { acks } = producer;
  const release = await stallStorage();
  try {
    await submitMany(producer, STORED);
    producer.beat();
    await producer.ended(barrierTimeoutMs + marginMs);
    demandSame(producer.acks, acks, 'ACKs, the last one for a heartbeat before the stall');
    await expectClose(producer, CloseCode.TryAgainLater);
    return `no ACK, close ${CloseCode.TryAgainLater} while nothing could be stored`;
  } finally {
    await release();
  }
}

async function waitsForAck(scene: Scene): Promise<string> {
  const token = await scene.consumerToken();
  const peer = await scene.open();
  peer.beat();
  await peer.ackCount(1);
  await identify(peer, token, Role.Consumer);
  demandSame(peer.texts.slice(1), [ACK, READY], 'frames behind HELLO');
  return 'ACK, then READY';
}

export const heartbeatChecks: readonly Check[] = [
  ...(['fresh', 'producer', 'consumer'] as const).map(
    (stage): Check => ({
      id: `heartbeat.ack-${stage}`,
      rule: 'P-HB-1',
      title: `answers each heartbeat with one ACK: ${stage === 'fresh' ? 'before IDENTIFY' : stage}`,
      expected: 'as many {"op":1} as heartbeats, and nothing else',
      run: (scene) => oneAckEach(scene, stage),
    }),
  ),
  {
    id: 'heartbeat.ack-before-identify',
    rule: 'P-HB-1',
    title: 'serves a consumer that beats before IDENTIFY and waits for the ACK',
    expected: 'ACK, then READY',
    run: waitsForAck,
  },
  {
    id: 'heartbeat.first-early',
    rule: 'P-HB-2',
    title: 'takes a heartbeat from a client that has not read HELLO',
    expected: 'HELLO, then the ACK',
    run: firstBeatEarly,
  },
  {
    id: 'heartbeat.first-late',
    rule: 'P-HB-2',
    title: 'takes a first heartbeat near the end of the interval',
    expected: 'ACK',
    waits: true,
    run: firstBeatLate,
  },
  {
    id: 'heartbeat.never-producer',
    rule: 'P-HB-3',
    title: 'closes a producer that never beats',
    expected: 'close 4005 between 1 and 1.5 intervals after connecting',
    waits: true,
    run: (scene) => neverBeats(scene, 'producer'),
  },
  {
    id: 'heartbeat.never-consumer',
    rule: 'P-HB-3',
    title: 'closes a consumer that never beats',
    expected: 'close 4005 between 1 and 1.5 intervals after connecting',
    run: (scene) => neverBeats(scene, 'consumer'),
  },
  {
    id: 'heartbeat.stops',
    rule: 'P-HB-3',
    title: 'closes a connection that stops beating',
    expected: 'close 4005 between 1 and 1.5 intervals after the last heartbeat',
    waits: true,
    run: stopsBeating,
  },
  {
    id: 'heartbeat.busy-without',
    rule: 'P-HB-3',
    title: 'keeps a producer that sends, but never beats, and closes it when it falls silent',
    expected: 'no close while frames come, close 4005 between 1 and 1.5 intervals after the last',
    waits: true,
    run: busyButNeverBeats,
  },
  {
    id: 'heartbeat.slightly-late',
    rule: 'P-HB-3',
    title: 'keeps a connection whose heartbeats come a little late',
    expected: 'no close at 1.05 intervals',
    waits: true,
    run: slightlyLate,
  },
  {
    id: 'heartbeat.flood',
    rule: 'P-HB-4',
    title: 'answers a flood of heartbeats one by one and stays open',
    expected: 'an ACK for each, no close, no harm to a bystander',
    run: flood,
  },
  {
    id: 'heartbeat.flood-in-loop',
    rule: 'P-HB-4',
    title: 'serves a client that beats again as soon as the ACK is there',
    expected: 'an ACK for each, no close, no harm to a bystander',
    run: floodInLoop,
  },
  {
    id: 'heartbeat.barrier',
    rule: 'P-HB-5',
    title: 'sends an ACK only when the SUBMITs before the heartbeat are stored',
    expected: 'a REPLAY right behind the ACK holds all of them',
    run: barrier,
  },
  {
    id: 'heartbeat.stalled-storage',
    rule: 'P-HB-5',
    title: 'sends no ACK while the SUBMITs before the heartbeat cannot be stored',
    expected: 'no ACK, and close 1013 when the wait has lasted too long',
    run: stalledStorage,
  },
];
