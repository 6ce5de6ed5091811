import { FrameScanner } from '@wearwire/protocol/server';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BodyFormat, framesOf } from './submit-body.js';

const scanner = new FrameScanner();

function read(body: string | Uint8Array, format: BodyFormat = 'array', frameBytesMax = 1_000) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const result = framesOf(bytes, format, scanner, frameBytesMax);
  return result.ok ? result.value.map(String) : result.error;
}

describe('framesOf', () => {
  it('[P-HTTP-1] keeps the bytes of each event, whatever its strings contain', () => {
    const event = '{"t":"a,]}\\"","d":{"x":"[{\\\\\\"","n": 83.0}}';
    const frame = `{"op":6,${event.slice(1)}`;
    expect(read(event)).toEqual([frame]);
    expect(read(` [ ${event} , ${event} ]\n`)).toEqual([frame, frame]);
    expect(read(`${event}\r\n\r\n ${event}`, 'lines')).toEqual([frame, frame]);
  });

  it('[P-HTTP-3] splits an array like a JSON parser', () => {
    const event = fc.record({
      t: fc.string({ minLength: 1 }),
      d: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
    });
    const spaces = fc.constantFrom('', ' ', '\n\t');
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 5 }), spaces, (events, space) => {
        const texts = events.map((one) => JSON.stringify(one));
        const frames = texts.map((text) => `{"op":6,${text.slice(1)}`);
        expect(read(`[${texts.join(`${space},${space}`)}]`, 'array', 1e6)).toEqual(frames);
      }),
    );
  });

  it('[P-HTTP-3] refuses invalid JSON, and counts elements like JSON.parse', () => {
    const piece = fc.constantFrom(
      ...['[', ']', '{', '}', ',', ':', '"', '\\', ' ', '{"t":"X","d":{}}', '"t":"X"', '"d":{}'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const body = pieces.join('');
        const isAccepted = Array.isArray(read(body));
        let value: unknown;
        try {
          value = JSON.parse(body);
        } catch {
          expect(isAccepted).toBe(false);
          return;
        }
        if (isAccepted) expect(read(body)).toHaveLength([value].flat().length);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['[{"t":"X","d":{}},]', 'event 2: is not an object'],
    ['[,{"t":"X","d":{}}]', 'event 1: is not an object'],
    ['[{"t":"X","d":{}} {"t":"X","d":{}}]', 'event 1: frame is not JSON'],
    ['[{"t":"X","d":{}}', 'the array in the body does not end with ]'],
    ['[', 'the array in the body does not end with ]'],
    ['[{"t":"X","d":{}},{"t":"Y"}]', 'event 2: SUBMIT needs t (non-empty string) and d (object)'],
    ['{"t":"X","d":{},"op":0}', 'event 1: op must be 6 or absent'],
    ['{"t":"X","d":{},"op":"6"}', 'event 1: op is not an integer'],
    ['{ }', 'event 1: SUBMIT needs t (non-empty string) and d (object)'],
    ['[]', 'the body contains no event'],
    ['\ufeff{"t":"X","d":{}}', 'event 1: is not an object'],
    ['{"t":"X","d":{"x":1e999}}', 'event 1: a number exceeds the range of a double'],
    [
      `{"t":"X","d":{"x":${'['.repeat(70)}${']'.repeat(70)}}}`,
      'event 1: frame is nested too deeply',
    ],
    [`{"t":"X","d":{"x":"${'x'.repeat(1_000)}"}}`, 'event 1: frame is too large'],
  ])('[P-HTTP-3] refuses %s', (body, message) => {
    expect(read(body)).toEqual({ status: 400, message });
  });

  it('[P-HTTP-3] refuses bytes that are not UTF-8', () => {
    const body = Buffer.from('{"t":"X","d":{"a":"?"}}');
    body[body.indexOf('?')] = 0xff;
    expect(read(body)).toEqual({ status: 400, message: 'the body is not valid UTF-8' });
  });

  it('[P-HTTP-4] refuses a body with more events than submitEventsMax', () => {
    const events = (count: number): string => Array(count).fill('{"t":"X","d":{}}').join('\n');
    expect(read(events(1_000), 'lines')).toHaveLength(1_000);
    const message = 'more than 1000 events (submitEventsMax)';
    expect(read(events(1_001), 'lines')).toEqual({ status: 413, message });
  });
});
