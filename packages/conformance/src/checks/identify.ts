/** P-ID-1 to P-ID-8: identifying, and what comes too early, too late or twice. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { Peer } from '../peers/peer.js';
import { identify, READY, type Scene } from '../peers/scene.js';
import { seqsOf, submit, submitMany, upFrom } from '../peers/stream.js';
import { demand, demandSame, shown } from '../verdict.js';
import { eachCloses, expectClose } from './closing.js';

/** Frames that wait behind an IDENTIFY; fewer than `pendingFramesMax`. */
const PIPELINED = 30;

async function readyFor(scene: Scene, token: string, role: Role): Promise<string> {
  const peer = await scene.open();
  await identify(peer, token, role);
  await peer.nothingMore('behind READY');
  return READY;
}

async function timesOut(scene: Scene): Promise<string> {
  const { intervalMs, identifyTimeoutMs, marginMs } = scene.settings;
  const peer = await scene.open();
  const openedAtMs = performance.now();
  peer.keepBeating(intervalMs / 4);
  const end = await peer.ended(identifyTimeoutMs + marginMs);
  await expectClose(peer, CloseCode.NotIdentified);
  const sinceStartMs = Math.round(end.atMs - peer.startedAtMs);
  demand(sinceStartMs >= identifyTimeoutMs, `closed ${sinceStartMs} ms after connecting`);
  demand(peer.acks > 0, 'the heartbeats got no ACK');
  return `4000 ${Math.round(end.atMs - openedAtMs)} ms after HELLO, with ${peer.acks} ACKs before`;
}

/** Several frames behind IDENTIFY without a wait for READY. */
async function pipelinedSubmits(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  const producer = await scene.open();
  const token = await scene.producerToken(stream.user);
  producer.send({ op: 3, d: { token, type: Role.Producer } });
  await submitMany(producer, PIPELINED);
  const events = await stream.consumer.takeDispatches(PIPELINED);
  demandSame(
    events.map((event) => event.d),
    upFrom(0, PIPELINED).map((n) => ({ n })),
    'readings',
  );
  demandSame(await producer.take('READY'), READY, 'the answer to IDENTIFY');
  return `READY, and ${PIPELINED} events in order`;
}

async function pipelinedReplay(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  const { seq } = stream;
  await stream.fill(5);
  await stream.consumer.close();
  const consumer = await scene.open();
  const token = await scene.consumerToken();
  consumer.send({ op: 3, d: { token, type: Role.Consumer } }, { op: 7, d: { after: seq } });
  demandSame(await consumer.take('READY'), READY, 'the first answer');
  demandSame(seqsOf(await consumer.takeDispatches(5)), upFrom(seq + 1, 5), 'replayed');
  return 'READY, then the 5 events';
}

async function secondIdentify(
  scene: Scene,
  peer: Peer,
  role: Role,
  token: string,
): Promise<string> {
  peer.send({ op: 3, d: { token, type: role } });
  const seen = await expectClose(peer, CloseCode.AlreadyIdentified);
  await readyFor(scene, token, role);
  return `${seen}; the second token works afterwards`;
}

const early = (op: string, frame: string): Check => ({
  id: `identify.early-${op.toLowerCase()}`,
  rule: 'P-ID-3',
  title: `closes on ${op} before IDENTIFY`,
  expected: 'close 4000',
  run: (scene) => eachCloses(scene, 'fresh', [frame], CloseCode.NotIdentified),
});

export const identifyChecks: readonly Check[] = [
  {
    id: 'identify.producer',
    rule: 'P-ID-1',
    title: 'answers a user token with READY',
    expected: '{"op":4}, once',
    run: async (scene) => readyFor(scene, await scene.producerToken(), Role.Producer),
  },
  {
    id: 'identify.consumer',
    rule: 'P-ID-1',
    title: 'answers a developer token with READY',
    expected: '{"op":4}, once',
    run: async (scene) => readyFor(scene, await scene.consumerToken(), Role.Consumer),
  },
  {
    id: 'identify.timeout',
    rule: 'P-ID-2',
    title: 'closes a connection that never identifies, though its heartbeats flow',
    expected: 'close 4000 after the identify timeout, not before',
    waits: true,
    run: timesOut,
  },
  early('SUBMIT', submit('{"val":1}')),
  early('REPLAY', '{"op":7,"d":{"after":0}}'),
  early('STATUS', '{"op":8,"d":{"connected":true}}'),
  {
    id: 'identify.twice-producer',
    rule: 'P-ID-6',
    title: 'closes a producer that identifies twice and leaves the second token alone',
    expected: 'close 4003; the second token is good for another connection',
    run: async (scene) => {
      const peer = await scene.producer();
      return secondIdentify(scene, peer, Role.Producer, await scene.producerToken());
    },
  },
  {
    id: 'identify.twice-consumer',
    rule: 'P-ID-6',
    title: 'closes a consumer that identifies twice and leaves the second token alone',
    expected: 'close 4003; the second token is good for another connection',
    run: async (scene) => {
      const peer = await scene.consumer();
      return secondIdentify(scene, peer, Role.Consumer, await scene.consumerToken());
    },
  },
  {
    id: 'identify.twice-at-once',
    rule: 'P-ID-6',
    title: 'closes on a second IDENTIFY right behind the first',
    expected: 'close 4003, with or without READY before it',
    run: async (scene) => {
      const peer = await scene.open();
      const [first, second] = [await scene.producerToken(), await scene.producerToken()];
      for (const token of [first, second]) peer.send({ op: 3, d: { token, type: Role.Producer } });
      return expectClose(peer, CloseCode.AlreadyIdentified);
    },
  },
  {
    id: 'identify.before-hello',
    rule: 'P-ID-7',
    title: 'takes IDENTIFY from a client that has not read HELLO',
    expected: 'HELLO, then READY',
    run: async (scene) => {
      const token = await scene.producerToken();
      const peer = await scene.dial();
      peer.send({ op: 3, d: { token, type: Role.Producer } });
      const hello = await peer.take('HELLO');
      demand(hello.startsWith('{"op":2,'), `${shown(hello)} instead of HELLO`);
      demandSame(await peer.take('READY'), READY, 'the second frame');
      return 'HELLO, then READY';
    },
  },
  {
    id: 'identify.pipelined-submits',
    rule: 'P-ID-8',
    title: 'handles SUBMITs that follow IDENTIFY without a wait',
    expected: 'READY, and each event in order',
    run: pipelinedSubmits,
  },
  {
    id: 'identify.pipelined-replay',
    rule: 'P-ID-8',
    title: 'handles a REPLAY that follows IDENTIFY without a wait',
    expected: 'READY, then the replayed events',
    run: pipelinedReplay,
  },
  {
    id: 'identify.two-producers',
    rule: 'P-ID-14',
    title: 'lets several producers speak for one user',
    expected: 'events of both, with the uid of the user',
    run: async (scene) => {
      const stream = await scene.stream();
      const second = await scene.producer({ user: stream.user });
      await stream.passes('{"from":1}');
      second.send(submit('{"from":2}'));
      const event = await stream.consumer.takeDispatch();
      demandSame(
        event.text,
        stream.dispatchText(++stream.seq, '{"from":2}', '"HEART_RATE"'),
        'the event',
      );
      await stream.passes('{"from":1}');
      return `three events of two producers, all of ${stream.user}`;
    },
  },
];
