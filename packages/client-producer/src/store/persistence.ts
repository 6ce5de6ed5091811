/**
 * What the producer asks of its journal. No code: a producer that keeps nothing carries none of it. The
 * journal itself comes with the option `persistence`, from one of the entries that make one.
 */
import type { ClientError } from '@wearwire/client-core';
import type { Entry } from '../entry.js';
import type { EventBuffer } from '../event-buffer.js';
import type { Flushes } from '../flushes.js';
import type { Outbox } from '../outbox.js';
import type { Persistence } from '../persistence.js';
import type { Block, SpillPort } from '../spill.js';

/** What an earlier run left. */
export interface StoredState {
  readonly producerId: string | undefined;
  /** The last number given. */
  readonly lastN: number;
  /** What is neither confirmed nor dropped, in the order of `submit`. */
  readonly entries: readonly Entry[];
  /** Events that wait in blocks of the store. */
  readonly blocks: readonly Block[];
  /** Records that could not be read, or that no server could take. */
  readonly rejected: readonly string[];
}

export interface JournalPort {
  /** Once, unless the store failed: what an earlier run left. */
  readonly loaded: (state: StoredState, spill: SpillPort) => void;
  /** More is in the store than before, or nothing more ever will be. */
  readonly written: () => void;
  readonly failed: (error: ClientError) => void;
  /** What is in blocks is lost: the store failed. */
  readonly blocksLost: () => void;
}

export interface Journal extends SpillPort {
  /** Who numbers the events, as the store has it. */
  readonly producerId: string;
  /** Before anything is numbered. Never rejects. */
  load(): Promise<void>;
  /** It was submitted. */
  event(entry: Entry): void;
  /** It is about to be sent, perhaps again. */
  number(entry: Entry): void;
  /** Whether it may be sent: its number and all records before are in the store, or the store failed. */
  has(entry: Entry): boolean;
  /** In the order of numbers. */
  confirmed(entries: readonly Entry[]): void;
  dropped(entry: Entry): void;
  /** Waits for the present writes. Resolves to whether everything that is alive is in the store. Never rejects. */
  flush(): Promise<boolean>;
  /** Waits for the last write. Resolves to whether everything that is alive is in the store. Never rejects. */
  close(): Promise<boolean>;
}

/** The parts of a producer that its journal works on. */
export interface JournaledParts extends Omit<JournalPort, 'loaded' | 'blocksLost'> {
  readonly buffer: EventBuffer;
  readonly outbox: Outbox;
  readonly flushes: Flushes;
}

/** Opens the journal of one producer; `producerId` is for a store that has none yet. */
export type OpenJournal = (producerId: string, parts: JournaledParts) => Journal;

/** `Persistence` is opaque to users: these two are its only way in and out. */
export function persistenceOf(open: OpenJournal): Persistence {
  return open as unknown as Persistence;
}

export function openJournalOf(persistence: Persistence): OpenJournal {
  return persistence as unknown as OpenJournal;
}
