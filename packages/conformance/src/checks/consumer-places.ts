/** P-ID-9 to P-ID-12: how many consumers a developer may have, and when a place is free again. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { endText, type Peer } from '../peers/peer.js';
import { identify, READY, type Scene } from '../peers/scene.js';
import { type Stream, seqsOf, submit } from '../peers/stream.js';
import { demand, demandSame, NotApplicable } from '../verdict.js';
import { expectClose } from './closing.js';

const RECONNECTS = 20;

/** A stream whose developer has as many consumers as are allowed. */
async function fullHouse(scene: Scene): Promise<{ stream: Stream; consumers: Peer[] }> {
  const stream = await scene.stream();
  const consumers = [stream.consumer];
  while (consumers.length < scene.settings.consumersPerDeveloper) {
    consumers.push(await scene.consumer());
  }
  return { stream, consumers };
}

function mustRefuse(scene: Scene): void {
  if (scene.settings.consumerTakeOver) throw new NotApplicable('newcomers take over here');
}

async function onePastTheLimit(scene: Scene): Promise<string> {
  mustRefuse(scene);
  const { stream, consumers } = await fullHouse(scene);
  const token = await scene.consumerToken();
  const late = await scene.open();
  late.send({ op: 3, d: { token, type: Role.Consumer } });
  const { probeTimeoutMs, replyTimeoutMs } = scene.settings;
  const seen = await expectClose(late, CloseCode.AlreadyConnected, probeTimeoutMs + replyTimeoutMs);
  demandSame(late.texts.length, 1, 'frames that the newcomer got, HELLO included');
  await stream.passes('{"still":"here"}');
  for (const consumer of consumers) demand(!consumer.end, 'a consumer lost its place');
  await stream.consumer.close();
  await identify(await scene.open(), token, Role.Consumer);
  return `${seen}; those before stay; the token works once a place is free`;
}

async function refusedSeveralTimes(scene: Scene): Promise<string> {
  mustRefuse(scene);
  const { stream } = await fullHouse(scene);
  const token = await scene.consumerToken();
  const { probeTimeoutMs, replyTimeoutMs } = scene.settings;
  for (let attempt = 0; attempt < 3; attempt++) {
    const late = await scene.open();
    late.send({ op: 3, d: { token, type: Role.Consumer } });
    await expectClose(late, CloseCode.AlreadyConnected, probeTimeoutMs + replyTimeoutMs);
  }
  await stream.passes('{"still":"here"}');
  return 'three refusals with one token, and the stream goes on';
}

/** The old consumer is there for TCP, but answers nothing any more. */
async function halfOpen(scene: Scene): Promise<string> {
  const old = await scene.consumer({ answerPings: false, beats: false });
  old.wire.pause();
  for (let others = 1; others < scene.settings.consumersPerDeveloper; others++) {
    await scene.consumer();
  }
  const token = await scene.consumerToken();
  const newcomer = await scene.open();
  newcomer.keepBeating(scene.settings.intervalMs / 4);
  const askedAtMs = performance.now();
  newcomer.send({ op: 3, d: { token, type: Role.Consumer } });
  const { probeTimeoutMs, windowMs, marginMs } = scene.settings;
  const withinMs = Math.min(probeTimeoutMs, windowMs) + marginMs;
  const ready = (): true | undefined => (newcomer.texts.includes(READY) ? true : undefined);
  await newcomer.wait(ready, 'READY for the newcomer', withinMs);
  const tookMs = Math.round(performance.now() - askedAtMs);
  old.wire.resume();
  const end = await old.ended();
  demand(old.pings > 0, 'the old connection got no ping');
  return `READY after ${tookMs} ms; the silent one got ${old.pings} pings and ${endText(end)}`;
}

/** A consumer that leaves and is back with the next packet. */
async function comesBackAtOnce(
  scene: Scene,
  leave: (peer: Peer) => Promise<void>,
): Promise<string> {
  let old = await scene.consumer();
  let slowestMs = 0;
  for (let round = 0; round < RECONNECTS; round++) {
    const token = await scene.consumerToken();
    await leave(old);
    const leftAtMs = performance.now();
    old = await scene.open();
    await identify(old, token, Role.Consumer);
    slowestMs = Math.max(slowestMs, performance.now() - leftAtMs);
  }
  return `${RECONNECTS} times READY, at most ${Math.ceil(slowestMs)} ms after the close`;
}

async function closesItself(peer: Peer): Promise<void> {
  peer.wire.sendClose();
  await peer.ended();
}

async function isClosed(peer: Peer): Promise<void> {
  peer.send(submit('{}'));
  await expectClose(peer, CloseCode.InvalidOpcode);
}

async function cutsTheLink(peer: Peer): Promise<void> {
  peer.wire.destroy();
  await peer.wire.gone;
}

async function everyConsumerGetsAll(scene: Scene): Promise<string> {
  const limit = scene.settings.consumersPerDeveloper;
  if (limit < 2) throw new NotApplicable('this server allows one consumer a developer');
  const { stream, consumers } = await fullHouse(scene);
  const events = await stream.fill(50);
  for (const consumer of consumers.slice(1)) {
    const got = await consumer.takeDispatches(50);
    demandSame(
      got.map(({ text }) => text),
      events.map(({ text }) => text),
      'events',
    );
  }
  return `${limit} consumers got seqs ${seqsOf(events)[0]} to ${stream.seq}`;
}

async function takesOver(scene: Scene): Promise<string> {
  if (!scene.settings.consumerTakeOver) throw new NotApplicable('newcomers are refused here');
  const { stream, consumers } = await fullHouse(scene);
  const newcomer = await scene.consumer();
  const seen = await expectClose(stream.consumer, CloseCode.AlreadyConnected);
  for (const consumer of consumers.slice(1)) demand(!consumer.end, 'a younger one lost its place');
  stream.producer.send(submit('{"for":"all"}'));
  await newcomer.takeDispatch();
  return `READY for the newcomer; the oldest got ${seen}`;
}

export const consumerPlaceChecks: readonly Check[] = [
  {
    id: 'places.limit',
    rule: 'P-ID-9',
    title: 'refuses one consumer too many, keeps those before it and does not use its token up',
    expected: 'close 4002; the old stream goes on; the token works later',
    run: onePastTheLimit,
  },
  {
    id: 'places.limit-repeated',
    rule: 'P-ID-9',
    title: 'refuses again and again without a loss for the consumer that is there',
    expected: 'close 4002 each time; the old stream goes on',
    run: refusedSeveralTimes,
  },
  {
    id: 'places.half-open',
    rule: 'P-ID-10',
    title: 'gives the place of a consumer that answers no ping to a newcomer',
    expected: 'READY within the probe timeout; the old connection ends',
    run: halfOpen,
  },
  {
    id: 'places.back-after-own-close',
    rule: 'P-ID-11',
    title: 'lets a consumer in again at once after it closed',
    expected: 'READY for a connection that follows the close without a pause',
    run: (scene) => comesBackAtOnce(scene, closesItself),
  },
  {
    id: 'places.back-after-server-close',
    rule: 'P-ID-11',
    title: 'lets a consumer in again at once after the server closed it',
    expected: 'READY for a connection that follows the close without a pause',
    run: (scene) => comesBackAtOnce(scene, isClosed),
  },
  {
    id: 'places.back-after-cut',
    rule: 'P-ID-11',
    title: 'lets a consumer in again at once after its link was cut',
    expected: 'READY for a connection that follows the cut without a pause',
    run: (scene) => comesBackAtOnce(scene, cutsTheLink),
  },
  {
    id: 'places.several',
    rule: 'P-ID-12',
    title: 'gives every consumer every event where several are allowed',
    expected: 'the same DISPATCHes for each',
    run: everyConsumerGetsAll,
  },
  {
    id: 'places.take-over',
    rule: 'P-ID-13',
    title: 'lets a newcomer take the place of the oldest where that is set',
    expected: 'READY for the newcomer, close 4002 for the oldest',
    run: takesOver,
  },
];
