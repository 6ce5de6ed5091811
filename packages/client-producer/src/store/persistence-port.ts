/**
 * The interface between a producer and its journal. Types only, so that a producer without persistence does
 * not bundle the journal, which the option `persistence` provides.
 */
import type { ClientError } from '@wearwire/client-core';
import type { Entry } from '../entry.js';
import type { EventBuffer } from '../event-buffer.js';
import type { Flushes } from '../flushes.js';
import type { Outbox } from '../outbox.js';
import type { Persistence } from '../persistence.js';
import type { Block, SpillPort } from '../spill.js';

/** Contents of the store from an earlier run. */
export interface StoredState {
  readonly producerId: string | undefined;
  /** The last assigned number. */
  readonly lastN: number;
  /** Events that are neither confirmed nor dropped, in the order of `submit`. */
  readonly entries: readonly Entry[];
  /** Events that wait in blocks of the store. */
  readonly blocks: readonly Block[];
  /** Records that could not be read, or that no server could accept. */
  readonly rejected: readonly string[];
}

export interface JournalPort {
  /** Called once with the contents of an earlier run, unless the store failed. */
  readonly loaded: (state: StoredState, spill: SpillPort) => void;
  /** Called when records were stored, or the store has failed. */
  readonly written: () => void;
  readonly failed: (error: ClientError) => void;
  /** Called when the store has failed: events in blocks are lost. */
  readonly blocksLost: () => void;
}

export interface Journal extends SpillPort {
  /** The producer id in the store. */
  readonly producerId: string;
  /** Call before any event is numbered. Never rejects. */
  load(): Promise<void>;
  /** Call when an event was submitted. */
  submitted(entry: Entry): void;
  /** Call when an event is about to be sent or resent; stores its number. */
  taken(entry: Entry): void;
  /**
   * Whether the event may be sent: its number and all earlier records are stored, or the store failed. In the latter
   * case also sets `hasSafeNumber` of the event.
   */
  maySend(entry: Entry): boolean;
  /** Call when events were confirmed, in the order of numbers. */
  confirmed(entries: readonly Entry[]): void;
  dropped(entry: Entry): void;
  /** Waits for pending writes. Resolves with whether all live events are stored. Never rejects. */
  flush(): Promise<boolean>;
  /** Waits for the last write. Resolves with whether all live events are stored. Never rejects. */
  close(): Promise<boolean>;
}

/** The parts of a producer that its journal works on. */
export interface JournaledParts extends Omit<JournalPort, 'loaded' | 'blocksLost'> {
  readonly buffer: EventBuffer;
  readonly outbox: Outbox;
  readonly flushes: Flushes;
}

/** Opens the journal of one producer. `producerId` is used if the store has none yet. */
export type OpenJournal = (producerId: string, parts: JournaledParts) => Journal;

/** `Persistence` is opaque to users: only these two functions access its contents. */
export function persistenceOf(open: OpenJournal): Persistence {
  return open as unknown as Persistence;
}

export function openJournalOf(persistence: Persistence): OpenJournal {
  return persistence as unknown as OpenJournal;
}
