/** P-MON-1 to P-MON-3: those who watch beside the consumers. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { Peer } from '../peers/peer.js';
import { identify, type Scene } from '../peers/scene.js';
import { seqsOf, submit, upFrom } from '../peers/stream.js';
import { ask, headersOf, MONITOR_PATH, monitorToken } from '../token-client.js';
import { demand, demandSame, NotApplicable, shown } from '../verdict.js';
import { expectClose } from './closing.js';

const EVENTS = 20;

/** Identified as a monitor. Throws `NotApplicable` where the server has none. */
async function monitor(scene: Scene): Promise<Peer> {
  const token = await monitorToken(scene.settings, scene.developer);
  const peer = await scene.open();
  peer.keepBeating(scene.settings.intervalMs / 4);
  await identify(peer, token, Role.Consumer);
  return peer;
}

async function asksForToken(scene: Scene): Promise<string> {
  await monitorToken(scene.settings, scene.developer);
  const headers = headersOf(scene.developer);
  const answer = await ask(scene.settings, { path: MONITOR_PATH, headers });
  const isLine = answer.status === 200 && /^\{"token":"[^"\\\r\n]+"\}$/.test(answer.text);
  demand(isLine, `${answer.status}, and the body is not one line with a token`);
  const wrong = { ...headers, 'x-api-key': 'not-the-key' };
  const refused = await ask(scene.settings, { path: MONITOR_PATH, headers: wrong });
  demandSame(refused.status, 403, 'the status for a wrong key');
  const get = await ask(scene.settings, { method: 'GET', path: MONITOR_PATH, headers });
  demandSame(get.status, 405, 'the status for GET');
  return '200 {"token":"…"}, 403 for a wrong key, 405 for GET';
}

async function readsAlone(scene: Scene): Promise<string> {
  const token = await monitorToken(scene.settings, scene.developer);
  const pretender = await scene.open();
  pretender.send({ op: 3, d: { token, type: Role.Producer } });
  await expectClose(pretender, CloseCode.InvalidToken);
  const watching = await monitor(scene);
  watching.send(submit('{"val":1}'));
  return `as a producer 4001; SUBMIT: ${await expectClose(watching, CloseCode.InvalidOpcode)}`;
}

/** Before the consumers and behind them: neither is in the other's way. */
async function besideConsumers(scene: Scene): Promise<string> {
  const early = await monitor(scene);
  const stream = await scene.stream();
  for (let others = 1; others < scene.settings.consumersPerDeveloper; others++) {
    await scene.consumer();
  }
  const late = await monitor(scene);
  for (let i = 0; i < EVENTS; i++) stream.producer.send(submit(`{"i":${i}}`));
  const wanted = upFrom(stream.seq + 1, EVENTS);
  for (const peer of [stream.consumer, late]) {
    demandSame(seqsOf(await peer.takeDispatches(EVENTS)), wanted, 'seqs');
  }
  const seen = seqsOf(await early.takeDispatches(EVENTS + 1));
  demandSame(seen, [stream.seq, ...wanted], 'seqs of the one that was there before');
  late.send({ op: 7, d: { after: stream.seq } });
  demandSame(seqsOf(await late.takeDispatches(EVENTS)), wanted, 'seqs of its replay');
  await stream.consumer.close();
  const again = await scene.consumer();
  demand(!late.end && !early.end && !again.end, 'somebody was closed');
  return `READY beside ${scene.settings.consumersPerDeveloper} consumer(s), every event and a replay; a consumer comes back`;
}

async function onePastTheLimit(scene: Scene): Promise<string> {
  const { monitorsPerDeveloper: most, probeTimeoutMs, replyTimeoutMs } = scene.settings;
  if (most < 1) throw new NotApplicable('the server allows no monitors');
  const monitors = [await monitor(scene)];
  while (monitors.length < most) monitors.push(await monitor(scene));
  const token = await monitorToken(scene.settings, scene.developer);
  const newcomer = await scene.open();
  newcomer.send({ op: 3, d: { token, type: Role.Consumer } });
  const within = probeTimeoutMs + replyTimeoutMs;
  const seen = await expectClose(newcomer, CloseCode.LimitExceeded, within);
  const { consumer } = await scene.stream();
  demand(!consumer.end, `a consumer was closed: ${shown(consumer.end)}`);
  await monitors[0]?.close();
  await identify(await scene.open(), token, Role.Consumer);
  return `${seen} for number ${most + 1}; its token works once a place is free`;
}

export const monitorChecks: readonly Check[] = [
  {
    id: 'monitors.token',
    rule: 'P-MON-1',
    title: 'hands out tokens for monitors',
    expected: '200 and one line with a token; 403 and 405 as for any token',
    run: asksForToken,
  },
  {
    id: 'monitors.reads-alone',
    rule: 'P-MON-1',
    title: 'lets a monitor do what a consumer may do, and no more',
    expected: 'close 4001 as a producer, close 4004 for a SUBMIT',
    run: readsAlone,
  },
  {
    id: 'monitors.beside-consumers',
    rule: 'P-MON-2',
    title: 'lets monitors and consumers in beside each other, with every event for each',
    expected: 'no close, every event and the replay',
    run: besideConsumers,
  },
  {
    id: 'monitors.limit',
    rule: 'P-MON-3',
    title: 'refuses the monitor past the limit, and spends no token',
    expected: 'close 1008; the token works later',
    run: onePastTheLimit,
  },
];
