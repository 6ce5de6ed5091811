import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifyExtrasOf } from './codec/frame-shape.js';
import { decodeServerFrame } from './codec/json.js';
import { confirmationOf, ENCODINGS, EXTENSIONS, grantOf, queryOf } from './extensions.js';
import { FRAME_ERRORS } from './frame-errors.js';
import * as Opcode from './opcodes.js';

describe('negotiation', () => {
  it.each([
    ['', { extensions: [] }],
    ['v=10&compress=zlib-stream', { extensions: [] }],
    ['encoding=etf&extensions=teleport', { extensions: [] }],
    ['encoding=json', { encoding: 'json', extensions: [] }],
    [
      'encoding=msgpack&extensions=resume,teleport,position,resume',
      { encoding: 'msgpack', extensions: ['position', 'resume'] },
    ],
  ])('[P-EXT-1] grants the known values of ?%s', (query, granted) => {
    expect(grantOf(new URLSearchParams(query))).toEqual(granted);
  });

  it('[P-EXT-1] grants exactly what the query requests, and HELLO confirms it', () => {
    const requests = fc.record(
      {
        encoding: fc.constantFrom(...ENCODINGS),
        extensions: fc.subarray([...EXTENSIONS]),
      },
      { requiredKeys: ['extensions'] },
    );
    fc.assert(
      fc.property(requests, (requested) => {
        const granted = grantOf(new URLSearchParams(queryOf(requested)));
        expect(granted).toEqual(requested);
        const hello = { heartbeat_interval: 1, ...granted };
        expect(confirmationOf(hello, requested)).toEqual(requested);
        expect(confirmationOf(hello, { extensions: [] })).toEqual({ extensions: [] });
      }),
    );
  });

  it('[P-EXT-2] finds no confirmation in a HELLO that has none, or whose values have the wrong type', () => {
    for (const d of [
      '{"heartbeat_interval":1}',
      '{"heartbeat_interval":1,"extensions":"all","encoding":7}',
    ]) {
      const hello = decodeServerFrame(`{"op":2,"d":${d}}`);
      expect(hello).toEqual({
        ok: true,
        value: { op: Opcode.Hello, d: { heartbeat_interval: 1 } },
      });
    }
  });
});

describe('frames of extensions', () => {
  it.each([
    '{"op":4,"d":{"epoch":3,"first_seq":1,"last_seq":9,"retention_ms":1000}}',
    '{"op":64,"d":{"after":0,"before":9,"sent":8,"first_available":1,"truncated":false}}',
    '{"op":65,"d":{"n":7}}',
    '{"op":68,"d":{"token":"x","good_for_ms":300000}}',
    '{"op":66,"d":{"after_ms":0}}',
  ])('decodes %s', (text) => {
    expect(decodeServerFrame(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it('[P-CLI-6] ignores an extension opcode with an unexpected payload', () => {
    for (const text of ['{"op":64}', '{"op":65,"d":{"n":-1}}', '{"op":66,"d":[]}']) {
      expect(decodeServerFrame(text)).toEqual({ ok: false, error: 'unknown-opcode' });
    }
    expect(decodeServerFrame('{"op":4,"d":{"v":1}}')).toEqual({ ok: true, value: { op: 4 } });
  });

  it('[P-EXT-3] reads only negotiated keys in IDENTIFY', () => {
    const d = { token: 't', type: 0, after: 'x', producer_id: 7 };
    expect(identifyExtrasOf(d, [])).toEqual({ ok: true, value: {} });
    expect(identifyExtrasOf(d, ['resume']).ok).toBe(false);
    expect(identifyExtrasOf(d, ['ack']).ok).toBe(false);
    const valid = { after: 3, producer_id: 'phone' };
    const extras = { after: 3, producerId: 'phone' };
    expect(identifyExtrasOf(valid, ['resume', 'ack'])).toEqual({ ok: true, value: extras });
    expect(identifyExtrasOf({ after: -1 }, ['resume'])).toEqual({
      ok: false,
      error: 'invalid-after',
    });
    for (const id of ['x'.repeat(129), '\u20ac'.repeat(43), '', 7]) {
      expect(identifyExtrasOf({ producer_id: id }, ['ack'])).toEqual({
        ok: false,
        error: 'invalid-producer-id',
      });
    }
    expect(FRAME_ERRORS['invalid-producer-id'].reason).toContain('128 bytes');
  });
});
