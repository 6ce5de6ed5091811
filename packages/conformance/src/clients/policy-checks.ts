/** P-CLI-5, P-CLI-6, P-EXT-2: what close codes mean to a client, and what it does not know. */
import { CloseCode, LIMITS, type RetryPolicy, retryPolicy } from '@wearwire/protocol';
import { timePasses } from '../condition.js';
import { demand, demandSame } from '../verdict.js';
import { type Arena, waitMs } from './arena.js';
import type { ClientCheck } from './client-check.js';

const FIRST_BOUND_MS = LIMITS.reconnectWaitFirstMs.default;
/** Longer than a client that comes back would take. */
const STAYS_AWAY_MS = 2_500;
const HAMMERING_MS = 3_000;
const HAMMERING_MAX = 30;
const BEATS = 3;
/** A code that is not in the table. */
const UNKNOWN_CODE = 4_777;
const PUBLISHED_OPCODE_MAX = 8;

function codesWith(policy: RetryPolicy): CloseCode[] {
  return Object.values(CloseCode).filter((code) => retryPolicy(code) === policy);
}

async function stops(arena: Arena): Promise<string> {
  const codes = codesWith('never');
  const stages = await Promise.all(
    codes.map((code) => arena.play({ onReady: (connection) => connection.close(code) })),
  );
  await Promise.all(stages.map((stage) => stage.connection(1)));
  await timePasses(STAYS_AWAY_MS);
  codes.forEach((code, index) => {
    const count = stages[index]?.connections.length ?? 0;
    demand(count === 1, `${count - 1} more connections after ${code}`);
  });
  return `no connection within ${STAYS_AWAY_MS} ms of ${codes.join(', ')}`;
}

/** Closed with the code after READY; the wait until the next connection. */
async function waitAfter(arena: Arena, code: number): Promise<number> {
  const stage = await arena.play({ onReady: (connection) => connection.close(code) });
  const before = await stage.connection(1);
  const withinMs = FIRST_BOUND_MS + arena.settings.connectTimeoutMs;
  return waitMs(before, await stage.connection(2, withinMs));
}

async function waitsAfter(arena: Arena, codes: readonly number[], boundMs: number) {
  const waits = await Promise.all(codes.map((code) => waitAfter(arena, code)));
  const seen = codes.map((code, index) => `${code}: ${Math.round(waits[index] as number)} ms`);
  const late = waits.findIndex((wait) => wait > boundMs + arena.settings.marginMs);
  demand(late < 0, `back after ${seen[late]}`);
  return `back after ${seen.join(', ')}`;
}

/** Refused again and again: the policy says at once, but not twice in a row. */
async function doesNotHammer(arena: Arena): Promise<string> {
  const stage = await arena.play({
    onIdentify: (connection) => connection.close(CloseCode.InvalidToken),
  });
  await stage.connection(2);
  await timePasses(HAMMERING_MS);
  const count = stage.connections.length;
  demand(count <= HAMMERING_MAX, `${count} connections in ${HAMMERING_MS} ms`);
  return `${count} connections in ${HAMMERING_MS} ms`;
}

const STRANGE_FRAMES = [
  ...[9, 10, 63, 64, 65, 66, 99, 2 ** 31].map((op) => ({ op, d: { x: [1] }, y: null })),
  { op: 5, d: { ts: 't', val: 1, more: {} }, uid: 'u', seq: 1, t: 'NO_SUCH_TYPE', more: [1] },
  { op: 1, d: { x: 1 }, more: true },
];

async function passesOver(arena: Arena): Promise<string> {
  const { heartbeatIntervalMs: interval, marginMs, connectTimeoutMs } = arena.settings;
  const stage = await arena.play({
    hello: () => ({ future: { a: [1] }, session: 'x' }),
    ready: { more: 1, future: null },
    onOpen: (connection) => connection.send({ op: 99 }),
    onReady: (connection) => {
      for (const frame of STRANGE_FRAMES) connection.send(frame);
    },
  });
  const connection = await stage.connection(1);
  const beats = (): true | undefined => {
    demand(!connection.hasEnded, 'the connection was given up');
    return connection.beatsAtMs.length >= BEATS ? true : undefined;
  };
  const withinMs = (interval + marginMs) * (BEATS + 1) + connectTimeoutMs;
  await stage.until(beats, withinMs, `${BEATS} HEARTBEATs`);
  return `open and beating after ${STRANGE_FRAMES.length + 1} frames that it cannot know`;
}

async function usesNothingUnconfirmed(arena: Arena): Promise<string> {
  const { heartbeatIntervalMs: interval, marginMs, connectTimeoutMs } = arena.settings;
  const stage = await arena.play();
  const connection = await stage.connection(1);
  const isBeating = () => connection.beatsAtMs[0];
  await stage.until(isBeating, interval + marginMs + connectTimeoutMs, 'a HEARTBEAT');
  const odd = connection.frames.filter(({ op, n }) => op > PUBLISHED_OPCODE_MAX || n !== undefined);
  demandSame(odd, [], 'frames of extensions');
  const identify = connection.frames.find(({ op }) => op === 3);
  demandSame(Object.keys(identify?.d ?? {}).sort(), ['token', 'type'], 'keys of IDENTIFY');
  return `IDENTIFY as published, no frame above ${PUBLISHED_OPCODE_MAX}`;
}

export const policyChecks: readonly ClientCheck[] = [
  {
    id: 'client-codes.never',
    rule: 'P-CLI-5',
    title: 'stops where the same would happen again',
    expected: `no further connection after ${codesWith('never').join(', ')}`,
    run: stops,
  },
  {
    id: 'client-codes.new-token',
    rule: 'P-CLI-5',
    title: 'comes back at once where a new token mends it',
    expected: `another connection at once after ${codesWith('new-token').join(', ')}`,
    run: (arena) => waitsAfter(arena, codesWith('new-token'), 0),
  },
  {
    id: 'client-codes.backoff',
    rule: 'P-CLI-5',
    title: 'comes back after a wait from anything else',
    expected: `another connection within ${FIRST_BOUND_MS} ms, also after codes that nobody knows`,
    run: (arena) => waitsAfter(arena, [...codesWith('backoff'), UNKNOWN_CODE], FIRST_BOUND_MS),
  },
  {
    id: 'client-codes.no-hammering',
    rule: 'P-CLI-5',
    title: 'does not hammer a server that refuses each token',
    expected: `at most ${HAMMERING_MAX} connections in ${HAMMERING_MS} ms`,
    run: doesNotHammer,
  },
  {
    id: 'client-frames.unknown',
    rule: 'P-CLI-6',
    title: 'passes over opcodes and fields that it does not know',
    expected: 'the connection stays open, heartbeats go on',
    run: passesOver,
  },
  {
    id: 'client-frames.unconfirmed',
    rule: 'P-EXT-2',
    title: 'uses nothing that HELLO did not confirm',
    expected: 'published frames and fields alone',
    run: usesNothingUnconfirmed,
  },
];
