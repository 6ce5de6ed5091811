/**
 * Sends the commands that start the streams of a Polar device, in order. The caller writes them to the control point
 * (FB005C81-…) and waits for the responses, from which the decoder reads factor and rate.
 */
import type { Payload } from '../reader.js';
import { COMMAND_OPCODES, type PolarCommand, type PolarStartSettings } from './commands.js';
import type { PolarControlPoint, PolarControlPointResponse } from './control-point.js';
import { decodePolarSettings } from './settings.js';
import { PmdStream, type PmdStreamName, STREAM_MASK } from './stream.js';

const SUCCESS = 0;
const ALREADY_STARTED = 6;

/** A stream that the device did not start, with the status of its response. */
export interface PolarRefusal {
  readonly stream: PmdStreamName;
  readonly status: number;
}

/**
 * Starts the requested streams that the device offers, each with the rate nearest to the requested one in Hz
 * (`undefined`: the first rate that the device offers). `features` is the value read from the control point; `send`
 * writes a command and resolves with its response. Returns the streams that were refused; rejects if `send` rejects.
 */
export async function startPolarStreams(
  features: PolarControlPoint | undefined,
  requested: Iterable<readonly [stream: PmdStreamName, rateHz: number | undefined]>,
  send: (command: PolarCommand) => Promise<PolarControlPointResponse>,
): Promise<PolarRefusal[]> {
  if (features?.kind !== 'features') return [];
  const offered = features.features.map((name) => name.toUpperCase().replaceAll('-', '_'));
  const refusals: PolarRefusal[] = [];
  for (const [stream, rateHz] of requested) {
    if (!offered.includes(stream)) continue;
    const { parameters } = await send({ command: 'settings', stream });
    const start = { command: 'start', stream, settings: settingsFor(parameters, rateHz) } as const;
    let { status } = await send(start);
    if (status === ALREADY_STARTED) {
      // Started by an earlier connection, with unknown settings.
      await send({ command: 'stop', stream });
      ({ status } = await send(start));
    }
    if (status !== SUCCESS) refusals.push({ stream, status });
  }
  return refusals;
}

/** Returns whether a decoded packet of the control point is the response to the command. */
export function isPolarResponseTo(
  command: PolarCommand,
  packet: Payload,
): packet is PolarControlPointResponse {
  const { kind, opcode, type } = packet as Partial<PolarControlPointResponse>;
  return (
    kind === 'response' &&
    opcode === COMMAND_OPCODES[command.command] &&
    type !== undefined &&
    (type & STREAM_MASK) === PmdStream[command.stream]
  );
}

/** Returns the rate nearest to the requested one, and the first value of each other setting that the device offers. */
function settingsFor(parameters: Uint8Array, requestedHz: number | undefined): PolarStartSettings {
  const result = decodePolarSettings(parameters);
  if (!result.ok) return {};
  const { sampleRateHz = [], resolutionBits = [], range = [], channels = [] } = result.value;
  const rate = nearest(sampleRateHz, requestedHz);
  return {
    ...(rate !== undefined && { sampleRateHz: rate }),
    ...(resolutionBits[0] !== undefined && { resolutionBits: resolutionBits[0] }),
    ...(range[0] !== undefined && { range: range[0] }),
    ...(channels[0] !== undefined && { channels: channels[0] }),
  };
}

function nearest(rates: readonly number[], target: number | undefined): number | undefined {
  if (target === undefined) return rates[0];
  return [...rates].sort((a, b) => Math.abs(a - target) - Math.abs(b - target))[0];
}
