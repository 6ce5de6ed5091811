/** The control point of a Polar device: starts its streams of ECG and acceleration. */
import {
  encodePolarCommand,
  isPolarResponseTo,
  type PmdStreamName,
  type PolarCommand,
  type PolarControlPoint,
  type PolarControlPointResponse,
  startPolarStreams,
} from '@wearwire/ble-parsers';

/** Samples per second. */
const WANTED: readonly (readonly [PmdStreamName, number])[] = [
  ['ECG', 130],
  ['ACC', 25],
];
const ANSWER_TIMEOUT_MS = 5_000;

type Packet = Parameters<typeof isPolarResponseTo>[1];

export class PolarControl {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #features: PolarControlPoint | undefined;
  #observe: (packet: Packet) => void = () => {};

  /** `features`: the value read from the control point. */
  constructor(write: (bytes: Uint8Array) => Promise<void>, features: object | undefined) {
    this.#write = write;
    this.#features = features as PolarControlPoint | undefined;
  }

  /** Called with a packet of any characteristic of the device. */
  notified(value: object): void {
    this.#observe(value as Packet);
  }

  /** Starts the requested streams that the device offers. Rejects if it refuses one. */
  async startStreams(): Promise<void> {
    const refusals = await startPolarStreams(this.#features, WANTED, (command) =>
      this.#ask(command),
    );
    const refused = refusals.map(({ stream, status }) => `${stream} with status ${status}`);
    if (refused.length > 0) throw new Error(`the device refused ${refused.join(', ')}`);
  }

  async #ask(command: PolarCommand): Promise<PolarControlPointResponse> {
    const answer = new Promise<PolarControlPointResponse>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no response to the command ${command.command} ${command.stream}`)),
        ANSWER_TIMEOUT_MS,
      );
      this.#observe = (packet) => {
        if (!isPolarResponseTo(command, packet)) return;
        clearTimeout(timer);
        resolve(packet);
      };
    });
    answer.catch(() => {}); // In case writing fails first.
    await this.#write(encodePolarCommand(command));
    return answer;
  }
}
