/**
 * P-FR: valid and invalid frames. The server must close the sender of an invalid frame without affecting
 * others.
 */
import { CloseCode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { ConnectionState, TestContext } from '../context/test-context.js';
import { submit } from '../context/test-stream.js';
import { assert, assertSame } from '../verdict.js';
import { fragmented, WireOpcode, wireFrame } from '../wire/frame-writer.js';
import { expectClose, expectEachCloses, withNeighbourStream } from './expect-close.js';

const DEEP = 20_000;

const NOT_FRAMES = [
  '',
  ' ',
  'hello',
  '{',
  '{"op":0',
  '{"op":0}{"op":0}',
  '{"op":0,}',
  "{'op':0}",
  '\ufeff{"op":0}',
  '{"op":NaN}',
  '{"op":00}',
  '{"op":0,"x":"\u0001"}',
  '[]',
  '[{"op":0}]',
  '200',
  '"op"',
  'null',
  'true',
  '-1.5',
  '{}',
  '{"d":{},"t":"HEART_RATE"}',
  '{"op":null}',
  '{"op":"0"}',
  '{"op":true}',
  '{"op":[0]}',
  '{"op":0.5}',
  '{"op":1e999}',
  '{"__proto__":{"op":0}}',
  '{"op":0,"op":"x"}',
  '{"constructor":{"prototype":{"op":0}}}',
];

const DEEP_FRAMES = [
  '['.repeat(DEEP) + ']'.repeat(DEEP),
  '['.repeat(DEEP),
  `{"op":0,"x":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`,
  submit(`${'{"a":'.repeat(DEEP / 2)}1${'}'.repeat(DEEP / 2)}`),
];

/** A `d` with which a SUBMIT has this many levels of nesting. */
function nested(levels: number): string {
  return `${'{"a":'.repeat(levels - 2)}{}${'}'.repeat(levels - 2)}`;
}

/** Asserts the close for each input in each state while the second developer's stream is active. */
async function closesSenders(
  context: TestContext,
  states: readonly ConnectionState[],
  inputs: readonly string[],
  code: CloseCode,
): Promise<string> {
  return withNeighbourStream(context, async () => {
    const seen: string[] = [];
    for (const state of states) seen.push(await expectEachCloses(context, state, inputs, code));
    return `${seen[0]}, ${states.join(' and ')}`;
  });
}

async function binaryMessages(context: TestContext): Promise<string> {
  const messages = [
    Buffer.from('{"op":0}'),
    Buffer.of(0x81, 0xa2, 0x6f, 0x70, 0x00),
    Buffer.alloc(0),
    Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 167) & 0xff)),
  ];
  for (const state of ['anonymous', 'producer'] as const) {
    for (const message of messages) {
      const client = await context.inState(state);
      client.wire.sendRaw(wireFrame(WireOpcode.Binary, message));
      await expectClose(client, CloseCode.InvalidFrame);
    }
  }
  return `${messages.length} binary messages closed with 1003`;
}

/** A server need not read this much: it may cut the connection. */
const HUGE_BYTES = 8 * 1024 * 1024;

async function tooLarge(context: TestContext): Promise<string> {
  const { frameBytesMax } = context.settings;
  const sizes = [frameBytesMax + 1, frameBytesMax * 2];
  for (const size of sizes) {
    const client = await context.producer({ heartbeats: false });
    client.send(submitOfBytes(size));
    await expectClose(client, CloseCode.TooLarge);
  }
  const client = await context.producer({ heartbeats: false });
  const chunk = Math.ceil(frameBytesMax / 4);
  for (const frame of fragmented(submitOfBytes(frameBytesMax + 1), [chunk, chunk, chunk])) {
    client.wire.sendRaw(frame);
  }
  await expectClose(client, CloseCode.TooLarge);
  const huge = await context.producer({ heartbeats: false });
  huge.send(submitOfBytes(HUGE_BYTES));
  const end = await huge.waitForEnd();
  const isRefused = end.kind === 'cut' || end.code === CloseCode.TooLarge;
  assert(isRefused, `${HUGE_BYTES} bytes caused neither a cut nor a close with 1009`);
  return `close 1009 for ${sizes.join(', ')} bytes, whole or in fragments`;
}

/** A SUBMIT of exactly this many bytes. */
function submitOfBytes(size: number): string {
  const rest = size - submit('{"s":""}').length;
  return submit(`{"s":"${'x'.repeat(rest)}"}`);
}

async function largestFrame(context: TestContext): Promise<string> {
  const stream = await context.stream();
  const frame = submitOfBytes(context.settings.frameBytesMax);
  await stream.roundTrip(frame.slice('{"op":6,"d":'.length, -',"t":"HEART_RATE"}'.length));
  return `a SUBMIT of ${frame.length} bytes is dispatched`;
}

async function freeForm(context: TestContext): Promise<string> {
  const stream = await context.stream();
  const t = '"HEART_RATE"';
  const forms = [
    `{"t":${t},"d":{"val":1},"op":6}`,
    `\r\n\t { "d" : {"val":1} ,\n "op"\t:\r6 , "t" : ${t} } \n`,
    `{"op":6.0,"d":{"val":1},"t":${t}}`,
    `{"op":60e-1,"d":{"val":1},"t":${t}}`,
  ];
  for (const form of forms) await stream.roundTrip('{"val":1}', t, form);
  return `${forms.length} notations of one SUBMIT give the same DISPATCH`;
}

async function duplicateKeys(context: TestContext): Promise<string> {
  const stream = await context.stream();
  const pairs: readonly [frame: string, d: string, t: string][] = [
    ['{"op":6,"d":{},"t":"A","x":1,"s":null,"":[]}', '{}', '"A"'],
    ['{"op":0,"op":6,"d":{"n":1},"d":{"n":2},"t":"A","t":"B"}', '{"n":2}', '"B"'],
    ['{"op":6,"d":1,"t":1,"d":{"n":3},"t":"C"}', '{"n":3}', '"C"'],
    ['{"\\u006fp":6,"\\u0064":{"n":4},"\\u0074":"D"}', '{"n":4}', '"D"'],
    ['{"op":1,"d":0,"o\\u0070":6,"\\u0064":{"n":5},"t":"E"}', '{"n":5}', '"E"'],
    ['{"__proto__":{"op":0,"t":"X"},"op":6,"d":{},"t":"F"}', '{}', '"F"'],
  ];
  for (const [frame, d, t] of pairs) await stream.roundTrip(d, t, frame);
  return `${pairs.length} frames with unusual keys, read as JSON.parse reads them`;
}

async function fragments(context: TestContext): Promise<string> {
  const stream = await context.stream();
  const { producer, consumer } = stream;
  const d = '{"s":"é日😀","val":83.0}';
  const frames = fragmented(submit(d), [1, 0, 17, 2, 1, 1]);
  for (const [index, frame] of frames.entries()) {
    producer.wire.sendRaw(frame);
    if (index === 2) producer.wire.sendRaw(wireFrame(WireOpcode.Ping, Buffer.from('between')));
  }
  const event = await consumer.nextDispatch();
  assertSame(event.text, stream.dispatchText(++stream.seq, d, '"HEART_RATE"'), 'the event');
  await producer.waitFor(() => producer.pongs[0], 'the pong');
  assertSame(producer.pongs.map(String), ['between'], 'pongs');
  return `one event from ${frames.length} fragments; the ping between them was answered`;
}

export const frameChecks: readonly Check[] = [
  {
    id: 'frames.free-form',
    rule: 'P-FR-1',
    title: 'accepts any key order and white space',
    expected: 'the same DISPATCH for each notation',
    run: freeForm,
  },
  {
    id: 'frames.fragments',
    rule: 'P-FR-1',
    title: 'accepts a fragmented message with a ping between the fragments',
    expected: 'one DISPATCH; a pong with the same payload',
    run: fragments,
  },
  {
    id: 'frames.no-frame',
    rule: 'P-FR-2',
    title: 'refuses a message that is not JSON, not an object or has no integer op',
    expected: 'close 1003; another developer is not affected',
    run: (context) =>
      closesSenders(context, ['anonymous', 'producer'], NOT_FRAMES, CloseCode.InvalidFrame),
  },
  {
    id: 'frames.binary',
    rule: 'P-FR-3',
    title: 'refuses binary messages',
    expected: 'close 1003; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => binaryMessages(context)),
  },
  {
    id: 'frames.too-large',
    rule: 'P-FR-5',
    title: 'refuses messages over the size limit, including fragmented ones and one of 8 MiB',
    expected: 'close 1009, or a cut for 8 MiB; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => tooLarge(context)),
  },
  {
    id: 'frames.largest',
    rule: 'P-FR-5',
    title: 'accepts a message of exactly the size limit',
    expected: 'DISPATCH',
    run: largestFrame,
  },
  {
    id: 'frames.too-deep',
    rule: 'P-FR-6',
    title: `refuses nesting of ${DEEP} levels`,
    expected: 'close 1003; another developer is not affected',
    run: (context) =>
      closesSenders(context, ['anonymous', 'producer'], DEEP_FRAMES, CloseCode.InvalidFrame),
  },
  {
    id: 'frames.depth-limit',
    rule: 'P-FR-6',
    title: 'accepts nesting up to the limit and refuses one level more',
    expected: 'DISPATCH at the limit, close 1003 beyond it',
    run: async (context) => {
      const { frameDepthMax } = context.settings;
      const stream = await context.stream();
      await stream.roundTrip(nested(frameDepthMax));
      const beyond = submit(nested(frameDepthMax + 1));
      return `${frameDepthMax} levels are accepted; ${await expectEachCloses(context, 'producer', [beyond], CloseCode.InvalidFrame)}`;
    },
  },
  {
    id: 'frames.keys',
    rule: 'P-FR-7',
    title: 'ignores unknown keys and uses the last of duplicate keys',
    expected: 'DISPATCH with the last d and t',
    run: duplicateKeys,
  },
];
