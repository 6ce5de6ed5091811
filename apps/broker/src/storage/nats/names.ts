/** Names of streams and subjects. Developer ids may contain characters that are special in NATS. */

export class Names {
  readonly #prefix: string;
  readonly shards: number;

  constructor(prefix: string, shards: number) {
    this.#prefix = prefix;
    this.shards = shards;
  }

  get tokenStream(): string {
    return `${this.#prefix}-tokens`;
  }

  /** The stream of developers, slots, heads and other small records. */
  get stateStream(): string {
    return `${this.#prefix}-state`;
  }

  logStream(shard: number): string {
    return `${this.#prefix}-log-${shard}`;
  }

  /** Wildcard for the subjects of all messages in the token stream. */
  get tokenSubjects(): string {
    return `${this.#prefix}.token.*`;
  }

  get stateSubjects(): string {
    return `${this.#prefix}.state.>`;
  }

  logSubjects(shard: number): string {
    return `${this.#prefix}.log.${shard}.*`;
  }

  shardOf(developerId: string): number {
    return hash(developerId) % this.shards;
  }

  /** The subject of the records of the developer's log. */
  log(developerId: string): string {
    return `${this.#prefix}.log.${this.shardOf(developerId)}.${escaped(developerId)}`;
  }

  /** The subject on which stored records are announced. */
  announcements(developerId: string): string {
    return `${this.#prefix}.live.${escaped(developerId)}`;
  }

  /** The subject of messages about developers that were added, changed or removed. */
  get developerChanges(): string {
    return `${this.#prefix}.changes.developer`;
  }

  /** The subject on which brokers send heartbeats to each other. */
  get heartbeats(): string {
    return `${this.#prefix}.beats`;
  }

  /** The subject on which a broker receives batches from other brokers. */
  forward(node: string): string {
    return `${this.#prefix}.forward.${node}`;
  }

  /** The subject of requests to a broker about the holders of slots. */
  request(node: string): string {
    return `${this.#prefix}.ask.${node}`;
  }

  token(hashOfToken: string): string {
    return `${this.#prefix}.token.${escaped(hashOfToken)}`;
  }

  state(kind: StateKind, id: string): string {
    return `${this.#prefix}.state.${kind}.${escaped(id)}`;
  }

  statesOf(kind: StateKind): string {
    return `${this.#prefix}.state.${kind}.*`;
  }

  /** The subject of a log's head, from the subject of its records. */
  headOf(logSubject: string): string {
    return `${this.#prefix}.state.head.${logSubject.slice(logSubject.lastIndexOf('.') + 1)}`;
  }

  /** The subject of one piece of a snapshot of the developer's marks. */
  marksPiece(developerId: string, generation: string, piece: number): string {
    return `${this.#prefix}.state.piece.${escaped(developerId)}.${generation}.${piece}`;
  }

  marksPieces(developerId: string, generation: string): string {
    return `${this.#prefix}.state.piece.${escaped(developerId)}.${generation}.*`;
  }
}

export type StateKind = 'developer' | 'slot' | 'head' | 'epoch' | 'marks' | 'purge' | 'shards';

/** Encodes the text as one token of a subject. Ids of developers are ASCII, so each `=` precedes two digits. */
function escaped(id: string): string {
  return id.replaceAll(
    /[^A-Za-z0-9_-]/g,
    (character) => `=${character.codePointAt(0)?.toString(16).padStart(2, '0')}`,
  );
}

/** The id of `Names.state`, from the subject. */
export function idOfState(subject: string): string {
  return subject
    .slice(subject.lastIndexOf('.') + 1)
    .replaceAll(/=(..)/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

/** FNV-1a, 32 bits. Must not change: it determines the shard of a developer. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
