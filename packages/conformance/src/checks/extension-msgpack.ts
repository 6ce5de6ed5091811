/** P-EXT-4: MessagePack instead of JSON. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import {
  identifyWithExtensions,
  negotiationOptions,
  openWithExtensions,
  parseHello,
} from '../context/negotiation.js';
import type { TestContext } from '../context/test-context.js';
import { submit } from '../context/test-stream.js';
import { assertSame } from '../verdict.js';
import { WireOpcode, wireFrame } from '../wire/frame-writer.js';
import { expectClose, expectCloseAfter } from './expect-close.js';

const MSGPACK = { encoding: 'msgpack' } as const;
const READINGS = [
  '{"ts":"now","val":83}',
  '{"ts":"now","d":[1,-2.5,3000000000,0.1],"x":null,"y":[{}],"z":{"é":true}}',
  `{"long":"${'é'.repeat(300)}","d":[${Array.from({ length: 300 }, (_, n) => n * 100).join(',')}]}`,
];

/** The MessagePack of `{"op":6,"t":"A","d":{"x":…}}` up to the value of x, in hex. */
const SUBMIT_OF = '83a26f7006a174a141a16481a178';
/** Bytes in hex that are not a MessagePack frame, or that have a value with no JSON equivalent. */
const MALFORMED: readonly [what: string, hex: string][] = [
  ['a byte that MessagePack does not use', 'c1ff'],
  ['no bytes', ''],
  ['an array', '9100'],
  ['a number', '00'],
  ['an incomplete frame', '81a26f'],
  ['a frame followed by an incomplete one', '81a26f700081'],
  ['a map without op', '80'],
  ['binary data', `${SUBMIT_OF}c40100`],
  ['a timestamp', `${SUBMIT_OF}d6ff00000000`],
  ['NaN', `${SUBMIT_OF}cb7ff8000000000000`],
  ['a map key that is not a string', `${SUBMIT_OF}810102`],
];

async function speaksMsgpack(context: TestContext): Promise<string> {
  const greeting = await openWithExtensions(context, MSGPACK);
  const hello = parseHello(greeting.texts[0] ?? '');
  assertSame(Object.keys(hello), ['heartbeat_interval', 'encoding'], 'keys of d in HELLO');
  const stream = await context.stream(negotiationOptions(MSGPACK));
  for (const d of READINGS) await stream.roundTrip(d, '"ECG"');
  const plain = await context.producer({ user: stream.user });
  plain.send(submit('{"val":61}'));
  const mixed = await stream.consumer.nextDispatch('an event of a JSON producer');
  assertSame(mixed.d, { val: 61 }, 'the event of a JSON producer');
  const replayed = await stream.replay({ after: stream.seq - 1, before: stream.seq + 1 });
  assertSame(replayed[0]?.d, JSON.parse(READINGS.at(-1) as string), 'a replayed event');
  stream.consumer.send({ op: 0 });
  await stream.consumer.close();
  const reader = await context.consumer();
  reader.send({ op: 7, d: { after: stream.seq - READINGS.length, before: stream.seq + 1 } });
  for (const d of READINGS) {
    const { text, seq } = await reader.nextDispatch();
    assertSame(text, stream.dispatchText(seq, d, '"ECG"'), 'the event as JSON');
  }
  return `HELLO, READY and ${READINGS.length} readings in MessagePack; a JSON consumer received the same`;
}

async function refusesText(context: TestContext): Promise<string> {
  const { client } = await identifyWithExtensions(context, Role.Producer, MSGPACK);
  client.wire.sendText('{"op":0}');
  return expectClose(client, CloseCode.InvalidFrame);
}

async function refusesMalformed(context: TestContext): Promise<string> {
  for (const [what, hex] of MALFORMED) {
    const { client } = await identifyWithExtensions(context, Role.Producer, MSGPACK);
    client.stopHeartbeats();
    client.wire.sendRaw(wireFrame(WireOpcode.Binary, Buffer.from(hex, 'hex')));
    await expectCloseAfter(what, client, CloseCode.InvalidFrame);
  }
  return `${MALFORMED.length} of ${MALFORMED.length} closed with 1003`;
}

export const msgpackChecks: readonly Check[] = [
  {
    id: 'msgpack.frames',
    rule: 'P-EXT-4',
    title: 'uses MessagePack from HELLO on while other clients of the stream use JSON',
    expected:
      'every frame is a binary MessagePack map; the readings are the same in both encodings',
    run: speaksMsgpack,
  },
  {
    id: 'msgpack.text',
    rule: 'P-EXT-4',
    title: 'refuses a text message on a MessagePack connection',
    expected: 'close 1003',
    run: refusesText,
  },
  {
    id: 'msgpack.malformed',
    rule: 'P-EXT-4',
    title: 'refuses bytes that are not a frame, and values without a JSON equivalent',
    expected: 'close 1003',
    run: refusesMalformed,
  },
];
