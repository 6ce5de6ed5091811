/**
 * The settings of Polar PMD streams, collected from the commands that start them and the responses: the rate is in
 * the command, the factor in the response.
 */
import type { PmdStreamSettings } from '../context.js';
import type { PolarControlPointResponse } from '../polar-pmd/control-point.js';
import { decodePolarSettings, type PolarSettings } from '../polar-pmd/settings.js';
import { type PmdStreamName, pmdStreamName } from '../polar-pmd/stream.js';

const START = 2;
/** Opcode and stream of a command, before its settings. */
const COMMAND_HEAD_BYTES = 2;

type Settings = Record<string, { factor?: number; sampleRateHz?: number }>;

/** The settings of the streams of one device. */
export class PmdStreams {
  readonly #settings: Settings = {};

  /** Settings by stream; extended as streams are started. */
  get settings(): PmdStreamSettings {
    return this.#settings;
  }

  /** Records a command written to the control point. */
  written(bytes: Uint8Array): void {
    const stream = pmdStreamName(bytes[1] ?? Number.NaN);
    if (bytes[0] !== START || stream === undefined) return;
    this.#settings[stream] = valuesOf(bytes.subarray(COMMAND_HEAD_BYTES));
  }

  /** Records a response of the control point. Returns the stream that it has started, if any. */
  responded(response: PolarControlPointResponse): PmdStreamName | undefined {
    const stream = pmdStreamName(response.type);
    if (response.opcode !== START || response.status !== 0 || stream === undefined)
      return undefined;
    const given = valuesOf(response.parameters);
    this.#settings[stream] = { ...this.#settings[stream], ...given };
    return stream;
  }
}

function valuesOf(bytes: Uint8Array): { factor?: number; sampleRateHz?: number } {
  const result = decodePolarSettings(bytes);
  const { factor, sampleRateHz }: PolarSettings = result.ok ? result.value : {};
  return {
    ...(factor?.[0] !== undefined && { factor: factor[0] }),
    ...(sampleRateHz?.[0] !== undefined && { sampleRateHz: sampleRateHz[0] }),
  };
}
