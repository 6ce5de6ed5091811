/** Random frames: most are valid but unusual, a few violate the protocol or WebSocket itself. */
import { type FrameHead, wireFrame } from '../client/wire.js';
import { type Random, randomBytes, randomInteger, randomItem } from '../random.js';

/** Share of the frames that are invalid and end their connection. */
const FATAL_SHARE = 0.005;

const STRINGS = [
  '',
  'é',
  '\u0000',
  '\ud800',
  '\u2028',
  '__proto__',
  'constructor',
  '"',
  '\\',
  'x'.repeat(300),
];
const NUMBERS = ['0', '-0', '83.0', '1e308', '1e-400', '9007199254740993', '-1', '0.1', '1E5'];
const SPACES = ['', ' ', '\n', '\t \r\n'];

/** JSON text of a random value, with unusual spacing, keys and numbers. */
function odd(random: Random, depth: number): string {
  const space = randomItem(random, SPACES);
  const kind = depth > 4 ? randomInteger(random, 4) : randomInteger(random, 6);
  if (kind === 0) return randomItem(random, NUMBERS);
  if (kind === 1) return JSON.stringify(randomItem(random, STRINGS));
  if (kind === 2) return randomItem(random, ['null', 'true', 'false']);
  if (kind === 3) return `"\\u00${randomInteger(random, 256).toString(16).padStart(2, '0')}"`;
  const items = Array.from({ length: randomInteger(random, 4) }, () => odd(random, depth + 1));
  if (kind === 4) return `[${space}${items.join(`${space},`)}]`;
  return oddObject(random, items);
}

function oddObject(random: Random, items: readonly string[]): string {
  const space = randomItem(random, SPACES);
  const key = (): string => JSON.stringify(randomItem(random, STRINGS));
  return `{${items.map((item) => `${space}${key()}${space}:${item}`).join(',')}}`;
}

/** A frame that the protocol allows the role to send. */
function legal(random: Random, isConsumer: boolean): string {
  if (random() < 0.02) return '{"op":0}';
  if (isConsumer) {
    const after = randomInteger(random, 1_000);
    // REPLAYs are rare, so that each is answered before the next.
    return random() < 0.01
      ? `{"op":7,"d":{"after":${after},"before":${after + 5}}}`
      : '{ "op" : 0 }';
  }
  if (random() < 0.1) return oddBatch(random);
  const d = oddObject(random, [odd(random, 1), odd(random, 1)]);
  const extra =
    random() < 0.3
      ? `"n":${randomInteger(random, 5)},${JSON.stringify(randomItem(random, STRINGS))}:1,`
      : '';
  const isReordered = random() < 0.5;
  const type = JSON.stringify(randomItem(random, ['POWER', 'HEART_RATE', 'é', 'x'.repeat(100)]));
  return isReordered
    ? `{${extra.replace(/^"n":0,/, '')}"op":6,"t":${type},"d":${d}}`
    : `{"op":6,"d":${d},"t":${type}}`;
}

/** A SUBMIT_BATCH of unusual readings. */
function oddBatch(random: Random): string {
  const space = randomItem(random, SPACES);
  const readings = Array.from({ length: 1 + randomInteger(random, 8) }, () =>
    oddObject(random, [odd(random, 2)]),
  );
  const n = random() < 0.5 ? `,"n":${1 + randomInteger(random, 20)}` : '';
  return `{"op":67,"d":[${space}${readings.join(`${space},`)}${space}],"t":"POWER"${n}}`;
}

/** An invalid frame: truncated, corrupted, with a wrong opcode, or not JSON. */
function broken(random: Random, isConsumer: boolean): Buffer {
  const text = Buffer.from(legal(random, isConsumer));
  const kind = randomInteger(random, 5);
  if (kind === 0) return text.subarray(0, randomInteger(random, text.length));
  if (kind === 1) {
    text[randomInteger(random, text.length)] = randomInteger(random, 256);
    return text;
  }
  if (kind === 2)
    return Buffer.from(
      `{"op":${randomItem(random, [...NUMBERS, '1', '2', '4', '5', '64', '65', '67', '{}'])}}`,
    );
  if (kind === 3) return randomBytes(random, randomInteger(random, 200));
  return Buffer.from('['.repeat(randomInteger(random, 200)));
}

/** Bytes of one frame, including the WebSocket header. */
export function fuzzFrame(random: Random, isConsumer: boolean, isBinary: boolean): Buffer {
  if (random() >= FATAL_SHARE) {
    const opcode = isBinary ? 2 : 1;
    const payload = isBinary ? messagePack(random) : Buffer.from(legal(random, isConsumer));
    return random() < 0.05 ? fragments(payload, opcode, random) : wireFrame(payload, { opcode });
  }
  if (random() < 0.5) return wireFrame(broken(random, isConsumer), { opcode: isBinary ? 2 : 1 });
  return wireFrame(randomBytes(random, randomInteger(random, 150)), brokenHead(random));
}

function brokenHead(random: Random): FrameHead {
  return {
    opcode: randomInteger(random, 16),
    fin: random() < 0.7,
    rsv: random() < 0.3 ? randomInteger(random, 8) : 0,
    masked: random() < 0.8,
    ...(random() < 0.1 && { length: randomItem(random, [65_536, 2 ** 31, 2 ** 52]) }),
  };
}

/** The same message in two frames with a ping in between. */
function fragments(payload: Buffer, opcode: number, random: Random): Buffer {
  const at = randomInteger(random, payload.length + 1);
  return Buffer.concat([
    wireFrame(payload.subarray(0, at), { opcode, fin: false }),
    wireFrame(Buffer.from('p'), { opcode: 9 }),
    wireFrame(payload.subarray(at), { opcode: 0 }),
  ]);
}

/** {"op":6,"d":{"v":…},"t":"P"}, with a random value that may be malformed. */
function messagePack(random: Random): Buffer {
  const head = Buffer.from([0x83, 0xa2, 0x6f, 0x70, 6, 0xa1, 0x64, 0x81, 0xa1, 0x76]);
  const values = [
    Buffer.of(randomInteger(random, 128)),
    Buffer.concat([Buffer.of(0xcb), randomBytes(random, 8)]),
    Buffer.concat([Buffer.of(0xa5), randomBytes(random, 5)]),
    Buffer.of(0x93, 1, 0xc0, 0xc3),
    Buffer.concat([Buffer.of(0xcf), randomBytes(random, 8)]),
  ];
  return Buffer.concat([head, randomItem(random, values), Buffer.from([0xa1, 0x74, 0xa1, 0x50])]);
}
