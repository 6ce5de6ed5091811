/** P-MON-1 to P-MON-3: monitors, which receive events without taking a consumer slot. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { TestClient } from '../context/test-client.js';
import { identify, type TestContext } from '../context/test-context.js';
import { consecutive, seqsOf, submit } from '../context/test-stream.js';
import { credentialHeaders, MONITOR_PATH, monitorToken, sendRequest } from '../http-client.js';
import { assert, assertSame, formatValue, NotApplicable } from '../verdict.js';
import { expectClose, expectRefusedConsumer } from './expect-close.js';

const EVENTS = 20;

/** Opens a monitor. Throws `NotApplicable` if the server does not support monitors. */
async function monitor(context: TestContext): Promise<TestClient> {
  const token = await monitorToken(context.settings, context.developer);
  return context.identified(token, Role.Consumer);
}

async function issuesToken(context: TestContext): Promise<string> {
  await monitorToken(context.settings, context.developer);
  const headers = credentialHeaders(context.developer);
  const answer = await sendRequest(context.settings, { path: MONITOR_PATH, headers });
  const isLine = answer.status === 200 && /^\{"token":"[^"\\\r\n]+"\}$/.test(answer.text);
  assert(isLine, `${answer.status} and a body other than one line with a token`);
  const wrong = { ...headers, 'x-api-key': 'not-the-key' };
  const refused = await sendRequest(context.settings, { path: MONITOR_PATH, headers: wrong });
  assertSame(refused.status, 403, 'the status for a wrong key');
  const get = await sendRequest(context.settings, {
    method: 'GET',
    path: MONITOR_PATH,
    headers,
  });
  assertSame(get.status, 405, 'the status for GET');
  return '200 {"token":"…"}, 403 for a wrong key, 405 for GET';
}

async function receivesOnly(context: TestContext): Promise<string> {
  const token = await monitorToken(context.settings, context.developer);
  const asProducer = await context.open();
  asProducer.send({ op: 3, d: { token, type: Role.Producer } });
  await expectClose(asProducer, CloseCode.InvalidToken);
  const asConsumer = await monitor(context);
  asConsumer.send(submit('{"val":1}'));
  return `as a producer 4001; SUBMIT: ${await expectClose(asConsumer, CloseCode.InvalidOpcode)}`;
}

/** Opens monitors before and after the consumers: both must be accepted and receive all events. */
async function besideConsumers(context: TestContext): Promise<string> {
  const early = await monitor(context);
  const stream = await context.stream();
  await context.otherConsumers();
  const late = await monitor(context);
  for (let i = 0; i < EVENTS; i++) stream.producer.send(submit(`{"i":${i}}`));
  const wanted = consecutive(stream.seq + 1, EVENTS);
  for (const client of [stream.consumer, late]) {
    assertSame(seqsOf(await client.nextDispatches(EVENTS)), wanted, 'seqs');
  }
  const seen = seqsOf(await early.nextDispatches(EVENTS + 1));
  assertSame(seen, [stream.seq, ...wanted], 'seqs of the monitor opened first');
  late.send({ op: 7, d: { after: stream.seq } });
  assertSame(seqsOf(await late.nextDispatches(EVENTS)), wanted, 'seqs of the replay');
  await stream.consumer.close();
  const again = await context.consumer();
  assert(!late.end && !early.end && !again.end, 'a connection was closed');
  return `READY while ${context.settings.consumersPerDeveloper} consumer(s) are connected, every event and a replay; a consumer can reconnect`;
}

async function onePastTheLimit(context: TestContext): Promise<string> {
  const { monitorsPerDeveloper: most } = context.settings;
  if (most < 1) throw new NotApplicable('the server allows no monitors');
  const monitors = [await monitor(context)];
  while (monitors.length < most) monitors.push(await monitor(context));
  const token = await monitorToken(context.settings, context.developer);
  const { seen } = await expectRefusedConsumer(context, token, CloseCode.LimitExceeded);
  const { consumer } = await context.stream();
  assert(!consumer.end, `a consumer was closed: ${formatValue(consumer.end)}`);
  await monitors[0]?.close();
  await identify(await context.open(), token, Role.Consumer);
  return `${seen} for monitor ${most + 1}; its token works once another has left`;
}

export const monitorChecks: readonly Check[] = [
  {
    id: 'monitors.token',
    rule: 'P-MON-1',
    title: 'issues tokens for monitors',
    expected: '200 and one line with a token; 403 for a wrong key, 405 for GET',
    run: issuesToken,
  },
  {
    id: 'monitors.reads-alone',
    rule: 'P-MON-1',
    title: 'gives a monitor the rights of a consumer only',
    expected: 'close 4001 as a producer, close 4004 for a SUBMIT',
    run: receivesOnly,
  },
  {
    id: 'monitors.beside-consumers',
    rule: 'P-MON-2',
    title: 'accepts monitors and consumers together and sends every event to each',
    expected: 'no close, every event and the replay',
    run: besideConsumers,
  },
  {
    id: 'monitors.limit',
    rule: 'P-MON-3',
    title: 'refuses a monitor over the limit, without consuming its token',
    expected: 'close 1008; the token works later',
    run: onePastTheLimit,
  },
];
