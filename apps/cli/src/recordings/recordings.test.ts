import { describe, expect, it } from 'vitest';
import { isPacket } from '../wearables/track.js';
import { parseCsv } from './csv.js';
import { parseNdjson } from './ndjson.js';
import { readRecording } from './recording.js';

describe('the recorded ride', () => {
  it('is 15 minutes of straps and bike, all of it in bytes', async () => {
    const cues = [
      ...(await readRecording(new URL('../../data/ride.csv', import.meta.url))).values(),
    ];
    const ride = cues.flat();
    expect(ride.at(-1)?.atMs).toBe(899_000);
    expect(ride.every(({ emission }) => isPacket(emission))).toBe(true);
    const straps = ride.filter(({ emission }) => isPacket(emission) && emission.id === '2A37');
    expect(straps).toHaveLength(900);
  });
});

describe('a table', () => {
  it('counts from its first line and lets a strap say that it has lost contact', () => {
    const [cues = []] = [...parseCsv('seconds,heart_rate_bpm\n7,100\n8,\n').values()];
    expect(cues.map(({ atMs }) => atMs)).toEqual([0, 1_000]);
    const bytes = cues.map(({ emission }) => (isPacket(emission) ? [...emission.bytes] : []));
    expect(bytes).toEqual([
      [0x06, 100],
      [0x04, 0],
    ]);
  });

  it.each([
    ['power_w\n1\n', 'line 1: there must be a column "seconds"'],
    ['seconds,power_w\n0,1,2\n', 'line 2: more values than columns'],
    ['seconds,power_w\n0,much\n', 'line 2: "power_w" is not a number'],
    ['seconds,power_w\n0,1\n,1\n', 'line 3: there is no value for "seconds"'],
  ])('names the line that is wrong (%j)', (contents, message) => {
    expect(() => parseCsv(contents)).toThrow(message);
  });
});

describe('a recording of lines', () => {
  it('is sorted by time, a list a user', () => {
    const lines = [
      '{"t_ms":30,"type":"A","reading":{"val":1}}',
      '{"t_ms":10,"type":"B","reading":{"val":2,"ts":"old"},"user":"ben"}',
      '{"t_ms":20,"profile":"gatt","id":"2A37","hex":"0048"}',
    ];
    const recording = parseNdjson(lines.join('\n'));
    expect(recording.get('')?.map(({ atMs }) => atMs)).toEqual([10, 20]);
    expect(recording.get('ben')).toEqual([
      { atMs: 0, emission: { type: 'B', reading: { val: 2 } } },
    ]);
  });

  it.each([
    ['{"t_ms":1', 'line 1: not JSON'],
    ['null', 'line 1: "t_ms" must be a number'],
    ['{"t_ms":1,"profile":"gatt","id":"2A37","hex":"0"}', 'line 1: "hex" is not hex'],
    ['\n{"t_ms":1,"type":"A"}', 'line 2: must have'],
  ])('names the line that is wrong (%j)', (contents, message) => {
    expect(() => parseNdjson(contents)).toThrow(message);
  });
});
