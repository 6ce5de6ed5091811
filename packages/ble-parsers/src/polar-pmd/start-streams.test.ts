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

/** A device that responds to each start with the next status; `sent` are the commands that it received. */
function device(statuses: number[] = []) {
  const sent: PolarCommand[] = [];
  const send = async (command: PolarCommand): Promise<PolarControlPointResponse> => {
    sent.push(command);
    const [opcode = 0, type = 0] = encodePolarCommand(command);
    const status = command.command === 'start' ? (statuses.shift() ?? 0) : 0;
    const parameters = command.command === 'settings' ? [0, ...OFFERED] : [];
    return decoded(0xf0, opcode, type, status, ...parameters) as PolarControlPointResponse;
  };
  return { sent, send };
}

it('starts the requested streams that are offered, with the nearest rate and the first value of other settings', async () => {
  const { sent, send } = device();
  const requested = [['ACC', 60] as const, ['GYRO', 52] as const, ['ECG', undefined] as const];
  expect(await startPolarStreams(FEATURES, requested, send)).toEqual([]);
  const settings = { resolutionBits: 16, range: 2 };
  expect(sent).toEqual([
    { command: 'settings', stream: 'ACC' },
    { command: 'start', stream: 'ACC', settings: { sampleRateHz: 50, ...settings } },
    { command: 'settings', stream: 'ECG' },
    { command: 'start', stream: 'ECG', settings: { sampleRateHz: 25, ...settings } },
  ]);
});

it('stops a stream that is already started, and starts it again', async () => {
  const { sent, send } = device([6]);
  expect(await startPolarStreams(FEATURES, [['ACC', 50]], send)).toEqual([]);
  expect(sent.map(({ command }) => command)).toEqual(['settings', 'start', 'stop', 'start']);
});

it('returns the refused streams, and starts the others', async () => {
  const { sent, send } = device([13]);
  const refused = await startPolarStreams(
    FEATURES,
    new Map([['ACC', 50] as const, ['ECG', 130]]),
    send,
  );
  expect(refused).toEqual([{ stream: 'ACC', status: 13 }]);
  expect(sent.at(-1)).toMatchObject({ command: 'start', stream: 'ECG' });
});

it('sends no command to a device whose features were not read', async () => {
  const { sent, send } = device();
  expect(await startPolarStreams(undefined, [['ECG', 130]], send)).toEqual([]);
  expect(sent).toEqual([]);
});

it('recognizes the response to a command among packets', () => {
  const start = { command: 'start', stream: 'ACC' } as const;
  expect(isPolarResponseTo(start, decoded(0xf0, 2, 2, 0))).toBe(true);
  expect(isPolarResponseTo(start, decoded(0xf0, 3, 2, 0))).toBe(false);
  expect(isPolarResponseTo(start, decoded(0xf0, 2, 0, 0))).toBe(false);
  expect(isPolarResponseTo(start, FEATURES)).toBe(false);
});
