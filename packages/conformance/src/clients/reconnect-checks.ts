/** P-CLI-3, P-CLI-4, P-CLI-7: token and delay of a client's reconnects. */
import { CloseCode, LIMITS } from '@wearwire/protocol';
import type { ClientCheck } from '../check.js';
import { assert, NotApplicable } from '../verdict.js';
import type { ClientFixture } from './client-fixture.js';
import {
  type ClientTestContext,
  delayAfterClose,
  reconnectDelayMs,
} from './client-test-context.js';

const ATTEMPTS = 4;
const BACKOFF_CLIENTS = 10;
const BACKOFF_WAITS = 4;
const SPREAD_CLIENTS = 12;
const FIRST_BOUND_MS = LIMITS.reconnectWaitFirstMs.default;
const SPREAD_MS = LIMITS.reconnectSpreadMs.default;
/** Smallest accepted spread and smallest accepted maximum of random delays, as fractions of their bound. */
const SPREAD_FRACTION_MIN = 0.1;
const LONGEST_FRACTION_MIN = 0.15;
const AFTER_MS = 900;

async function freshTokens(context: ClientTestContext): Promise<string> {
  const fixture = await context.start({ onReady: (connection) => connection.close(4005) });
  const tokens: unknown[] = [];
  for (let n = 1; n <= ATTEMPTS; n++) {
    const bound = FIRST_BOUND_MS * 2 ** n + context.settings.connectTimeoutMs;
    const connection = await fixture.connection(n, bound);
    tokens.push(await fixture.waitFor(() => connection.token, bound, 'IDENTIFY'));
  }
  assert(
    tokens.every((token) => fixture.issuedTokens.has(token)),
    'a token that was not issued in this run',
  );
  assert(new Set(tokens).size === tokens.length, 'a token was used twice');
  return `${ATTEMPTS} attempts with ${ATTEMPTS} tokens`;
}

/** The reconnect delays of a client whose connections are closed immediately. */
async function reconnectDelays(fixture: ClientFixture, count: number): Promise<number[]> {
  const waits: number[] = [];
  for (let n = 1; n <= count; n++) {
    const withinMs = FIRST_BOUND_MS * 2 ** (n - 1) + fixture.settings.connectTimeoutMs;
    const before = await fixture.connection(n);
    waits.push(reconnectDelayMs(before, await fixture.connection(n + 1, withinMs)));
  }
  return waits;
}

async function backsOff(context: ClientTestContext): Promise<string> {
  const { marginMs } = context.settings;
  const fixtures = await context.startMany(BACKOFF_CLIENTS, {
    onOpen: (connection) => connection.close(CloseCode.TryAgainLater),
  });
  const all = await Promise.all(fixtures.map((fixture) => reconnectDelays(fixture, BACKOFF_WAITS)));
  const seen: string[] = [];
  for (let n = 0; n < BACKOFF_WAITS; n++) {
    const bound = FIRST_BOUND_MS * 2 ** n;
    const waits = all.map((one) => one[n] as number);
    const [least, most] = [Math.min(...waits), Math.max(...waits)];
    seen.push(`${Math.round(least)} to ${Math.round(most)} ms`);
    assert(most <= bound + marginMs, `wait ${n + 1}: ${Math.round(most)} ms, bound ${bound} ms`);
    assert(
      most >= bound * LONGEST_FRACTION_MIN,
      `wait ${n + 1}: no client waited longer than ${Math.round(most)} ms`,
    );
    const isSpread = most - least >= bound * SPREAD_FRACTION_MIN;
    assert(isSpread, `wait ${n + 1}: all ${BACKOFF_CLIENTS} clients within ${seen.at(-1)}`);
  }
  return `waits of ${BACKOFF_CLIENTS} clients: ${seen.join('; ')}`;
}

async function spreadsReconnects(context: ClientTestContext): Promise<string> {
  const { marginMs } = context.settings;
  const waits = await Promise.all(
    Array.from({ length: SPREAD_CLIENTS }, () =>
      delayAfterClose(context, CloseCode.Restarting, SPREAD_MS + marginMs),
    ),
  );
  const least = Math.round(Math.min(...waits));
  const most = Math.round(Math.max(...waits));
  const seen = `${SPREAD_CLIENTS} clients reconnected after ${least} to ${most} ms`;
  assert(most >= SPREAD_MS * LONGEST_FRACTION_MIN, `${seen}: all at the same time`);
  assert(most <= SPREAD_MS + marginMs, seen);
  return seen;
}

async function reconnectsAfterMs(context: ClientTestContext): Promise<string> {
  const { marginMs, connectTimeoutMs } = context.settings;
  const fixture = await context.start({
    hello: (connection) => (connection.requests('reconnect') ? { extensions: ['reconnect'] } : {}),
    onReady: (connection) => {
      connection.send({ op: 66, d: { after_ms: AFTER_MS } });
      connection.close(CloseCode.Restarting);
    },
  });
  const before = await fixture.connection(1);
  if (!before.requests('reconnect'))
    throw new NotApplicable('the client does not request reconnect');
  const after = await fixture.connection(2, SPREAD_MS + connectTimeoutMs);
  const wait = Math.round(reconnectDelayMs(before, after));
  assert(
    Math.abs(wait - AFTER_MS) <= marginMs,
    `reconnected after ${wait} ms with after_ms ${AFTER_MS}`,
  );
  return `reconnected after ${wait} ms with after_ms ${AFTER_MS}`;
}

export const reconnectChecks: readonly ClientCheck[] = [
  {
    id: 'client-reconnect.fresh-token',
    rule: 'P-CLI-3',
    title: 'uses a fresh token for each attempt',
    expected: 'a token issued for this attempt and not used before',
    run: freshTokens,
  },
  {
    id: 'client-reconnect.backoff',
    rule: 'P-CLI-4',
    title: 'waits a random time below a bound that doubles',
    expected: `a random time up to ${FIRST_BOUND_MS} ms, with a bound that doubles each time`,
    run: backsOff,
  },
  {
    id: 'client-reconnect.spread',
    rule: 'P-CLI-7',
    title: 'reconnects at a random time after a planned stop',
    expected: `within ${SPREAD_MS} ms of close 1012, not all clients at the same time`,
    run: spreadsReconnects,
  },
  {
    id: 'client-reconnect.told',
    rule: 'P-CLI-7',
    title: 'reconnects at the time given in RECONNECT',
    expected: `${AFTER_MS} ms after the close`,
    run: reconnectsAfterMs,
  },
];
