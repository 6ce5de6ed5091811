/** P-FR: what counts as a frame. The offender is closed; a bystander's stream runs all the while. */
import { CloseCode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { Scene, Stage } from '../peers/scene.js';
import { submit } from '../peers/stream.js';
import { demand, demandSame } from '../verdict.js';
import { fragmented, WireOpcode, wireFrame } from '../wire/frame-writer.js';
import { eachCloses, expectClose } from './closing.js';

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

/** A SUBMIT's `d` that makes a frame of so many levels. */
function nested(levels: number): string {
  return `${'{"a":'.repeat(levels - 2)}{}${'}'.repeat(levels - 2)}`;
}

/** Closes each input's connection with the code, at each stage, while a bystander's stream runs. */
async function closesOffenders(
  scene: Scene,
  stages: readonly Stage[],
  inputs: readonly string[],
  code: CloseCode,
): Promise<string> {
  const bystander = await scene.bystander();
  const seen: string[] = [];
  for (const stage of stages) seen.push(await eachCloses(scene, stage, inputs, code));
  return `${seen[0]}, ${stages.join(' and ')}; ${await bystander.unharmed()}`;
}

async function binaryMessages(scene: Scene): Promise<string> {
  const bystander = await scene.bystander();
  const messages = [
    Buffer.from('{"op":0}'),
    Buffer.of(0x81, 0xa2, 0x6f, 0x70, 0x00),
    Buffer.alloc(0),
    Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 167) & 0xff)),
  ];
  for (const stage of ['fresh', 'producer'] as const) {
    for (const message of messages) {
      const peer = await scene.at(stage);
      peer.wire.sendRaw(wireFrame(WireOpcode.Binary, message));
      await expectClose(peer, CloseCode.InvalidFrame);
    }
  }
  return `${messages.length} binary messages closed with 1003; ${await bystander.unharmed()}`;
}

/** So much a server need not read: it may cut the link. */
const HUGE_BYTES = 8 * 1024 * 1024;

async function tooLarge(scene: Scene): Promise<string> {
  const { frameBytesMax } = scene.settings;
  const bystander = await scene.bystander();
  const sizes = [frameBytesMax + 1, frameBytesMax * 2];
  for (const size of sizes) {
    const peer = await scene.producer({ beats: false });
    peer.send(submitOfBytes(size));
    await expectClose(peer, CloseCode.TooLarge);
  }
  const peer = await scene.producer({ beats: false });
  const chunk = Math.ceil(frameBytesMax / 4);
  for (const frame of fragmented(submitOfBytes(frameBytesMax + 1), [chunk, chunk, chunk])) {
    peer.wire.sendRaw(frame);
  }
  await expectClose(peer, CloseCode.TooLarge);
  const huge = await scene.producer({ beats: false });
  huge.send(submitOfBytes(HUGE_BYTES));
  const end = await huge.ended();
  const isRefused = end.kind === 'cut' || end.code === CloseCode.TooLarge;
  demand(isRefused, `${HUGE_BYTES} bytes were neither cut nor closed with 1009`);
  return `close 1009 for ${sizes.join(', ')} bytes, whole or in fragments; ${await bystander.unharmed()}`;
}

/** A SUBMIT of exactly so many bytes. */
function submitOfBytes(size: number): string {
  const rest = size - submit('{"s":""}').length;
  return submit(`{"s":"${'x'.repeat(rest)}"}`);
}

async function largestFrame(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  const frame = submitOfBytes(scene.settings.frameBytesMax);
  await stream.passes(frame.slice('{"op":6,"d":'.length, -',"t":"HEART_RATE"}'.length));
  return `a SUBMIT of ${frame.length} bytes passes`;
}

async function freeForm(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  const t = '"HEART_RATE"';
  const forms = [
    `{"t":${t},"d":{"val":1},"op":6}`,
    `\r\n\t { "d" : {"val":1} ,\n "op"\t:\r6 , "t" : ${t} } \n`,
    `{"op":6.0,"d":{"val":1},"t":${t}}`,
    `{"op":60e-1,"d":{"val":1},"t":${t}}`,
  ];
  for (const form of forms) await stream.passes('{"val":1}', t, form);
  return `${forms.length} spellings of one SUBMIT give the same DISPATCH`;
}

async function keysTwice(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  const pairs: readonly [frame: string, d: string, t: string][] = [
    ['{"op":6,"d":{},"t":"A","x":1,"s":null,"":[]}', '{}', '"A"'],
    ['{"op":0,"op":6,"d":{"n":1},"d":{"n":2},"t":"A","t":"B"}', '{"n":2}', '"B"'],
    ['{"op":6,"d":1,"t":1,"d":{"n":3},"t":"C"}', '{"n":3}', '"C"'],
    ['{"\\u006fp":6,"\\u0064":{"n":4},"\\u0074":"D"}', '{"n":4}', '"D"'],
    ['{"op":1,"d":0,"o\\u0070":6,"\\u0064":{"n":5},"t":"E"}', '{"n":5}', '"E"'],
    ['{"__proto__":{"op":0,"t":"X"},"op":6,"d":{},"t":"F"}', '{}', '"F"'],
  ];
  for (const [frame, d, t] of pairs) await stream.passes(d, t, frame);
  return `${pairs.length} frames with odd keys read as JSON.parse reads them`;
}

async function fragments(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  const { producer, consumer } = stream;
  const d = '{"s":"é日😀","val":83.0}';
  const frames = fragmented(submit(d), [1, 0, 17, 2, 1, 1]);
  for (const [index, frame] of frames.entries()) {
    producer.wire.sendRaw(frame);
    if (index === 2) producer.wire.sendRaw(wireFrame(WireOpcode.Ping, Buffer.from('between')));
  }
  const event = await consumer.takeDispatch();
  demandSame(event.text, stream.dispatchText(++stream.seq, d, '"HEART_RATE"'), 'the event');
  await producer.wait(() => producer.pongs[0], 'the pong');
  demandSame(producer.pongs.map(String), ['between'], 'pongs');
  return `one event out of ${frames.length} fragments, the ping between them answered`;
}

export const frameChecks: readonly Check[] = [
  {
    id: 'frames.free-form',
    rule: 'P-FR-1',
    title: 'takes any key order and white space',
    expected: 'the same DISPATCH for each spelling',
    run: freeForm,
  },
  {
    id: 'frames.fragments',
    rule: 'P-FR-1',
    title: 'takes a message in fragments, with a ping between them',
    expected: 'one DISPATCH; a pong with the same bytes',
    run: fragments,
  },
  {
    id: 'frames.no-frame',
    rule: 'P-FR-2',
    title: 'refuses what is not JSON, not an object or has no integer op',
    expected: 'close 1003; no harm to a bystander',
    run: (scene) =>
      closesOffenders(scene, ['fresh', 'producer'], NOT_FRAMES, CloseCode.InvalidFrame),
  },
  {
    id: 'frames.binary',
    rule: 'P-FR-3',
    title: 'refuses binary messages',
    expected: 'close 1003; no harm to a bystander',
    run: binaryMessages,
  },
  {
    id: 'frames.too-large',
    rule: 'P-FR-5',
    title: 'refuses messages over the limit, 8 MB ones and fragmented ones included',
    expected: 'close 1009; no harm to a bystander',
    run: tooLarge,
  },
  {
    id: 'frames.largest',
    rule: 'P-FR-5',
    title: 'takes a message of exactly the limit',
    expected: 'DISPATCH',
    run: largestFrame,
  },
  {
    id: 'frames.too-deep',
    rule: 'P-FR-6',
    title: `refuses nesting of ${DEEP} levels`,
    expected: 'close 1003; no harm to a bystander',
    run: (scene) =>
      closesOffenders(scene, ['fresh', 'producer'], DEEP_FRAMES, CloseCode.InvalidFrame),
  },
  {
    id: 'frames.depth-limit',
    rule: 'P-FR-6',
    title: 'takes nesting up to the limit and refuses one level more',
    expected: 'DISPATCH at the limit, close 1003 beyond it',
    run: async (scene) => {
      const { frameDepthMax } = scene.settings;
      const stream = await scene.stream();
      await stream.passes(nested(frameDepthMax));
      const beyond = submit(nested(frameDepthMax + 1));
      return `${frameDepthMax} levels pass; ${await eachCloses(scene, 'producer', [beyond], CloseCode.InvalidFrame)}`;
    },
  },
  {
    id: 'frames.keys',
    rule: 'P-FR-7',
    title: 'ignores unknown keys and takes the last of several',
    expected: 'DISPATCH with the last d and t',
    run: keysTwice,
  },
];
