/**
 * Splits one direction of a NATS connection into operations. Reads only as much of the protocol as that takes: a
 * control line, followed by a payload for PUB, HPUB, MSG and HMSG.
 */

/** One operation with its bytes. */
export interface NatsOperation {
  /** In capitals: `PUB`, `HPUB`, `MSG`, `HMSG`, `INFO`, … */
  readonly name: string;
  /** What follows the name in the control line. */
  readonly args: readonly string[];
  readonly bytes: Buffer;
}

const PAYLOAD_OPERATIONS = new Set(['PUB', 'HPUB', 'MSG', 'HMSG']);
const LINE_END = '\r\n';

export class NatsSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** The operations that these bytes complete. */
  *push(bytes: Buffer): Generator<NatsOperation> {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const lineEnd = this.#rest.indexOf(LINE_END);
      if (lineEnd < 0) return;
      const [name = '', ...args] = this.#rest.toString('latin1', 0, lineEnd).split(/[ \t]+/);
      const hasPayload = PAYLOAD_OPERATIONS.has(name.toUpperCase());
      const payloadBytes = hasPayload ? Number(args.at(-1)) + LINE_END.length : 0;
      const end = lineEnd + LINE_END.length + payloadBytes;
      if (this.#rest.length < end) return;
      const operation = { name: name.toUpperCase(), args, bytes: this.#rest.subarray(0, end) };
      this.#rest = this.#rest.subarray(end);
      yield operation;
    }
  }
}
