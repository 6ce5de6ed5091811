/** P-SUB, P-STA: what a producer sends, and that nothing of it is touched. */
import { CloseCode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { Scene } from '../peers/scene.js';
import { demand, demandSame } from '../verdict.js';
import { eachCloses } from './closing.js';

const ORDERED = 500;

const MALFORMED = [
  '{"op":6}',
  '{"op":6,"d":{}}',
  '{"op":6,"d":{},"t":""}',
  '{"op":6,"d":{},"t":null}',
  '{"op":6,"d":{},"t":7}',
  '{"op":6,"d":{},"t":["HEART_RATE"]}',
  '{"op":6,"d":{},"t":{}}',
  '{"op":6,"t":"HEART_RATE"}',
  '{"op":6,"d":null,"t":"HEART_RATE"}',
  '{"op":6,"d":[1],"t":"HEART_RATE"}',
  '{"op":6,"d":"{}","t":"HEART_RATE"}',
  '{"op":6,"d":83.0,"t":"HEART_RATE"}',
  '{"op":6,"d":true,"t":"HEART_RATE"}',
];

const MALFORMED_STATUS = [
  '{"op":8}',
  '{"op":8,"d":null}',
  '{"op":8,"d":[]}',
  '{"op":8,"d":"connected"}',
  '{"op":8,"d":{}}',
  '{"op":8,"d":{"connected":"yes"}}',
  '{"op":8,"d":{"connected":true,"device_id":7,"source":null,"reason":[]}}',
];

const STATUS = [
  '{"op":8,"d":{"connected":true}}',
  '{"op":8,"d":{"connected":false,"device_id":"A1","source":"ble","reason":"out of range"}}',
  '{"op":8,"d":{"connected":true,"further":{"a":1}}}',
];

type Pair = readonly [d: string, t?: string];

/** Submits each and expects it back, byte for byte. */
function untouched(id: string, what: string, pairs: readonly Pair[]): Check {
  return {
    id: `submit.${id}`,
    rule: 'P-SUB-2',
    title: `hands on ${what} byte for byte`,
    expected: 'DISPATCH with the same text for d and t, seq one higher each time',
    run: async (scene) => {
      const stream = await scene.stream();
      for (const [d, t] of pairs) await stream.passes(d, t);
      return `${pairs.length} of ${pairs.length} as sent`;
    },
  };
}

const byteForByte: readonly Check[] = [
  untouched('numbers', 'the spelling of numbers', [
    ['{"val":83.0}'],
    ['{"val":1e-7}'],
    ['{"a":1E+2,"b":-0,"c":-0.0,"d":0.10,"e":1e300}'],
    ['{"id":12345678901234567890,"n":9007199254740993}'],
    ['{"d":[0.1,0.30000000000000004,1.0e0,100000000000000000000000]}'],
  ]),
  untouched('key-order', 'the order and number of keys', [
    ['{"val":1,"ts":"x"}'],
    ['{"b":1,"a":2,"10":3,"9":4,"":5}'],
    ['{"a":1,"a":2}'],
    ['{"__proto__":{"x":1},"constructor":null,"toString":{}}'],
  ]),
  untouched('strings', 'escapes and text of any script', [
    ['{"s":"\\u00e9\\/\\n\\ud83d\\ude00\\"\\\\"}'],
    ['{"s":"é日本😀\u2028\u007f"}'],
    ['{"s":"\\ud83d\\ude00"}'],
    ['{"clé":"\\u0000"}'],
  ]),
  untouched('white-space', 'white space inside d', [
    ['{ "ts" : "x",\n\t"d" : [ 1 , 2 ] }'],
    ['{\r\n}'],
    ['{"a": {\t} }'],
  ]),
  untouched('types', 'event types that it does not know', [
    ['{"val":1}', '"RUNNING_HEART_RATE"'],
    ['{"val":1}', '"x"'],
    ['{}', '"ΔT"'],
    ['{}', '"A\\u0042\\/\\""'],
    ['{}', '" "'],
    ['{}', `"${'T'.repeat(1_000)}"`],
  ]),
  untouched('shapes', 'readings of any shape and size', [
    ['{}'],
    ['{"t":"2022-05-10T13:34:07.413Z","val":1}'],
    ['{"op":5,"uid":"u","seq":1,"d":{"op":0}}'],
    [`{"d":[${Array.from({ length: 8_000 }, (_, i) => i / 8).join(',')}]}`, '"ECG"'],
    [`{"s":"${'é'.repeat(20_000)}"}`],
  ]),
];

async function statusLeavesNoTrace(scene: Scene, frames: readonly string[]): Promise<string> {
  const stream = await scene.stream();
  for (const frame of frames) {
    stream.producer.send(frame);
    await stream.passes('{"behind":"it"}');
  }
  const last = await stream.replay({ after: stream.seq - frames.length });
  demandSame(last.length, frames.length, 'events in the log');
  demand(!stream.producer.end, 'the producer was closed');
  return `${frames.length} STATUS frames: nothing dispatched, no seq used, still open`;
}

export const submitChecks: readonly Check[] = [
  {
    id: 'submit.malformed',
    rule: 'P-SUB-1',
    title: 'refuses a SUBMIT without a type or without an object for d',
    expected: 'close 1003',
    run: (scene) => eachCloses(scene, 'producer', MALFORMED, CloseCode.InvalidFrame),
  },
  ...byteForByte,
  {
    id: 'submit.uid-of-frame',
    rule: 'P-SUB-3',
    title: 'takes uid from the token and seq from the stream, whatever the frame says',
    expected: 'DISPATCH with the uid of the token',
    run: async (scene) => {
      const stream = await scene.stream();
      const frame = '{"uid":"somebody","seq":1,"op":6,"d":{"val":1},"t":"HEART_RATE","user":"x"}';
      await stream.passes('{"val":1}', '"HEART_RATE"', frame);
      return `uid ${stream.user}`;
    },
  },
  {
    id: 'submit.without-ts',
    rule: 'P-SUB-4',
    title: 'passes on a reading without ts',
    expected: 'DISPATCH with the same d',
    run: async (scene) => {
      const stream = await scene.stream();
      await stream.passes('{"val":61}');
      return 'd without ts';
    },
  },
  {
    id: 'submit.old-reading',
    rule: 'P-SUB-5',
    title: 'keeps old readings and numbers them as they arrive',
    expected: 'seq rises though ts falls',
    run: async (scene) => {
      const stream = await scene.stream();
      for (const year of [2024, 1999, 2030, 1970]) {
        await stream.passes(`{"ts":"${year}-01-01T00:00:00.000Z","val":1}`);
      }
      return 'four readings in the order of arrival';
    },
  },
  {
    id: 'submit.order',
    rule: 'P-SUB-7',
    title: 'keeps the order of one connection',
    expected: `${ORDERED} events in the order in which they were sent`,
    run: async (scene) => {
      const stream = await scene.stream();
      const events = await stream.fill(ORDERED);
      events.forEach((event, n) => {
        demandSame(event.d, { n }, `event ${n}`);
      });
      return `${ORDERED} events in order`;
    },
  },
  {
    id: 'submit.status',
    rule: 'P-STA-1',
    title: 'takes STATUS of a producer, and neither stores nor dispatches it',
    expected: 'no DISPATCH, no seq used, no close',
    run: (scene) => statusLeavesNoTrace(scene, STATUS),
  },
  {
    id: 'submit.status-malformed',
    rule: 'P-STA-2',
    title: 'drops a malformed STATUS without closing',
    expected: 'no DISPATCH, no seq used, no close',
    run: (scene) => statusLeavesNoTrace(scene, MALFORMED_STATUS),
  },
];
