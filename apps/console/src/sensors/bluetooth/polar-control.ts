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

/** The streams to start, with their samples per second. */
const STREAMS: readonly (readonly [PmdStreamName, number])[] = [
  ['ECG', 130],
  ['ACC', 25],
];
const RESPONSE_TIMEOUT_MS = 5_000;

type Packet = Parameters<typeof isPolarResponseTo>[1];

export class PolarControl {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #features: PolarControlPoint | undefined;
  /** Receives each packet while a response is awaited. */
  #onPacket: (packet: Packet) => void = () => {};

  /** `features`: the value read from the control point. */
  constructor(write: (bytes: Uint8Array) => Promise<void>, features: object | undefined) {
    this.#write = write;
    this.#features = features as PolarControlPoint | undefined;
  }

  /** Called with a packet of any characteristic of the device. */
  notified(value: object): void {
    this.#onPacket(value as Packet);
  }

  /** Starts each of `STREAMS` that the device offers; rejects if the device refuses one. */
  async startStreams(): Promise<void> {
    const refusals = await startPolarStreams(this.#features, STREAMS, (command) =>
      this.#request(command),
    );
    const refused = refusals.map(({ stream, status }) => `${stream} with status ${status}`);
    if (refused.length > 0) throw new Error(`the device refused ${refused.join(', ')}`);
  }

  async #request(command: PolarCommand): Promise<PolarControlPointResponse> {
    const response = new Promise<PolarControlPointResponse>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no response to the command ${command.command} ${command.stream}`)),
        RESPONSE_TIMEOUT_MS,
      );
      this.#onPacket = (packet) => {
        if (!isPolarResponseTo(command, packet)) return;
        clearTimeout(timer);
        resolve(packet);
      };
    });
    // If the write fails, `response` is not awaited. Without this handler, its timeout would be an unhandled rejection.
    response.catch(() => {});
    await this.#write(encodePolarCommand(command));
    return response;
  }
}
