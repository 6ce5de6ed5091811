/** What public client programs do, each as a whole session: a broker must serve them as they are. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { timePasses } from '../condition.js';
import type { Peer } from '../peers/peer.js';
import { identify, READY, type Scene } from '../peers/scene.js';
import { submit } from '../peers/stream.js';
import { demand, demandSame } from '../verdict.js';
import { expectClose } from './closing.js';

/** Beats once, is closed, and is back with a fresh token in the same breath. */
async function beatsOnce(scene: Scene): Promise<string> {
  const { windowMs, marginMs } = scene.settings;
  let consumer = await beatenOnce(scene, await scene.consumerToken());
  for (let round = 0; round < 2; round++) {
    const token = await scene.consumerToken();
    await consumer.ended(windowMs + marginMs);
    await expectClose(consumer, CloseCode.HeartbeatMissed);
    consumer = await beatenOnce(scene, token);
  }
  return 'twice 4005, each time READY for the next connection at once';
}

async function beatenOnce(scene: Scene, token: string): Promise<Peer> {
  const consumer = await scene.open();
  consumer.beat();
  await identify(consumer, token, Role.Consumer);
  return consumer;
}

/** Has no timer: every event that comes is answered by a heartbeat. */
async function beatsOnData(scene: Scene): Promise<string> {
  const { intervalMs, windowMs } = scene.settings;
  const consumer = await scene.consumer({ beats: false });
  const producer = await scene.producer();
  const untilMs = performance.now() + windowMs * 1.25;
  let events = 0;
  while (performance.now() < untilMs) {
    producer.send(submit(`{"n":${events++}}`));
    await consumer.takeDispatch();
    consumer.beat();
    await timePasses(intervalMs / 3);
  }
  await consumer.nothingMore('behind the last event');
  return `open after ${events} events and as many heartbeats`;
}

/** Sends the text `200` for all that it gets. */
async function answersWith200(scene: Scene): Promise<string> {
  const bystander = await scene.bystander();
  const early = await scene.open();
  early.send('200');
  await expectClose(early, CloseCode.InvalidFrame);
  const stream = await scene.stream();
  stream.consumer.send('200');
  const seen = await expectClose(stream.consumer, CloseCode.InvalidFrame);
  await identify(await scene.open(), await scene.consumerToken(), Role.Consumer);
  return `${seen}, the next one gets READY; ${await bystander.unharmed()}`;
}

/** Sends IDENTIFY as soon as the socket is open and never looks at the interval. */
async function identifiesBlindly(scene: Scene): Promise<string> {
  const token = await scene.consumerToken();
  const consumer = await scene.dial();
  consumer.send({ op: 3, d: { token, type: Role.Consumer } });
  await consumer.take('HELLO');
  demandSame(await consumer.take('READY'), READY, 'the second frame');
  const producer = await scene.producer();
  producer.send(submit('{"val":83.0}'));
  const event = await consumer.takeDispatch();
  demand(event.text.includes('{"val":83.0}'), event.text);
  return 'HELLO, READY, and a live event';
}

/** Sends nothing after READY until data comes: no heartbeat before the first interval is over. */
async function quietStart(scene: Scene): Promise<string> {
  const consumer = await scene.consumer({ beats: false });
  await timePasses(scene.settings.intervalMs * 0.9);
  consumer.keepBeating(scene.settings.intervalMs);
  const producer = await scene.producer();
  producer.send(submit('{"val":1}'));
  await consumer.takeDispatch();
  await consumer.ackCount(1);
  return 'served after a first heartbeat at 0.9 intervals';
}

export const realClientChecks: readonly Check[] = [
  {
    id: 'clients.beats-once',
    rule: 'P-HB-3',
    title: 'lets a consumer that beats once ever come back at once, again and again',
    expected: 'close 4005, then READY for a fresh token without a pause',
    run: beatsOnce,
  },
  {
    id: 'clients.beats-on-data',
    rule: 'P-HB-3',
    title: 'keeps a consumer that beats only when data arrives',
    expected: 'no close while data arrives more often than the window',
    run: beatsOnData,
  },
  {
    id: 'clients.answers-200',
    rule: 'P-FR-2',
    title: 'closes a consumer that answers with the text 200, and nobody else',
    expected: 'close 1003; its place is free; no harm to a bystander',
    run: answersWith200,
  },
  {
    id: 'clients.identifies-blindly',
    rule: 'P-ID-7',
    title: 'serves a consumer that identifies without reading HELLO',
    expected: 'HELLO, READY, DISPATCH',
    run: identifiesBlindly,
  },
  {
    id: 'clients.quiet-start',
    rule: 'P-HB-2',
    title: 'serves a consumer whose first heartbeat comes late',
    expected: 'DISPATCH and ACK, no close',
    run: quietStart,
  },
];
