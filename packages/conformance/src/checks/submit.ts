/** P-SUB, P-STA: SUBMIT and STATUS. A reading must be dispatched byte for byte. */
import { CloseCode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { TestContext } from '../context/test-context.js';
import { assert, assertSame } from '../verdict.js';
import { expectEachCloses } from './expect-close.js';

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

/** A check that submits each pair and asserts that it is dispatched byte for byte. */
function unchanged(id: string, what: string, pairs: readonly Pair[]): Check {
  return {
    id: `submit.${id}`,
    rule: 'P-SUB-2',
    title: `dispatches ${what} byte for byte`,
    expected: 'DISPATCH with the same text for d and t, seq rising by one',
    run: async (context) => {
      const stream = await context.stream();
      for (const [d, t] of pairs) await stream.roundTrip(d, t);
      return `${pairs.length} of ${pairs.length} unchanged`;
    },
  };
}

const byteForByte: readonly Check[] = [
  unchanged('numbers', 'the notation of numbers', [
    ['{"val":83.0}'],
    ['{"val":1e-7}'],
    ['{"a":1E+2,"b":-0,"c":-0.0,"d":0.10,"e":1e300}'],
    ['{"id":12345678901234567890,"n":9007199254740993}'],
    ['{"d":[0.1,0.30000000000000004,1.0e0,100000000000000000000000]}'],
  ]),
  unchanged('key-order', 'the order and number of keys', [
    ['{"val":1,"ts":"x"}'],
    ['{"b":1,"a":2,"10":3,"9":4,"":5}'],
    ['{"a":1,"a":2}'],
    ['{"__proto__":{"x":1},"constructor":null,"toString":{}}'],
  ]),
  unchanged('strings', 'escapes and text of any script', [
    ['{"s":"\\u00e9\\/\\n\\ud83d\\ude00\\"\\\\"}'],
    ['{"s":"é日本😀\u2028\u007f"}'],
    ['{"s":"\\ud83d\\ude00"}'],
    ['{"clé":"\\u0000"}'],
  ]),
  unchanged('white-space', 'white space inside d', [
    ['{ "ts" : "x",\n\t"d" : [ 1 , 2 ] }'],
    ['{\r\n}'],
    ['{"a": {\t} }'],
  ]),
  unchanged('types', 'unknown event types', [
    ['{"val":1}', '"RUNNING_HEART_RATE"'],
    ['{"val":1}', '"x"'],
    ['{}', '"ΔT"'],
    ['{}', '"A\\u0042\\/\\""'],
    ['{}', '" "'],
    ['{}', `"${'T'.repeat(1_000)}"`],
  ]),
  unchanged('shapes', 'readings of any shape and size', [
    ['{}'],
    ['{"t":"2022-05-10T13:34:07.413Z","val":1}'],
    ['{"op":5,"uid":"u","seq":1,"d":{"op":0}}'],
    [`{"d":[${Array.from({ length: 8_000 }, (_, i) => i / 8).join(',')}]}`, '"ECG"'],
    [`{"s":"${'é'.repeat(20_000)}"}`],
  ]),
];

async function statusIsNotStored(context: TestContext, frames: readonly string[]): Promise<string> {
  const stream = await context.stream();
  for (const frame of frames) {
    stream.producer.send(frame);
    await stream.roundTrip('{"after":"status"}');
  }
  const last = await stream.replay({ after: stream.seq - frames.length });
  assertSame(last.length, frames.length, 'events in the log');
  assert(!stream.producer.end, 'the server closed the producer');
  return `${frames.length} STATUS frames: nothing dispatched, no seq used, connection open`;
}

export const submitChecks: readonly Check[] = [
  {
    id: 'submit.malformed',
    rule: 'P-SUB-1',
    title: 'refuses a SUBMIT that has no type or whose d is not an object',
    expected: 'close 1003',
    run: (context) => expectEachCloses(context, 'producer', MALFORMED, CloseCode.InvalidFrame),
  },
  ...byteForByte,
  {
    id: 'submit.uid-of-frame',
    rule: 'P-SUB-3',
    title: 'takes uid from the token and seq from the stream, not from the frame',
    expected: 'DISPATCH with the uid of the token',
    run: async (context) => {
      const stream = await context.stream();
      const frame = '{"uid":"somebody","seq":1,"op":6,"d":{"val":1},"t":"HEART_RATE","user":"x"}';
      await stream.roundTrip('{"val":1}', '"HEART_RATE"', frame);
      return `uid ${stream.user}`;
    },
  },
  {
    id: 'submit.without-ts',
    rule: 'P-SUB-4',
    title: 'dispatches a reading without ts unchanged',
    expected: 'DISPATCH with the same d',
    run: async (context) => {
      const stream = await context.stream();
      await stream.roundTrip('{"val":61}');
      return 'd without ts';
    },
  },
  {
    id: 'submit.old-reading',
    rule: 'P-SUB-5',
    title: 'stores old readings and numbers them in order of arrival',
    expected: 'ascending seq although ts is not ascending',
    run: async (context) => {
      const stream = await context.stream();
      for (const year of [2024, 1999, 2030, 1970]) {
        await stream.roundTrip(`{"ts":"${year}-01-01T00:00:00.000Z","val":1}`);
      }
      return 'four readings in the order of arrival';
    },
  },
  {
    id: 'submit.order',
    rule: 'P-SUB-7',
    title: 'dispatches the events of one connection in the order of submission',
    expected: `${ORDERED} events in order`,
    run: async (context) => {
      const stream = await context.stream();
      const events = await stream.fill(ORDERED);
      events.forEach((event, n) => {
        assertSame(event.d, { n }, `event ${n}`);
      });
      return `${ORDERED} events in order`;
    },
  },
  {
    id: 'submit.status',
    rule: 'P-STA-1',
    title: 'accepts STATUS from a producer, and neither stores nor dispatches it',
    expected: 'no DISPATCH, no seq used, no close',
    run: (context) => statusIsNotStored(context, STATUS),
  },
  {
    id: 'submit.status-malformed',
    rule: 'P-STA-2',
    title: 'ignores a malformed STATUS without closing',
    expected: 'no DISPATCH, no seq used, no close',
    run: (context) => statusIsNotStored(context, MALFORMED_STATUS),
  },
];
