/**
 * The control point of a Polar device: asks for the settings of each wanted stream, takes the rate nearest to the
 * wanted one, and starts it.
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

/** Samples a second. */
const WANTED: readonly (readonly [PmdStreamName, number])[] = [
  ['ECG', 130],
  ['ACC', 25],
];
const ANSWER_TIMEOUT_MS = 5_000;
const STATUS = { success: 0, alreadyStarted: 6 } as const;
const OPCODES = { settings: 1, start: 2, stop: 3 } as const;
const STREAM_MASK = 0x3f;

export class PolarControl {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #features: PolarControlPoint | undefined;
  #observe: (answer: PolarControlPointResponse) => void = () => {};

  /** `features`: what reading the control point gave. */
  constructor(write: (bytes: Uint8Array) => Promise<void>, features: object | undefined) {
    this.#write = write;
    this.#features = features as PolarControlPoint | undefined;
  }

  /** A packet of the device, of whatever characteristic. */
  notified(value: object): void {
    if ((value as { kind?: string }).kind === 'response') {
      this.#observe(value as PolarControlPointResponse);
    }
  }

  /** Starts those of the wanted streams that the device offers. Rejects where it refuses one. */
  async startStreams(): Promise<void> {
    if (this.#features?.kind !== 'features') return;
    const offered = this.#features.features.map((name) => name.toUpperCase());
    for (const [stream, rateHz] of WANTED) {
      if (offered.includes(stream)) await this.#start(stream, rateHz);
    }
  }

  async #start(stream: PmdStreamName, rateHz: number): Promise<void> {
    const { parameters } = await this.#ask({ command: 'settings', stream });
    const start = { command: 'start', stream, settings: chosen(parameters, rateHz) } as const;
    let { status } = await this.#ask(start);
    if (status === STATUS.alreadyStarted) {
      // By an earlier connection, with settings that nobody knows here.
      await this.#ask({ command: 'stop', stream });
      ({ status } = await this.#ask(start));
    }
    if (status !== STATUS.success) throw new Error(`${stream} was refused with status ${status}`);
  }

  async #ask(command: PolarCommand): Promise<PolarControlPointResponse> {
    const answer = new Promise<PolarControlPointResponse>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no answer to the command ${command.command} ${command.stream}`)),
        ANSWER_TIMEOUT_MS,
      );
      this.#observe = (response) => {
        const isOurs =
          response.opcode === OPCODES[command.command] &&
          (response.type & STREAM_MASK) === PmdStream[command.stream];
        if (!isOurs) return;
        clearTimeout(timer);
        resolve(response);
      };
    });
    answer.catch(() => {}); // Where writing fails first.
    await this.#write(encodePolarCommand(command));
    return answer;
  }
}

/** One value of each setting that the device offers. */
function chosen(parameters: Uint8Array, wantedHz: number): PolarStartSettings {
  const result = decodePolarSettings(parameters);
  if (!result.ok) return {};
  const { sampleRateHz = [], resolutionBits = [], range = [] } = result.value;
  const [rate] = [...sampleRateHz].sort((a, b) => Math.abs(a - wantedHz) - Math.abs(b - wantedHz));
  return {
    ...(rate !== undefined && { sampleRateHz: rate }),
    ...(resolutionBits[0] !== undefined && { resolutionBits: resolutionBits[0] }),
    ...(range[0] !== undefined && { range: range[0] }),
  };
}
