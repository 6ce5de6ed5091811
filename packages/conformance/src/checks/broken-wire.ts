/** P-FR-4, P-FR-9: invalid WebSocket frames and invalid UTF-8. They must affect only the sender. */
import { CloseCode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { endText } from '../context/test-client.js';
import type { TestContext } from '../context/test-context.js';
import { assert } from '../verdict.js';
import { closePayload, WireOpcode, wireFrame } from '../wire/frame-writer.js';
import { expectCloseOrCut, withNeighbourStream } from './expect-close.js';

/** Close codes accepted for an invalid WebSocket frame. */
const REFUSALS: readonly number[] = [
  1002,
  CloseCode.InvalidFrame,
  CloseCode.InvalidUtf8,
  CloseCode.TooLarge,
];

/** Invalid UTF-8 (RFC 3629); each is sent alone and inside an otherwise valid frame. */
const NOT_UTF8 = [
  [0x80],
  [0xc3],
  [0xc0, 0xaf],
  [0xe2, 0x82],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xff, 0xfe],
].map((bytes) => Buffer.from(bytes));

const EMPTY = Buffer.alloc(0);
const HEARTBEAT = Buffer.from('{"op":0}');

/** Bytes that RFC 6455 forbids a client to send. */
const BROKEN: readonly [what: string, bytes: Buffer][] = [
  ['an unmasked frame', wireFrame(WireOpcode.Text, HEARTBEAT, { masked: false })],
  ['reserved bit 1', wireFrame(WireOpcode.Text, HEARTBEAT, { rsv: 4 })],
  ['reserved bit 2', wireFrame(WireOpcode.Text, HEARTBEAT, { rsv: 2 })],
  ['reserved bit 3', wireFrame(WireOpcode.Text, HEARTBEAT, { rsv: 1 })],
  ['a reserved opcode', wireFrame(0x3, HEARTBEAT)],
  ['a reserved control opcode', wireFrame(0xb, EMPTY)],
  ['a continuation frame without a message', wireFrame(WireOpcode.Continuation, HEARTBEAT)],
  [
    'a message inside a fragmented message',
    Buffer.concat([
      wireFrame(WireOpcode.Text, HEARTBEAT, { fin: false }),
      wireFrame(WireOpcode.Text, HEARTBEAT),
    ]),
  ],
  ['a fragmented ping', wireFrame(WireOpcode.Ping, EMPTY, { fin: false })],
  ['a ping of 126 bytes', wireFrame(WireOpcode.Ping, Buffer.alloc(126))],
  ['a length of 2^62', wireFrame(WireOpcode.Text, HEARTBEAT, { declaredLength: 1n << 62n })],
];

async function notUtf8(context: TestContext): Promise<string> {
  for (const bytes of NOT_UTF8) {
    const inside = Buffer.concat([
      Buffer.from('{"op":6,"d":{"s":"'),
      bytes,
      Buffer.from('"},"t":"A"}'),
    ]);
    for (const payload of [bytes, inside]) {
      const client = await context.inState('producer');
      client.wire.sendRaw(wireFrame(WireOpcode.Text, payload));
      await expectCloseOrCut(client, [CloseCode.InvalidUtf8]);
    }
  }
  return `${NOT_UTF8.length * 2} invalid texts, each ended its connection`;
}

/** Sends each frame twice: a server may expect more bytes than the first copy has, and would otherwise wait. */
async function brokenFrames(context: TestContext): Promise<string> {
  const ends = new Set<string>();
  for (const [what, bytes] of BROKEN) {
    const client = await context.inState('producer');
    client.wire.sendRaw(Buffer.concat([bytes, bytes]));
    const end = await client.waitForEnd();
    const isRefused = end.kind === 'cut' || REFUSALS.includes(end.code);
    assert(isRefused, `${what}: ${endText(end)}`);
    ends.add(end.kind === 'cut' ? 'cut' : String(end.code));
  }
  return `${BROKEN.length} kinds of invalid frames: ${[...ends].join(', ')}`;
}

/** Invalid close frames. */
async function brokenCloses(context: TestContext): Promise<string> {
  const payloads = [Buffer.of(3), closePayload(1005), closePayload(999), closePayload(65_535)];
  payloads.push(Buffer.concat([closePayload(1000), Buffer.of(0xff, 0xfe)]), Buffer.alloc(126));
  for (const payload of payloads) {
    const client = await context.inState('producer');
    client.wire.sendRaw(wireFrame(WireOpcode.Close, payload));
    await client.waitForEnd();
  }
  return `${payloads.length} invalid close frames, each ended its connection`;
}

async function partialFrame(context: TestContext): Promise<string> {
  const whole = wireFrame(WireOpcode.Text, HEARTBEAT);
  for (let cut = 1; cut < whole.length; cut++) {
    const client = await context.open();
    client.wire.sendRaw(whole.subarray(0, cut));
    client.wire.destroy();
  }
  const slow = await context.open();
  for (const byte of whole) {
    slow.wire.sendRaw(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  slow.heartbeats++;
  await slow.waitForAcks(1);
  return `${whole.length - 1} incomplete frames; a frame sent byte by byte got its ACK`;
}

export const brokenWireChecks: readonly Check[] = [
  {
    id: 'wire.not-utf8',
    rule: 'P-FR-4',
    title: 'ends a connection that sends a text message with invalid UTF-8',
    expected: 'close 1007 or a cut; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => notUtf8(context)),
  },
  {
    id: 'wire.broken-frames',
    rule: 'P-FR-9',
    title: 'ends a connection that sends an invalid WebSocket frame',
    expected: 'the sender is closed or cut; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => brokenFrames(context)),
  },
  {
    id: 'wire.partial-frames',
    rule: 'P-FR-9',
    title: 'handles incomplete frames and frames that arrive byte by byte',
    expected: 'an ACK for the frame that arrives byte by byte; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => partialFrame(context)),
  },
  {
    id: 'wire.broken-closes',
    rule: 'P-FR-9',
    title: 'handles invalid close frames',
    expected: 'the connection ends; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => brokenCloses(context)),
  },
];
