import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPacket } from '../wearables/track.js';
import { parseCsv } from './csv.js';
import { parseNdjson } from './ndjson.js';
import { readRecording } from './read-recording.js';

describe('the recorded ride', () => {
  it('has 15 minutes of packets from a heart rate strap and a bike', async () => {
    const tracks = [
      ...(await readRecording(new URL('../../data/ride.csv', import.meta.url))).tracks.values(),
    ];
    const ride = tracks.flat();
    expect(ride.at(-1)?.atMs).toBe(899_000);
    expect(ride.every(({ emission }) => isPacket(emission))).toBe(true);
    const heartRates = ride.filter(({ emission }) => isPacket(emission) && emission.id === '2A37');
    expect(heartRates).toHaveLength(900);
  });
});

it.each([
  ['CSV', 'seconds,power_w\n0,100\n'],
  ['NDJSON', '{"t_ms":0,"type":"POWER","reading":{"val":100}}\n'],
])('a byte order mark is ignored (%s)', async (_format, contents) => {
  const folder = await mkdtemp(join(tmpdir(), 'wearwire-recording-'));
  const [plain, marked] = [join(folder, 'plain'), join(folder, 'marked')];
  await writeFile(plain, contents);
  await writeFile(marked, `\ufeff${contents}`);
  const read = await readRecording(marked);
  expect(read).toEqual(await readRecording(plain));
  expect(read.tracks.get('')).toHaveLength(1);
  await rm(folder, { recursive: true });
});

describe('a CSV recording', () => {
  it('counts time from its first line and encodes an empty heart rate as lost contact', () => {
    const [cues = []] = [...parseCsv('seconds,heart_rate_bpm\n7,100\n8,\n').tracks.values()];
    expect(cues.map(({ atMs }) => atMs)).toEqual([0, 1_000]);
    const bytes = cues.map(({ emission }) => (isPacket(emission) ? [...emission.bytes] : []));
    expect(bytes).toEqual([
      [0x06, 100],
      [0x04, 0],
    ]);
  });

  it('accepts the columns and separators that other programs write', () => {
    const tables = [
      'seconds,heart_rate_bpm,speed_mps\n0,100,8.2\n1,101,8.3\n',
      'timestamp;hr;speed\r\n2026-01-01T10:00:00Z;100;8,2\r\n2026-01-01T10:00:01Z;101;8,3\r\n',
      'time\tHeart Rate\tSpeed (m/s)\tspeed_kmh\n1767261600\t100\t\t29.52\n1767261601\t101\t\t29.88\n',
      't_ms,bpm,kmh\n5000,100,29.52\n6000,101,29.88\n',
      'elapsed,"heartrate",enhanced_speed\n0:59,100,"8.2"\n1:00,101,8.3\n',
    ];
    const [first, ...others] = tables.map((table) => parseCsv(table).tracks.get(''));
    expect(first).toHaveLength(4);
    for (const other of others) expect(other).toEqual(first);
  });

  it('accepts the output of wearwire export, with a track per user', () => {
    const table = [
      'seq,user,type,ts,val',
      '1,anna,HEART_RATE,2026-01-01T00:00:00.000Z,72',
      '2,"b,en",ACCELERATION,2026-01-01T00:00:00.500Z,1 2 3',
      '3,anna,MOOD,2026-01-01T00:00:01.000Z,"{""val"":""good""}"',
    ].join('\n');
    const { tracks, ignoredColumns } = parseCsv(table);
    expect(ignoredColumns).toEqual([]);
    expect(tracks.get('anna')).toEqual([
      { atMs: 0, emission: { type: 'HEART_RATE', reading: { val: 72 } } },
      { atMs: 1_000, emission: { type: 'MOOD', reading: { val: 'good' } } },
    ]);
    expect(tracks.get('b,en')).toEqual([
      { atMs: 500, emission: { type: 'ACCELERATION', reading: { d: [1, 2, 3] } } },
    ]);
  });

  it('lists the ignored columns', () => {
    expect(parseCsv('seconds,power_w,altitude_m\n0,1,2\n').ignoredColumns).toEqual(['altitude_m']);
  });

  it.each([
    ['power_w\n1\n', 'line 1: found the columns power_w; expected a time (seconds, '],
    ['seconds,fun\n1,2\n', 'line 1: found the columns seconds, fun; expected a time'],
    ['seconds,power_w\n0,1,2\n', 'line 2: more values than columns'],
    ['seconds,power_w\n0,much\n', 'line 2: "power_w" is "much"; expected a number'],
    ['seconds,power_w\n0,1\n,1\n', 'line 3: "seconds" is empty; every line needs a time'],
    ['time,power_w\nsoon,1\n', 'line 2: "time" is "soon"; expected a time'],
    ['seconds,power_w\n0,"1\n', 'line 2: unclosed quote'],
    ['ts,user,type,val\n1,a,B,[]\n', 'line 2: "val" is "[]"; expected a number'],
  ])('names the line that has an error (%j)', (contents, message) => {
    expect(() => parseCsv(contents)).toThrow(message);
  });
});

describe('an NDJSON recording', () => {
  it('is sorted by time, with one track per user', () => {
    const lines = [
      '{"t_ms":30,"type":"A","reading":{"val":1}}',
      '{"t_ms":10,"type":"B","reading":{"val":2,"ts":"old"},"user":"ben"}',
      '{"t_ms":20,"profile":"gatt","id":"2A37","hex":"0048"}',
    ];
    const recording = parseNdjson(lines.join('\n')).tracks;
    expect(recording.get('')?.map(({ atMs }) => atMs)).toEqual([10, 20]);
    expect(recording.get('ben')).toEqual([
      { atMs: 0, emission: { type: 'B', reading: { val: 2 } } },
    ]);
  });

  it('accepts the output of wearwire tail', () => {
    const lines = [
      '{"op":5,"d":{"ts":"2026-01-01T00:00:01Z","val":60},"uid":"anna","seq":7,"t":"HEART_RATE"}',
      '{"op":5,"d":{"mood":"good"},"uid":"anna","seq":8,"t":"MOOD"}',
      '{"op":5,"d":{"ts":"2026-01-01T00:00:03Z","d":[1,2]},"uid":"anna","seq":9,"t":"LOCATION"}',
    ];
    expect(parseNdjson(lines.join('\n')).tracks.get('anna')).toEqual([
      { atMs: 0, emission: { type: 'HEART_RATE', reading: { val: 60 } } },
      { atMs: 0, emission: { type: 'MOOD', reading: { mood: 'good' } } },
      { atMs: 2_000, emission: { type: 'LOCATION', reading: { d: [1, 2] } } },
    ]);
  });

  it.each([
    ['{"t_ms":1', 'line 1: not JSON'],
    ['null', 'line 1: not a JSON object'],
    ['{"type":"A","reading":{}}', 'line 1: found "type", "reading"; expected "t_ms" with'],
    ['{"op":5,"d":{}}', 'line 1: a DISPATCH needs "d", "uid" and "t"'],
    ['{"t_ms":1,"profile":"gatt","id":"2A37","hex":"0"}', 'line 1: "hex" must be bytes'],
    ['\n{"t_ms":1,"type":"A"}', 'line 2: found "t_ms", "type"; expected'],
  ])('names the line that has an error (%j)', (contents, message) => {
    expect(() => parseNdjson(contents)).toThrow(message);
  });
});
