import { describe, expect, it } from 'vitest';
import { Frame } from './frame.js';

describe('a frame', () => {
  it('can be reused, and keeps no data of the previous message', () => {
    const frame = new Frame();
    expect(frame.read(Buffer.from('{"op":6,"d":{"a":"ü"},"t":"A"}'))).toBeUndefined();
    expect([frame.op, frame.payload()]).toEqual([6, { a: 'ü' }]);
    expect(frame.read(Buffer.from('{"op":0}'))).toBeUndefined();
    expect([frame.op, frame.payload()]).toEqual([0, undefined]);
    expect(frame.read(Buffer.from('[]'))).toBe('not-object');
  });

  it('parses d from a part of a larger buffer', () => {
    const frame = new Frame();
    const bytes = Buffer.from('....{"op":7,"d":[1]}....');
    frame.read(bytes.subarray(4, -4));
    expect(frame.payload()).toEqual([1]);
  });
});
