/**
 * Submits the readings of one user to the broker: a producer with its journal, and the rule for several
 * sensors that send the same type.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Reading } from '@wearwire/ble-parsers';
import {
  type CloseReport,
  createProducer,
  type GetToken,
  type Producer,
  type ProducerOptions,
} from '@wearwire/client-producer';
import { ReadingSubmitter } from '@wearwire/client-producer/ble';
import { type Durability, persistInFile } from '@wearwire/client-producer/file';
import type { GatewayLimits } from '../limits.js';
import type { Sensor } from '../sensors/sensor.js';
import { OneSourcePerType } from './one-source.js';

/** Options of the outputs: broker, tokens and journals. */
export interface OutputOptions {
  readonly url: string;
  /** Returns the function that fetches tokens for a user. */
  readonly getToken: (user: string) => GetToken;
  /** The folder of the journals, one file per user. If absent, readings are queued only in memory. */
  readonly dataDirectory?: string | undefined;
  readonly durability?: Durability;
  readonly timestamps?: 'host' | 'device';
  /** Whether the broker is known to accept STATUS. */
  readonly serverTakesStatus?: boolean;
  /** Further options of `createProducer`, such as limits, timeouts and a socket. */
  readonly producer?: Partial<Omit<ProducerOptions, 'url' | 'getToken' | 'persistence'>>;
}

/** Counts of the readings of one sensor. */
export interface SensorCounts {
  submitted: number;
  /** Confirmed by the broker. */
  confirmed: number;
}

/** Rank of the first sensor matched by `any`: above the ranks of all lines of a map. */
const ANY_RANK_MIN = 2 ** 32;

/** The producer of one user, and the sensors whose readings it submits. */
export class UserOutput {
  readonly user: string;
  readonly producer: Producer;
  readonly #timestamps: 'host' | 'device';
  readonly #sources: OneSourcePerType;
  readonly #submitters = new Map<string, ReadingSubmitter>();
  readonly #counts = new Map<string, SensorCounts>();
  /** Ranks of the sensors matched by `any`, in the order in which they were heard. */
  readonly #anyRanks = new Map<string, number>();
  #nextAnyRank = ANY_RANK_MIN;

  constructor(user: string, options: OutputOptions, limits: GatewayLimits) {
    this.user = user;
    this.#timestamps = options.timestamps ?? 'host';
    this.#sources = new OneSourcePerType(limits);
    this.producer = createProducer({
      ...options.producer,
      url: options.url,
      getToken: options.getToken(user),
      // A corrected key takes effect without a restart; until then, readings wait in the journal.
      whenRefused: 'retry',
      serverTakesStatus: options.serverTakesStatus ?? false,
      ...(options.dataDirectory !== undefined && {
        persistence: persistInFile(journalPath(options.dataDirectory, user), {
          durability: options.durability ?? 'process',
        }),
      }),
    });
  }

  /** Submits the readings of one packet, except types that another sensor provides. */
  submit(sensor: Sensor, readings: readonly Reading[], atMs: number): void {
    const accepted = this.#sources.accept(readings, sensor.id, this.#rankOf(sensor), atMs);
    if (accepted.length === 0) return;
    const counts = this.countsOf(sensor.id);
    for (const outcome of this.#submitterOf(sensor.id).submit(accepted, atMs)) {
      counts.submitted++;
      void outcome.then((result) => {
        if (result === 'acked') counts.confirmed++;
      });
    }
  }

  /** Reports to the broker that a sensor was connected or disconnected. */
  reportPresence(sensor: Sensor, isConnected: boolean): void {
    if (isConnected) this.#submitters.get(sensor.id)?.reconnected();
    this.producer.tellStatus({
      connected: isConnected,
      ...(!isConnected && { reason: 'lost' }),
      device_id: sensor.id,
      source: sensor.transport,
    });
  }

  countsOf(sensorId: string): SensorCounts {
    const counts = this.#counts.get(sensorId) ?? { submitted: 0, confirmed: 0 };
    this.#counts.set(sensorId, counts);
    return counts;
  }

  /** Removes the submitter, the counts and the rank of a sensor. */
  removeSensor(sensorId: string): void {
    this.#submitters.delete(sensorId);
    this.#counts.delete(sensorId);
    this.#anyRanks.delete(sensorId);
  }

  /** Readings that the broker has not confirmed. */
  get waiting(): number {
    return this.producer.queuedEvents + this.producer.unconfirmedEvents;
  }

  close(timeoutMs?: number): Promise<CloseReport> {
    return this.producer.close(timeoutMs === undefined ? {} : { timeoutMs });
  }

  #rankOf({ id, owner }: Sensor): number {
    if (owner !== undefined && owner.pattern.kind !== 'any') return owner.rank;
    const rank = this.#anyRanks.get(id) ?? this.#nextAnyRank++;
    this.#anyRanks.set(id, rank);
    return rank;
  }

  #submitterOf(sensorId: string): ReadingSubmitter {
    const known = this.#submitters.get(sensorId);
    if (known !== undefined) return known;
    const options = { includeQuality: true, timestamps: this.#timestamps };
    const submitter = new ReadingSubmitter(this.producer, options);
    this.#submitters.set(sensorId, submitter);
    return submitter;
  }
}

/** Returns the path of a user's journal: unique per user id, and valid on every file system. */
export function journalPath(directory: string, user: string): string {
  const name = /^[a-z0-9_-]{1,64}$/.test(user)
    ? user
    : `x${createHash('sha256').update(user).digest('hex')}`;
  return join(directory, `${name}.journal`);
}
