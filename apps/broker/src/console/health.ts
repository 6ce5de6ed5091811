/**
 * Health figures for the console: of one developer's connections and stream and, for the operator, of the whole
 * broker. They are computed on request from existing counters (ADR 0032).
 */
import type { Session } from '../gateway/session.js';
import {
  type AgeSources,
  largestLag,
  oldestUnreadSeconds,
} from '../observability/consumer-ages.js';
import type { Durations, Stats } from '../observability/stats.js';

export interface HealthSources extends AgeSources {
  readonly stats: Stats;
  sessions(): Iterable<Pick<Session, 'developerId' | 'role'>>;
  /** `seq` of the developer's newest stored event. */
  committedSeq(developerId: string): Promise<number>;
  logBytes(): number;
  /** 0: unlimited. */
  readonly logBytesMax: number;
}

export interface Health {
  readonly connections: Readonly<Record<string, number>>;
  /** Stored events: for a developer, the newest seq; for the broker, the events stored since its start. */
  readonly stored: number;
  /** Lag of the slowest consumer, in events. */
  readonly lagEvents: number;
  readonly oldestUnreadSeconds: number;
}

export interface BrokerHealth extends Health {
  readonly dispatched: number;
  /** Mean time from the first event of a chunk to its commit, since the start; ms. 0 before the first commit. */
  readonly commitMeanMs: number;
  readonly logBytes: number;
  readonly logBytesMax: number;
  /** How often the broker has sent each close code; codes that it never sent are left out. */
  readonly closes: Readonly<Record<string, number>>;
  /** How often each limit was reached; limits that were never reached are left out. */
  readonly limits: Readonly<Record<string, number>>;
}

export async function developerHealth(
  sources: HealthSources,
  developerId: string,
): Promise<Health> {
  const connections: Record<string, number> = { producer: 0, consumer: 0, monitor: 0 };
  for (const session of sources.sessions()) {
    const name = session.role?.name;
    if (session.developerId !== developerId || name === undefined) continue;
    connections[name] = (connections[name] ?? 0) + 1;
  }
  const positions = [...sources.consumers()].filter((one) => one.developerId === developerId);
  return {
    connections,
    stored: await sources.committedSeq(developerId),
    lagEvents: largestLag(positions),
    oldestUnreadSeconds: await oldestUnreadSeconds({ ...sources, consumers: () => positions }),
  };
}

export async function brokerHealth(sources: HealthSources): Promise<BrokerHealth> {
  const { stats } = sources;
  return {
    connections: { ...stats.connections },
    stored: stats.submits,
    dispatched: stats.dispatches,
    commitMeanMs: meanMs(stats.commitMs),
    lagEvents: largestLag(sources.consumers()),
    oldestUnreadSeconds: await oldestUnreadSeconds(sources),
    logBytes: sources.logBytes(),
    logBytesMax: sources.logBytesMax,
    closes: nonZero(stats.closes),
    limits: nonZero(stats.limits),
  };
}

function meanMs({ counts, sumMs }: Durations): number {
  const count = counts.reduce((sum, one) => sum + one, 0);
  return count === 0 ? 0 : sumMs / count;
}

function nonZero(counts: Iterable<readonly [string | number, number]>): Record<string, number> {
  return Object.fromEntries([...counts].filter(([, count]) => count > 0));
}
