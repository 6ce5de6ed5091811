/** P-CLI-5, P-CLI-6, P-EXT-2: reactions to close codes, to unknown frames, and to extensions not confirmed. */
import { CloseCode, LIMITS, type RetryPolicy, retryPolicy } from '@wearwire/protocol';
import type { ClientCheck } from '../check.js';
import { delay } from '../condition.js';
import { assert, assertSame } from '../verdict.js';
import {
  type ClientTestContext,
  delayAfterClose,
  waitForHeartbeats,
} from './client-test-context.js';

const FIRST_BOUND_MS = LIMITS.reconnectWaitFirstMs.default;
/** Longer than the first reconnect delay of a client. */
const NO_RECONNECT_MS = 2_500;
const REJECTED_MS = 3_000;
const REJECTED_CONNECTIONS_MAX = 30;
const HEARTBEATS = 3;
/** A code that the protocol does not define. */
const UNKNOWN_CODE = 4_777;
const PUBLISHED_OPCODE_MAX = 8;

function codesWith(policy: RetryPolicy): CloseCode[] {
  return Object.values(CloseCode).filter((code) => retryPolicy(code) === policy);
}

async function stops(context: ClientTestContext): Promise<string> {
  const codes = codesWith('never');
  const fixtures = await Promise.all(
    codes.map((code) => context.start({ onReady: (connection) => connection.close(code) })),
  );
  await Promise.all(fixtures.map((fixture) => fixture.connection(1)));
  await delay(NO_RECONNECT_MS);
  codes.forEach((code, index) => {
    const count = fixtures[index]?.connections.length ?? 0;
    assert(count === 1, `${count - 1} more connections after ${code}`);
  });
  return `no connection within ${NO_RECONNECT_MS} ms of ${codes.join(', ')}`;
}

async function reconnectsAfter(
  context: ClientTestContext,
  codes: readonly number[],
  boundMs: number,
) {
  const waits = await Promise.all(
    codes.map((code) => delayAfterClose(context, code, FIRST_BOUND_MS)),
  );
  const seen = codes.map((code, index) => `${code}: ${Math.round(waits[index] as number)} ms`);
  const late = waits.findIndex((wait) => wait > boundMs + context.settings.marginMs);
  assert(late < 0, `reconnected after ${seen[late]}`);
  return `reconnected after ${seen.join(', ')}`;
}

/** Refuses each token. The policy for this code is an immediate reconnect, but never twice in a row. */
async function limitsImmediateReconnects(context: ClientTestContext): Promise<string> {
  const fixture = await context.start({
    onIdentify: (connection) => connection.close(CloseCode.InvalidToken),
  });
  await fixture.connection(2);
  await delay(REJECTED_MS);
  const count = fixture.connections.length;
  assert(count <= REJECTED_CONNECTIONS_MAX, `${count} connections in ${REJECTED_MS} ms`);
  return `${count} connections in ${REJECTED_MS} ms`;
}

const UNKNOWN_FRAMES = [
  ...[9, 10, 63, 64, 65, 66, 99, 2 ** 31].map((op) => ({ op, d: { x: [1] }, y: null })),
  { op: 5, d: { ts: 't', val: 1, more: {} }, uid: 'u', seq: 1, t: 'NO_SUCH_TYPE', more: [1] },
  { op: 1, d: { x: 1 }, more: true },
];

async function ignoresUnknown(context: ClientTestContext): Promise<string> {
  const fixture = await context.start({
    hello: () => ({ future: { a: [1] }, session: 'x' }),
    ready: { more: 1, future: null },
    onOpen: (connection) => connection.send({ op: 99 }),
    onReady: (connection) => {
      for (const frame of UNKNOWN_FRAMES) connection.send(frame);
    },
  });
  await waitForHeartbeats(fixture, await fixture.connection(1), HEARTBEATS);
  return `connected and sending heartbeats after ${UNKNOWN_FRAMES.length + 1} unknown frames`;
}

async function usesNothingUnconfirmed(context: ClientTestContext): Promise<string> {
  const fixture = await context.start();
  const connection = await fixture.connection(1);
  await waitForHeartbeats(fixture, connection, 1);
  const unexpected = connection.frames.filter(
    ({ op, n }) => op > PUBLISHED_OPCODE_MAX || n !== undefined,
  );
  assertSame(unexpected, [], 'frames of extensions');
  const identify = connection.frames.find(({ op }) => op === 3);
  assertSame(Object.keys(identify?.d ?? {}).sort(), ['token', 'type'], 'keys of IDENTIFY');
  return `IDENTIFY as published, no opcode above ${PUBLISHED_OPCODE_MAX}`;
}

export const policyChecks: readonly ClientCheck[] = [
  {
    id: 'client-codes.never',
    rule: 'P-CLI-5',
    title: 'does not reconnect after codes with the policy `never`',
    expected: `no connection after ${codesWith('never').join(', ')}`,
    run: stops,
  },
  {
    id: 'client-codes.new-token',
    rule: 'P-CLI-5',
    title: 'reconnects immediately after codes with the policy `new-token`',
    expected: `an immediate connection after ${codesWith('new-token').join(', ')}`,
    run: (context) => reconnectsAfter(context, codesWith('new-token'), 0),
  },
  {
    id: 'client-codes.backoff',
    rule: 'P-CLI-5',
    title: 'reconnects with backoff after all other codes',
    expected: `a connection within ${FIRST_BOUND_MS} ms, also after unknown codes`,
    run: (context) =>
      reconnectsAfter(context, [...codesWith('backoff'), UNKNOWN_CODE], FIRST_BOUND_MS),
  },
  {
    id: 'client-codes.no-hammering',
    rule: 'P-CLI-5',
    title: 'limits reconnects to a server that refuses each token',
    expected: `at most ${REJECTED_CONNECTIONS_MAX} connections in ${REJECTED_MS} ms`,
    run: limitsImmediateReconnects,
  },
  {
    id: 'client-frames.unknown',
    rule: 'P-CLI-6',
    title: 'ignores unknown opcodes and fields',
    expected: 'the connection stays open and heartbeats continue',
    run: ignoresUnknown,
  },
  {
    id: 'client-frames.unconfirmed',
    rule: 'P-EXT-2',
    title: 'uses only extensions that HELLO confirmed',
    expected: 'only published frames and fields',
    run: usesNothingUnconfirmed,
  },
];
