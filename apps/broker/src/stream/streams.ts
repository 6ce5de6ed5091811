/** The developers' streams: opened on first use, then kept, so that each has one numberer. */
import { type ConsumerPosition, DeveloperStream, type StreamContext } from './developer-stream.js';

export class Streams {
  readonly #context: StreamContext;
  readonly #streams = new Map<string, Promise<DeveloperStream>>();
  readonly #opened: DeveloperStream[] = [];

  constructor(context: StreamContext) {
    this.#context = context;
  }

  /** The developer's stream; the same one for all who are connected at the same time. */
  open(developerId: string): Promise<DeveloperStream> {
    let stream = this.#streams.get(developerId);
    if (stream === undefined) {
      stream = this.#load(developerId);
      this.#streams.set(developerId, stream);
      stream.catch(() => this.#streams.delete(developerId));
    }
    return stream;
  }

  /** Resolves when all that was handed to the log is kept, or refused. */
  async settled(): Promise<void> {
    await Promise.all([...this.#streams.values()].map(async (stream) => (await stream).settled));
  }

  /** Where each consumer stands. */
  *consumers(): Iterable<ConsumerPosition> {
    for (const stream of this.#opened) yield* stream.consumers();
  }

  async #load(developerId: string): Promise<DeveloperStream> {
    const head = await this.#context.log.head(developerId);
    const stream = new DeveloperStream(developerId, head, this.#context);
    this.#opened.push(stream);
    return stream;
  }
}
