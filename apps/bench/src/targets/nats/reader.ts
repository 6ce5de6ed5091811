/**
 * Parses the messages of a NATS server. Their boundaries are independent of WebSocket messages: several may
 * share one, and one may be split at any byte.
 *
 * A pull parser that allocates nothing: `start` sets the range, `next` finds one message after another and
 * sets the fields to the offsets of its parts, `position` is the end of the last complete message.
 *
 * Source: docs.nats.io, "Client Protocol".
 */
export const NatsVerb = {
  /** Returned if there is no further complete message. */
  None: 0,
  Message: 1,
  Ping: 2,
  Pong: 3,
  Info: 4,
  Ok: 5,
  Error: 6,
} as const;

export type NatsVerb = (typeof NatsVerb)[keyof typeof NatsVerb];

const CR = 0x0d;
const SPACE = 0x20;
const WORDS_MAX = 6;

export class NatsReader {
  bytes: Buffer = Buffer.alloc(0);
  /** End of the last complete message; everything before it was consumed. */
  position = 0;
  /** The protocol line without its line end. */
  lineStart = 0;
  lineEnd = 0;
  /** Subscription id of a message. */
  sid = 0;
  /** Range of a message's subject. */
  subjectStart = 0;
  subjectEnd = 0;
  /** Range of a message's reply subject; both are 0 if it has none. */
  replyStart = 0;
  replyEnd = 0;
  /** Ranges of a message's headers (empty unless `HMSG`) and of the payload that follows them. */
  headersStart = 0;
  payloadStart = 0;
  payloadEnd = 0;
  #end = 0;
  readonly #starts = new Int32Array(WORDS_MAX);
  readonly #ends = new Int32Array(WORDS_MAX);

  start(bytes: Buffer, from: number, to: number): void {
    this.bytes = bytes;
    this.position = from;
    this.#end = to;
  }

  next(): NatsVerb {
    const { bytes, position } = this;
    const end = this.#end;
    let lineEnd = position;
    while (lineEnd < end && bytes[lineEnd] !== CR) lineEnd += 1;
    const after = lineEnd + 2;
    if (after > end) return NatsVerb.None;
    this.lineStart = position;
    this.lineEnd = lineEnd;
    const verb = verbOf(bytes[position]!, bytes[position + 1]!);
    if (verb === NatsVerb.Message) return this.#message() ? verb : NatsVerb.None;
    this.position = after;
    return verb;
  }

  /** The line as text: for INFO and -ERR. */
  line(): string {
    return this.bytes.toString('utf8', this.lineStart, this.lineEnd).trim();
  }

  /** Parses `MSG subject sid [reply] bytes` or `HMSG subject sid [reply] header-bytes bytes`; `true` when complete. */
  #message(): boolean {
    const words = this.#splitLine();
    const hasHeaders = this.bytes[this.lineStart] === 0x48;
    const hasReply = words === (hasHeaders ? 6 : 5);
    this.subjectStart = this.#starts[1]!;
    this.subjectEnd = this.#ends[1]!;
    this.sid = this.#number(2);
    this.replyStart = hasReply ? this.#starts[3]! : 0;
    this.replyEnd = hasReply ? this.#ends[3]! : 0;
    this.headersStart = this.lineEnd + 2;
    this.payloadStart = this.headersStart + (hasHeaders ? this.#number(words - 2) : 0);
    this.payloadEnd = this.headersStart + this.#number(words - 1);
    const after = this.payloadEnd + 2;
    if (after > this.#end) return false;
    this.position = after;
    return true;
  }

  /** Finds the words of the line and returns their number. The server prints two spaces for a missing reply subject. */
  #splitLine(): number {
    const { bytes, lineEnd } = this;
    let count = 0;
    for (let i = this.lineStart; i < lineEnd && count < WORDS_MAX; i++) {
      if (bytes[i] === SPACE) continue;
      this.#starts[count] = i;
      while (i < lineEnd && bytes[i] !== SPACE) i += 1;
      this.#ends[count] = i;
      count += 1;
    }
    return count;
  }

  #number(word: number): number {
    let value = 0;
    for (let i = this.#starts[word]!; i < this.#ends[word]!; i++) {
      value = value * 10 + this.bytes[i]! - 0x30;
    }
    return value;
  }
}

/** Verbs are case-insensitive; servers print capitals. */
function verbOf(first: number, second: number): NatsVerb {
  switch (first) {
    case 0x4d: // MSG
    case 0x48: // HMSG
      return NatsVerb.Message;
    case 0x50: // PING, PONG
      return second === 0x49 ? NatsVerb.Ping : NatsVerb.Pong;
    case 0x49:
      return NatsVerb.Info;
    case 0x2b:
      return NatsVerb.Ok;
    default: // -ERR, or data that is not NATS
      return NatsVerb.Error;
  }
}
