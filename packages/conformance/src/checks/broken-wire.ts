/** P-FR-4, P-FR-9: frames that break the rules below the protocol. Only the sender may feel it. */
import { CloseCode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { endText } from '../peers/peer.js';
import type { Scene } from '../peers/scene.js';
import { demand } from '../verdict.js';
import { closePayload, WireOpcode, wireFrame } from '../wire/frame-writer.js';
import { expectCloseOrCut, withBystander } from './closing.js';

/** Protocol error, not a frame of ours, not UTF-8, too large. */
const REFUSALS: readonly number[] = [
  1002,
  CloseCode.InvalidFrame,
  CloseCode.InvalidUtf8,
  CloseCode.TooLarge,
];

/** Byte strings that are no UTF-8 (RFC 3629): each alone and inside a frame that would be good. */
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
const BEAT = Buffer.from('{"op":0}');

/** Bytes that no client may send after the handshake. */
const BROKEN: readonly [what: string, bytes: Buffer][] = [
  ['an unmasked frame', wireFrame(WireOpcode.Text, BEAT, { masked: false })],
  ['reserved bit 1', wireFrame(WireOpcode.Text, BEAT, { rsv: 4 })],
  ['reserved bit 2', wireFrame(WireOpcode.Text, BEAT, { rsv: 2 })],
  ['reserved bit 3', wireFrame(WireOpcode.Text, BEAT, { rsv: 1 })],
  ['a reserved opcode', wireFrame(0x3, BEAT)],
  ['a reserved control opcode', wireFrame(0xb, EMPTY)],
  ['a continuation of nothing', wireFrame(WireOpcode.Continuation, BEAT)],
  [
    'a message inside a message',
    Buffer.concat([
      wireFrame(WireOpcode.Text, BEAT, { fin: false }),
      wireFrame(WireOpcode.Text, BEAT),
    ]),
  ],
  ['a fragmented ping', wireFrame(WireOpcode.Ping, EMPTY, { fin: false })],
  ['a ping of 126 bytes', wireFrame(WireOpcode.Ping, Buffer.alloc(126))],
  ['a length of 2^62', wireFrame(WireOpcode.Text, BEAT, { declaredLength: 1n << 62n })],
];

async function notUtf8(scene: Scene): Promise<string> {
  for (const bytes of NOT_UTF8) {
    const inside = Buffer.concat([
      Buffer.from('{"op":6,"d":{"s":"'),
      bytes,
      Buffer.from('"},"t":"A"}'),
    ]);
    for (const payload of [bytes, inside]) {
      const peer = await scene.at('producer');
      peer.wire.sendRaw(wireFrame(WireOpcode.Text, payload));
      await expectCloseOrCut(peer, [CloseCode.InvalidUtf8]);
    }
  }
  return `${NOT_UTF8.length * 2} texts ended their connections`;
}

/** Twice each: a server may take the head of what follows for the rest of what it did not understand. */
async function brokenFrames(scene: Scene): Promise<string> {
  const ends = new Set<string>();
  for (const [what, bytes] of BROKEN) {
    const peer = await scene.at('producer');
    peer.wire.sendRaw(Buffer.concat([bytes, bytes]));
    const end = await peer.ended();
    const isRefused = end.kind === 'cut' || REFUSALS.includes(end.code);
    demand(isRefused, `${what}: ${endText(end)}`);
    ends.add(end.kind === 'cut' ? 'cut' : String(end.code));
  }
  return `${BROKEN.length} kinds of broken frames: ${[...ends].join(', ')}`;
}

/** Frames that end a connection, but not as they should. */
async function brokenCloses(scene: Scene): Promise<string> {
  const payloads = [Buffer.of(3), closePayload(1005), closePayload(999), closePayload(65_535)];
  payloads.push(Buffer.concat([closePayload(1000), Buffer.of(0xff, 0xfe)]), Buffer.alloc(126));
  for (const payload of payloads) {
    const peer = await scene.at('producer');
    peer.wire.sendRaw(wireFrame(WireOpcode.Close, payload));
    await peer.ended();
  }
  return `${payloads.length} broken close frames ended their connections`;
}

async function partialFrame(scene: Scene): Promise<string> {
  const whole = wireFrame(WireOpcode.Text, BEAT);
  for (let cut = 1; cut < whole.length; cut++) {
    const peer = await scene.open();
    peer.wire.sendRaw(whole.subarray(0, cut));
    peer.wire.destroy();
  }
  const slow = await scene.open();
  for (const byte of whole) {
    slow.wire.sendRaw(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  slow.beats++;
  await slow.ackCount(1);
  return `${whole.length - 1} frames cut in the middle; one sent byte by byte got its ACK`;
}

export const brokenWireChecks: readonly Check[] = [
  {
    id: 'wire.not-utf8',
    rule: 'P-FR-4',
    title: 'ends a connection that sends text which is not UTF-8',
    expected: 'close 1007 or a cut; no harm to a bystander',
    run: (scene) => withBystander(scene, () => notUtf8(scene)),
  },
  {
    id: 'wire.broken-frames',
    rule: 'P-FR-9',
    title: 'ends a connection that breaks the WebSocket framing',
    expected: 'a close or a cut of the sender; no harm to a bystander',
    run: (scene) => withBystander(scene, () => brokenFrames(scene)),
  },
  {
    id: 'wire.partial-frames',
    rule: 'P-FR-9',
    title: 'bears frames that end in the middle or dribble in',
    expected: 'an ACK for the whole one; no harm to a bystander',
    run: (scene) => withBystander(scene, () => partialFrame(scene)),
  },
  {
    id: 'wire.broken-closes',
    rule: 'P-FR-9',
    title: 'bears close frames that are broken',
    expected: 'the connection ends; no harm to a bystander',
    run: (scene) => withBystander(scene, () => brokenCloses(scene)),
  },
];
