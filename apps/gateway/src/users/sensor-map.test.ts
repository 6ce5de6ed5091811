import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAssignment } from './assignment.js';
import { MapFile } from './map-file.js';
import { parseMapText, SensorMap } from './sensor-map.js';

const mapOf = (...lines: string[]) => new SensorMap(lines.map(parseAssignment));

describe('the map from sensors to users', () => {
  it('finds the user of an address in upper or lower case', () => {
    const map = mapOf('anna=c0:00:00:00:00:0a');
    expect(map.ownerOf('C0:00:00:00:00:0A')).toMatchObject({ user: 'anna', rank: 0 });
    expect(map.ownerOf('C0:00:00:00:00:0B')).toBeUndefined();
  });

  it('uses the most specific line: number and type, number only, any', () => {
    const map = mapOf('gym=any', 'ben=ant:345', 'eva=ant:345/121 wheel=2.1');
    expect(map.ownerOf('ant:345/120')?.user).toBe('ben');
    expect(map.ownerOf('ant:345/121')).toMatchObject({ user: 'eva', wheelCircumferenceM: 2.1 });
    expect(map.ownerOf('C0:00:00:00:00:0B')?.user).toBe('gym');
    expect(map.users).toEqual(['ben', 'eva', 'gym']);
  });

  it('matches a 20-bit ANT+ number by its lower 16 bits', () => {
    expect(mapOf('ben=ant:1').ownerOf(`ant:${0x30001}/120`)?.user).toBe('ben');
    expect(mapOf(`ben=ant:${0x30001}`).ownerOf(`ant:${0x30001}/120`)?.user).toBe('ben');
    expect(mapOf(`ben=ant:${0x30001}`).ownerOf('ant:1/120')).toBeUndefined();
  });

  it.each([
    ['anna', 'USER=SENSOR'],
    ['=C0:00:00:00:00:01', 'USER=SENSOR'],
    ['anna=C0:00:00', 'must be an address'],
    ['anna=ant:0', 'from 1 to 1048575'],
    ['anna=ant:5/200', 'from 1 to 127'],
    ['anna=ant:5 wheel=0', 'wheel=METRES'],
    ['anna=ant:5 colour=red', 'wheel=METRES'],
  ])('refuses %j and says what it must be', (line, message) => {
    expect(() => parseAssignment(line)).toThrow(message);
  });

  it('names the invalid line of the file, and a sensor that is assigned twice', () => {
    expect(() => parseMapText('# map\n\nanna=x', 'map.txt')).toThrow(/^map\.txt, line 3: /);
    const twice = parseMapText('anna=ant:5\nben=ant:5', 'map.txt');
    expect(() => new SensorMap(twice)).toThrow('ant:5 is assigned to both anna and ben');
    expect(() => new SensorMap(twice, 1)).toThrow('the map has 2 lines; at most 1 are allowed');
  });
});

describe('the map file', () => {
  it('is reloaded on changes; an invalid version leaves the previous map in use', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wearwire-map-'));
    try {
      const path = join(directory, 'sensors.map');
      await writeFile(path, 'anna=ant:5\n');
      const results: (SensorMap | Error)[] = [];
      let wake = () => {};
      const next = async () => {
        while (results.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        return results.shift();
      };
      const onResult = (result: SensorMap | Error) => {
        results.push(result);
        wake();
      };
      const { file, map } = await MapFile.open({ path, onChange: onResult, onError: onResult });
      using _file = file;
      expect(map.ownerOf('ant:5/120')?.user).toBe('anna');
      await writeFile(path, 'anna\n');
      expect(await next()).toMatchObject({ message: expect.stringContaining('line 1') });
      // Editors often save by renaming a temporary file.
      await writeFile(`${path}~`, 'ben=ant:5\n');
      await rename(`${path}~`, path);
      expect(((await next()) as SensorMap).ownerOf('ant:5/120')?.user).toBe('ben');
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
