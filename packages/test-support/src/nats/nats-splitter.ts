/**
 * Splits one direction of a NATS connection into operations. Parses only the parts of the protocol that this
 * requires: a control line, followed by a payload for PUB, HPUB, MSG and HMSG.
 */

/** One operation with its bytes. */
export interface NatsOperation {
  /** In capitals: `PUB`, `HPUB`, `MSG`, `HMSG`, `INFO`, … */
  readonly name: string;
  /** The arguments after the name in the control line. */
  readonly args: readonly string[];
  readonly bytes: Buffer;
}

const PAYLOAD_OPERATIONS = new Set(['PUB', 'HPUB', 'MSG', 'HMSG']);
const LINE_END = '\r\n';

export class NatsSplitter {
  #remaining: Buffer = Buffer.alloc(0);

  /** Appends bytes and returns the operations that they complete. */
  *push(bytes: Buffer): Generator<NatsOperation> {
    this.#remaining =
      this.#remaining.length === 0 ? bytes : Buffer.concat([this.#remaining, bytes]);
    for (;;) {
      const lineEnd = this.#remaining.indexOf(LINE_END);
      if (lineEnd < 0) return;
      const [name = '', ...args] = this.#remaining.toString('latin1', 0, lineEnd).split(/[ \t]+/);
      const hasPayload = PAYLOAD_OPERATIONS.has(name.toUpperCase());
      const payloadBytes = hasPayload ? Number(args.at(-1)) + LINE_END.length : 0;
      const end = lineEnd + LINE_END.length + payloadBytes;
      if (this.#remaining.length < end) return;
      const operation = { name: name.toUpperCase(), args, bytes: this.#remaining.subarray(0, end) };
      this.#remaining = this.#remaining.subarray(end);
      yield operation;
    }
  }
}
