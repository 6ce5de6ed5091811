/** P-EXT-4: the same protocol with MessagePack in place of JSON. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { asking, helloIn, join, openAsking } from '../peers/joining.js';
import type { Scene } from '../peers/scene.js';
import { submit } from '../peers/stream.js';
import { demandSame } from '../verdict.js';
import { WireOpcode, wireFrame } from '../wire/frame-writer.js';
import { expectClose } from './closing.js';

const MSGPACK = { encoding: 'msgpack' } as const;
const READINGS = [
  '{"ts":"now","val":83}',
  '{"ts":"now","d":[1,-2.5,3000000000,0.1],"x":null,"y":[{}],"z":{"é":true}}',
  `{"long":"${'é'.repeat(300)}","d":[${Array.from({ length: 300 }, (_, n) => n * 100).join(',')}]}`,
];

/** A SUBMIT, `{"op":6,"t":"A","d":{"x":…}}`, up to the value of x. */
const SUBMIT_OF = '83a26f7006a174a141a16481a178';
/** Bytes in hex that are no frame in MessagePack of what JSON has too. */
const MALFORMED: readonly [what: string, hex: string][] = [
  ['a byte that MessagePack does not have', 'c1ff'],
  ['nothing', ''],
  ['an array', '9100'],
  ['a number', '00'],
  ['half a frame', '81a26f'],
  ['a frame and a half', '81a26f700081'],
  ['a map without op', '80'],
  ['bytes', `${SUBMIT_OF}c40100`],
  ['a time stamp', `${SUBMIT_OF}d6ff00000000`],
  ['not a number', `${SUBMIT_OF}cb7ff8000000000000`],
  ['a map key that is no string', `${SUBMIT_OF}810102`],
];

async function speaksMsgpack(scene: Scene): Promise<string> {
  const greeted = await openAsking(scene, MSGPACK);
  const hello = helloIn(greeted.texts[0] ?? '');
  demandSame(Object.keys(hello), ['heartbeat_interval', 'encoding'], 'keys of d in HELLO');
  const stream = await scene.stream(asking(MSGPACK));
  for (const d of READINGS) await stream.passes(d, '"ECG"');
  const plain = await scene.producer({ user: stream.user });
  plain.send(submit('{"val":61}'));
  const mixed = await stream.consumer.takeDispatch('an event of a JSON producer');
  demandSame(mixed.d, { val: 61 }, 'the event of a JSON producer');
  const replayed = await stream.replay({ after: stream.seq - 1, before: stream.seq + 1 });
  demandSame(replayed[0]?.d, JSON.parse(READINGS.at(-1) as string), 'a replayed event');
  stream.consumer.send({ op: 0 });
  await stream.consumer.close();
  const reader = await scene.consumer();
  reader.send({ op: 7, d: { after: stream.seq - READINGS.length, before: stream.seq + 1 } });
  for (const d of READINGS) {
    const { text, seq } = await reader.takeDispatch();
    demandSame(text, stream.dispatchText(seq, d, '"ECG"'), 'the event as JSON');
  }
  return `HELLO, READY and ${READINGS.length} readings in binary; as JSON they are the same`;
}

async function refusesText(scene: Scene): Promise<string> {
  const { peer } = await join(scene, Role.Producer, MSGPACK);
  peer.wire.sendText('{"op":0}');
  return expectClose(peer, CloseCode.InvalidFrame);
}

async function refusesMalformed(scene: Scene): Promise<string> {
  for (const [what, hex] of MALFORMED) {
    const { peer } = await join(scene, Role.Producer, MSGPACK);
    peer.stopBeating();
    peer.wire.sendRaw(wireFrame(WireOpcode.Binary, Buffer.from(hex, 'hex')));
    await expectClose(peer, CloseCode.InvalidFrame).catch((error: Error) => {
      error.message = `${what}: ${error.message}`;
      throw error;
    });
  }
  return `${MALFORMED.length} of ${MALFORMED.length} closed with 1003`;
}

export const msgpackChecks: readonly Check[] = [
  {
    id: 'msgpack.frames',
    rule: 'P-EXT-4',
    title: 'speaks MessagePack from HELLO on, to consumers and producers of one stream with JSON',
    expected: 'every frame a binary MessagePack map; the same readings either way',
    run: speaksMsgpack,
  },
  {
    id: 'msgpack.text',
    rule: 'P-EXT-4',
    title: 'refuses a text message on a connection of MessagePack',
    expected: 'close 1003',
    run: refusesText,
  },
  {
    id: 'msgpack.malformed',
    rule: 'P-EXT-4',
    title: 'refuses bytes that are no frame, and values that JSON does not have',
    expected: 'close 1003',
    run: refusesMalformed,
  },
];
