/** P-CLI-1, P-CLI-2: when a client beats, and what it makes of a beat without an answer. */
import { demand } from '../verdict.js';
import type { Arena } from './arena.js';
import type { ClientCheck } from './client-check.js';

/** Enough that chance alone does not put them all in one place. */
const CLIENTS = 12;
const FIRST_PART_MIN = 0.1;
/** Least part of the interval over which so many random first beats spread. */
const SPREAD_PART = 0.15;
const BEATS = 5;
/** What a clock may be off. */
const CLOCK_MS = 3;

async function firstBeat(arena: Arena): Promise<string> {
  const { heartbeatIntervalMs: interval, marginMs } = arena.settings;
  const stages = await arena.playMany(CLIENTS);
  const delays = await Promise.all(
    stages.map(async (stage) => {
      const { openedAtMs, beatsAtMs } = await stage.connection(1);
      const withinMs = interval + marginMs + arena.settings.connectTimeoutMs;
      return (await stage.until(() => beatsAtMs[0], withinMs, 'the first HEARTBEAT')) - openedAtMs;
    }),
  );
  const [least, most] = [Math.min(...delays), Math.max(...delays)];
  const seen = `first beats ${Math.round(least)} to ${Math.round(most)} ms after HELLO`;
  demand(least >= interval * FIRST_PART_MIN - CLOCK_MS, `${seen}: too early`);
  demand(most <= interval + marginMs, `${seen}: too late`);
  demand(most - least >= interval * SPREAD_PART, `${seen}: not spread by chance`);
  return `${seen} (interval ${interval} ms, ${CLIENTS} clients)`;
}

async function everyInterval(arena: Arena): Promise<string> {
  const { heartbeatIntervalMs: interval, marginMs } = arena.settings;
  const stage = await arena.play();
  const connection = await stage.connection(1);
  const beats = await stage.until(
    () => (connection.beatsAtMs.length >= BEATS ? connection.beatsAtMs : undefined),
    (interval + marginMs) * (BEATS + 1),
    `${BEATS} HEARTBEATs`,
  );
  const gaps = beats.slice(1, BEATS).map((at, index) => Math.round(at - (beats[index] as number)));
  const seen = `${gaps.join(', ')} ms between beats (interval ${interval} ms)`;
  demand(
    gaps.every((gap) => Math.abs(gap - interval) <= marginMs),
    seen,
  );
  return seen;
}

async function deadLink(arena: Arena): Promise<string> {
  const { heartbeatIntervalMs: interval, marginMs, connectTimeoutMs } = arena.settings;
  const stage = await arena.play({ ackAfterMs: (n) => (n === 1 ? 0 : undefined) });
  const first = await stage.connection(1);
  const withinMs = 4 * interval + marginMs;
  const endedAtMs = await stage.until(() => first.endedAtMs, withinMs, 'the end of a dead link');
  const unanswered = first.beatsAtMs[1];
  demand(unanswered !== undefined, 'the link was given up though every beat had its ACK');
  const afterMs = Math.round(endedAtMs - unanswered);
  const seen = `given up ${afterMs} ms after a beat without ACK`;
  demand(Math.abs(afterMs - interval) <= marginMs, seen);
  demand(first.beatsAtMs.length === 2, `${first.beatsAtMs.length - 2} more beats on a dead link`);
  await stage.connection(2, connectTimeoutMs);
  return `${seen} (interval ${interval} ms), then connected again`;
}

async function lateAck(arena: Arena): Promise<string> {
  const { heartbeatIntervalMs: interval, marginMs } = arena.settings;
  const stage = await arena.play({ ackAfterMs: () => interval / 2 });
  const connection = await stage.connection(1);
  const enough = (): true | undefined => {
    demand(!connection.hasEnded, 'given up though the ACK came before the next beat was due');
    return connection.beatsAtMs.length >= BEATS ? true : undefined;
  };
  await stage.until(enough, (interval + marginMs) * (BEATS + 1), `${BEATS} HEARTBEATs`);
  return `open after ${BEATS} beats whose ACKs took half an interval`;
}

export const heartbeatChecks: readonly ClientCheck[] = [
  {
    id: 'client-heartbeat.first',
    rule: 'P-CLI-1',
    title: 'beats first after a random part of the interval',
    expected: '0.1 to 1.0 intervals after HELLO, each client at another time',
    run: firstBeat,
  },
  {
    id: 'client-heartbeat.interval',
    rule: 'P-CLI-1',
    title: 'beats at the interval that HELLO told',
    expected: 'one interval between beats',
    run: everyInterval,
  },
  {
    id: 'client-heartbeat.dead-link',
    rule: 'P-CLI-2',
    title: 'gives a link up on which a heartbeat has no ACK when the next one is due',
    expected: 'the connection ends one interval after that beat; another one follows',
    run: deadLink,
  },
  {
    id: 'client-heartbeat.late-ack',
    rule: 'P-CLI-2',
    title: 'keeps a link whose ACKs come late, but before the next beat is due',
    expected: 'the connection stays open',
    run: lateAck,
  },
];
