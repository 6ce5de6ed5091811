/**
 * Starts the requested streams of a Polar device through its control point: requests the settings of each
 * stream, chooses the rate nearest to the requested one, and starts it. The decoder reads the scale factor
 * and the rate from the responses.
 */
import {
  decodePolarSettings,
  encodePolarCommand,
  PmdStream,
  type PmdStreamName,
  type PolarCommand,
  type PolarControlPoint,
  type PolarControlPointResponse,
  type PolarStartSettings,
} from '@wearwire/ble-parsers';
import { SensorUnreachableError } from '../errors.js';
import { withTimeout } from '../radio/with-timeout.js';
import type { Starter } from './starter.js';

const CONTROL_POINT = 'FB005C8102E7F3871CAD8ACD2D8DF0C8';
const SUCCESS = 0;
const ALREADY_STARTED = 6;
const OPCODES = { settings: 1, start: 2, stop: 3 } as const;

export async function startPolarStreams(starter: Starter): Promise<void> {
  const offered = offeredBy(starter);
  for (const [stream, wantedHz] of starter.polarStreams) {
    if (offered.has(stream)) await startStream(starter, stream, wantedHz);
  }
}

/** The streams that the device offers, from the value read from the control point. */
function offeredBy({ reads }: Starter): ReadonlySet<string> {
  const value = reads.get(CONTROL_POINT)?.value as PolarControlPoint | undefined;
  if (value?.kind !== 'features') return new Set();
  return new Set(value.features.map((name) => name.toUpperCase().replaceAll('-', '_')));
}

async function startStream(
  starter: Starter,
  stream: PmdStreamName,
  wantedHz: number | undefined,
): Promise<void> {
  const { parameters } = await ask(starter, { command: 'settings', stream });
  const settings = chosen(parameters, wantedHz);
  const start = { command: 'start', stream, settings } as const;
  let { status } = await ask(starter, start);
  if (status === ALREADY_STARTED) {
    // An earlier connection started it with unknown settings.
    await ask(starter, { command: 'stop', stream });
    ({ status } = await ask(starter, start));
  }
  if (status !== SUCCESS) {
    throw new SensorUnreachableError(`the device refused ${stream} with status ${status}`);
  }
}

/** Chooses one value for each setting that the device offers. */
function chosen(parameters: Uint8Array, wantedHz: number | undefined): PolarStartSettings {
  const result = decodePolarSettings(parameters);
  if (!result.ok) return {};
  const { sampleRateHz = [], resolutionBits = [], range = [], channels = [] } = result.value;
  const rate = nearest(sampleRateHz, wantedHz);
  return {
    ...(rate !== undefined && { sampleRateHz: rate }),
    ...(resolutionBits[0] !== undefined && { resolutionBits: resolutionBits[0] }),
    ...(range[0] !== undefined && { range: range[0] }),
    ...(channels[0] !== undefined && { channels: channels[0] }),
  };
}

function nearest(rates: readonly number[], wanted: number | undefined): number | undefined {
  if (wanted === undefined) return rates[0];
  return [...rates].sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
}

/** Writes a command and waits for its response. */
async function ask(starter: Starter, command: PolarCommand): Promise<PolarControlPointResponse> {
  const { link, sensor, characteristic, packets, timeoutMs } = starter;
  const opcode = OPCODES[command.command];
  let observe: Parameters<typeof packets.add>[0] = () => {};
  const answer = new Promise<PolarControlPointResponse>((resolve) => {
    observe = (uuid, { value }) => {
      const response = value as PolarControlPoint;
      const isOurs = uuid === CONTROL_POINT && response.kind === 'response';
      if (!isOurs || response.opcode !== opcode) return;
      if ((response.type & 0x3f) === PmdStream[command.stream]) resolve(response);
    };
  });
  packets.add(observe);
  try {
    const bytes = encodePolarCommand(command);
    sensor.written(CONTROL_POINT, bytes);
    await link.write(characteristic, bytes);
    return await withTimeout(answer, timeoutMs);
  } finally {
    packets.delete(observe);
  }
}
