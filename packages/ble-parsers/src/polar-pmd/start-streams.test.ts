import { expect, it } from 'vitest';
import { encodePolarCommand, type PolarCommand } from './commands.js';
import { decodePolarControlPoint, type PolarControlPointResponse } from './control-point.js';
import { isPolarResponseTo, startPolarStreams } from './start-streams.js';

/** Settings that a device offers: 25, 50 and 100 Hz, 16 bits, ranges 2 and 4. */
const OFFERED = [0, 3, 25, 0, 50, 0, 100, 0, 1, 1, 16, 0, 2, 2, 2, 0, 4, 0];
const FEATURES = decoded(0x0f, 0b101, 0);

function decoded(...bytes: number[]) {
  const result = decodePolarControlPoint(Uint8Array.from(bytes));
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** A device with a status for each start, and what it was asked. */
function device(statuses: number[] = []) {
  const asked: PolarCommand[] = [];
  const ask = async (command: PolarCommand): Promise<PolarControlPointResponse> => {
    asked.push(command);
    const [opcode = 0, type = 0] = encodePolarCommand(command);
    const status = command.command === 'start' ? (statuses.shift() ?? 0) : 0;
    const parameters = command.command === 'settings' ? [0, ...OFFERED] : [];
    return decoded(0xf0, opcode, type, status, ...parameters) as PolarControlPointResponse;
  };
  return { asked, ask };
}

it('starts what is wanted and offered, with the nearest rate and the first of the other settings', async () => {
  const { asked, ask } = device();
  const wanted = [['ACC', 60] as const, ['GYRO', 52] as const, ['ECG', undefined] as const];
  expect(await startPolarStreams(FEATURES, wanted, ask)).toEqual([]);
  const settings = { resolutionBits: 16, range: 2 };
  expect(asked).toEqual([
    { command: 'settings', stream: 'ACC' },
    { command: 'start', stream: 'ACC', settings: { sampleRateHz: 50, ...settings } },
    { command: 'settings', stream: 'ECG' },
    { command: 'start', stream: 'ECG', settings: { sampleRateHz: 25, ...settings } },
  ]);
});

it('stops a stream that runs already, and starts it again', async () => {
  const { asked, ask } = device([6]);
  expect(await startPolarStreams(FEATURES, [['ACC', 50]], ask)).toEqual([]);
  expect(asked.map(({ command }) => command)).toEqual(['settings', 'start', 'stop', 'start']);
});

it('returns what was refused, and starts the rest', async () => {
  const { asked, ask } = device([13]);
  const refused = await startPolarStreams(
    FEATURES,
    new Map([['ACC', 50] as const, ['ECG', 130]]),
    ask,
  );
  expect(refused).toEqual([{ stream: 'ACC', status: 13 }]);
  expect(asked.at(-1)).toMatchObject({ command: 'start', stream: 'ECG' });
});

it('asks nothing of a device whose features were not read', async () => {
  const { asked, ask } = device();
  expect(await startPolarStreams(undefined, [['ECG', 130]], ask)).toEqual([]);
  expect(asked).toEqual([]);
});

it('knows the response to a command among packets', () => {
  const start = { command: 'start', stream: 'ACC' } as const;
  expect(isPolarResponseTo(start, decoded(0xf0, 2, 2, 0))).toBe(true);
  expect(isPolarResponseTo(start, decoded(0xf0, 3, 2, 0))).toBe(false);
  expect(isPolarResponseTo(start, decoded(0xf0, 2, 0, 0))).toBe(false);
  expect(isPolarResponseTo(start, FEATURES)).toBe(false);
});
