import { CloseCode, RETRY_POLICIES, Role } from '@wearwire/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import type { ClientOptions, TokenAttempt } from './client-options.js';
import { type ClientError, TokenError } from './errors.js';
import { Session } from './session.js';
import type { StateChange } from './session-state.js';
import { ScriptedServer, type ScriptedServerOptions } from './testing/scripted-server.js';
import { settle, VirtualClock } from './testing/virtual-clock.js';

function setUp(options: Partial<ClientOptions> = {}, serverOptions: ScriptedServerOptions = {}) {
  const clock = new VirtualClock();
  const server = new ScriptedServer(serverOptions);
  const attempts: TokenAttempt[] = [];
  const changes: StateChange[] = [];
  const errors: ClientError[] = [];
  const ends: (ClientError | undefined)[] = [];
  const session = new Session(
    {
      url: 'ws://server.test/connect',
      getToken: async (attempt) => {
        attempts.push(attempt);
        return `token-${attempts.length}`;
      },
      clock,
      random: () => 0.5,
      socketFactory: server.socketFactory,
      ...options,
    },
    Role.Consumer,
    {
      dispatched: () => {},
      beatSent: () => {},
      beatAcked: () => {},
      changed: (change) => changes.push(change),
      failed: (error) => errors.push(error),
      ended: (error) => ends.push(error),
    },
  );
  return { clock, server, attempts, changes, errors, ends, session };
}

type SetUp = ReturnType<typeof setUp>;
let running: SetUp | undefined;
async function started(...args: Parameters<typeof setUp>): Promise<SetUp> {
  running = setUp(...args);
  running.session.start();
  await settle();
  return running;
}

afterEach(async () => {
  running?.session.stop();
  await settle();
  expect(running?.clock.pendingTimers ?? 0, 'timers left running').toBe(0);
  running = undefined;
});

test('[P-CLI-4] waits at least as long as the token endpoint requests, plus a random time', async () => {
  const retryAfterMs = 7_000;
  const error = new TokenError('token-unreachable', 'busy', { status: 429, retryAfterMs });
  const { changes } = await started({ getToken: () => Promise.reject(error) });
  expect(changes.at(-1)).toMatchObject({ state: 'waiting', waitMs: 7_250 });
});

describe('a connection', () => {
  test('proceeds from token to READY, and identifies with token and role', async () => {
    const { server, changes, session } = await started();
    expect(changes.map(({ state }) => state)).toEqual([
      'authorizing',
      'opening',
      'greeting',
      'identifying',
      'ready',
    ]);
    expect(server.connection.received).toEqual([{ op: 3, d: { token: 'token-1', type: 1 } }]);
    expect(session.state).toBe('ready');
  });

  // Each script is the part of the handshake that the server performs.
  test.each([
    ['open', 10_000, () => {}],
    ['hello', 10_000, (server: ScriptedServer) => server.connection.open()],
    [
      'ready',
      15_000,
      (server: ScriptedServer) => {
        server.connection.open();
        server.connection.hello();
      },
    ],
  ] as const)(
    'that waits for %s for %i ms is dropped, and the client waits for the next attempt',
    async (awaited, ms, script) => {
      const { clock, server, errors, session } = await started({}, { auto: false });
      script(server);
      await clock.advance(ms - 1);
      expect(errors).toEqual([]);
      await clock.advance(1);
      expect(errors).toMatchObject([{ code: 'no-answer', awaited, retryable: true }]);
      expect(server.connection.endedBy).toBe('destroyed');
      expect(session.state).toBe('waiting');
    },
  );

  test('ends with 1000 on stop, and is terminated if the server does not respond', async () => {
    const { clock, server, session, ends } = await started();
    session.stop();
    expect(server.connection.endedBy).toBe(1000);
    await settle();
    expect(ends).toEqual([undefined]);
    const second = await started({}, { auto: false });
    second.server.connection.open();
    second.server.connection.socket.close = () => {};
    second.session.stop();
    await second.clock.advance(1_000);
    expect(second.ends).toEqual([undefined]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('waits for the closing handshake for the given time', async () => {
    const { clock, server, session, ends } = await started();
    server.connection.socket.close = () => {};
    session.stop(100);
    await clock.advance(99);
    expect(ends).toEqual([]);
    await clock.advance(1);
    expect(ends).toEqual([undefined]);
  });

  test('is ended by the AbortSignal during a token request, and not started if the signal has aborted before', async () => {
    const controller = new AbortController();
    let tokenSignal: AbortSignal | undefined;
    const { session, ends } = await started({
      signal: controller.signal,
      getToken: ({ signal }) => {
        tokenSignal = signal;
        return new Promise(() => {});
      },
    });
    expect(session.state).toBe('authorizing');
    controller.abort();
    expect(session.state).toBe('stopped');
    expect(tokenSignal?.aborted).toBe(true);
    expect(ends).toEqual([undefined]);
    const late = await started({ signal: controller.signal });
    expect(late.attempts).toEqual([]);
    expect(late.session.state).toBe('stopped');
  });
});

describe('heartbeats', () => {
  test.each([
    [0, 4_000],
    [0.5, 22_000],
    [0.999999, 39_999],
  ])(
    '[P-CLI-1] with the random number %f the first is sent after %i ms, the next ones at the interval',
    async (chance, firstMs) => {
      const { clock, server } = await started({ random: () => chance });
      await clock.advance(firstMs - 1);
      expect(server.connection.receivedOf(0)).toHaveLength(0);
      await clock.advance(1 + 1);
      expect(server.connection.receivedOf(0)).toHaveLength(1);
      await clock.advance(39_990);
      expect(server.connection.receivedOf(0)).toHaveLength(1);
      await clock.advance(10);
      expect(server.connection.receivedOf(0)).toHaveLength(2);
    },
  );

  test('[P-CLI-2] a client closes and reconnects if a HEARTBEAT has no ACK when the next one is due', async () => {
    const { clock, server, errors } = await started({ timeouts: { deadLinkMs: 200_000 } });
    server.connection.acksHeartbeats = false;
    await clock.advance(22_000 + 39_999);
    expect(server.connections).toHaveLength(1);
    await clock.advance(1);
    expect(server.connections[0]?.endedBy).toBe('destroyed');
    expect(errors).toMatchObject([{ code: 'no-answer', awaited: 'heartbeat-ack' }]);
    await clock.advance(500);
    expect(server.connections).toHaveLength(2);
  });

  test('[P-CLI-9] a client closes and reconnects if a response is due and nothing arrives for 12 s', async () => {
    const { clock, server, session, errors } = await started();
    server.connection.acksHeartbeats = false;
    await clock.advance(22_000 + 11_999);
    expect(server.connections).toHaveLength(1);
    await clock.advance(1);
    expect(errors).toMatchObject([{ code: 'no-answer', awaited: 'heartbeat-ack' }]);
    await clock.advance(500);
    expect(server.connections).toHaveLength(2);
    server.connection.acksHeartbeats = false;
    session.expectAnswer(true);
    await clock.advance(9_000);
    server.connection.dispatch(1);
    await clock.advance(12_500);
    expect(server.connections).toHaveLength(2);
    await clock.advance(1_500);
    expect(server.connections).toHaveLength(3);
  });

  test('[P-CLI-9] a timer suspended with its device does not count as silence', async () => {
    const { clock, server, session } = await started();
    session.expectAnswer(true);
    for (let n = 0; n < 11; n++) {
      clock.sleep(3_600_000);
      await clock.advance(1_000);
    }
    expect([session.state, server.connections.length]).toEqual(['ready', 1]);
    session.expectAnswer(false);
  });

  test('a client may send heartbeats more often than the server requires', async () => {
    const { clock, server } = await started({ timeouts: { heartbeatMaxMs: 10_000 } });
    await clock.advance(60_000);
    expect(server.connection.receivedOf(0)).toHaveLength(6);
  });

  test('[P-CLI-2] while reading is paused no ACK counts as missing, and heartbeats continue', async () => {
    const { clock, server, session, errors } = await started();
    session.setPaused(true);
    await clock.advance(200_000);
    expect(server.connection.receivedOf(0).length).toBeGreaterThanOrEqual(5);
    session.setPaused(false);
    await clock.advance(200_000);
    expect(errors).toEqual([]);
    expect(server.connections).toHaveLength(1);
  });
});

describe('reconnecting', () => {
  test('[P-CLI-3] each attempt requests a fresh token and passes its reason', async () => {
    const { clock, server, attempts } = await started();
    server.connection.close(1006);
    await clock.advance(250);
    server.connection.close(4000, 'not identified');
    await clock.advance(1_000);
    expect(attempts.map(({ attempt, reason }) => [attempt, reason])).toEqual([
      [1, { kind: 'start' }],
      [2, { kind: 'closed', code: 1006 }],
      [3, { kind: 'closed', code: 4000 }],
    ]);
    const tokens = server.connections.map((c) => c.receivedOf(3)[0]?.d?.token);
    expect(tokens).toEqual(['token-1', 'token-2', 'token-3']);
  });

  test('[P-CLI-4] waits within a bound that doubles from 0.5 s to 30 s and is reset after a stable READY', async () => {
    const { clock, server, changes } = await started();
    const waits = () => changes.filter((c) => c.state === 'waiting').map((c) => c.waitMs);
    for (let i = 0; i < 8; i++) {
      server.connection.close(CloseCode.TryAgainLater);
      await clock.advance(waits().at(-1) ?? 0);
    }
    expect(waits()).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    await clock.advance(9_999);
    server.connection.close(CloseCode.TryAgainLater);
    await clock.advance(15_000);
    expect(waits().at(-1)).toBe(15_000);
    await clock.advance(10_000);
    server.connection.close(CloseCode.InternalError);
    expect(waits().at(-1)).toBe(250);
  });

  test.each(Object.entries(RETRY_POLICIES).map(([code, retry]) => [Number(code), retry] as const))(
    '[P-CLI-5] after close code %i follows RETRY_POLICIES: %s',
    async (code, retry) => {
      const { server, session, ends, errors } = await started();
      server.connection.close(code, 'why');
      await settle();
      if (retry === 'never') {
        expect(session.state).toBe('stopped');
        expect(ends).toMatchObject([{ code: 'server-refused', closeCode: code, retryable: false }]);
        expect(server.connections).toHaveLength(1);
      } else {
        expect(session.state).toBe(retry === 'new-token' ? 'ready' : 'waiting');
        expect(errors).toMatchObject([{ code: 'link-lost', closeCode: code, retryable: true }]);
      }
    },
  );

  test('[P-CLI-5] with whenRefused: retry, a refusal is followed by waits that double, until it is lifted', async () => {
    let isRefused = false;
    const { clock, server, session, changes, ends } = await started({
      whenRefused: 'retry',
      getToken: async () => {
        if (!isRefused) return 'token';
        throw new TokenError('token-refused', 'no', { retryable: false, status: 401 });
      },
    });
    const waits = () => changes.filter((c) => c.state === 'waiting').map((c) => c.waitMs);
    isRefused = true;
    server.connection.close(4004, 'removed');
    for (let i = 0; i < 3; i++) await clock.advance(waits().at(-1) ?? 0);
    expect(waits()).toEqual([250, 500, 1_000, 2_000]);
    expect(changes.at(-1)?.error).toMatchObject({ code: 'token-refused', retryable: false });
    isRefused = false;
    await clock.advance(2_000);
    expect([session.state, ends]).toEqual(['ready', []]);
  });

  test('[P-CLI-5] the second and third close in a row that require a new token are followed by a wait', async () => {
    const { clock, server, session } = await started();
    server.connection.close(CloseCode.InvalidToken);
    await settle();
    expect(server.connections).toHaveLength(2);
    server.connection.close(CloseCode.HeartbeatMissed);
    expect(session.state).toBe('waiting');
    await clock.advance(250);
    server.connection.close(CloseCode.InvalidToken);
    expect(session.state).toBe('waiting');
    await clock.advance(500 + 10_000);
    server.connection.close(CloseCode.InvalidToken);
    expect(session.state).toBe('authorizing');
  });

  test('[P-CLI-7] one broken link is followed by a short wait, and by longer ones if that attempt fails', async () => {
    let isAvailable = true;
    const { clock, server, changes } = await started({
      getToken: async () => {
        if (!isAvailable) throw new TokenError('token-unreachable', 'no', {});
        return 'token';
      },
    });
    const waits = () => changes.filter((c) => c.state === 'waiting').map((c) => c.waitMs);
    await clock.advance(10_000);
    server.connection.close(1006);
    await clock.advance(250);
    expect(server.connections).toHaveLength(2);
    await clock.advance(10_000);
    isAvailable = false;
    server.connection.close(1006);
    await clock.advance(250 + 5_000 + 10_000);
    expect(waits()).toEqual([250, 250, 5_000, 10_000, 10_000]);
  });

  test('a getToken that fails, resolves to no token or never settles is retried later', async () => {
    const answers: (() => Promise<string>)[] = [
      () => Promise.reject(new Error('down')),
      () => Promise.resolve(7 as unknown as string),
      () => {
        throw new Error('sync');
      },
      () => new Promise(() => {}),
      () => Promise.resolve('good'),
    ];
    const { clock, server, errors } = await started({
      getToken: () => (answers.shift() as () => Promise<string>)(),
    });
    await clock.advance(60_000);
    expect(errors.map(({ code }) => code)).toEqual([...Array(3).fill('token-failed'), 'no-answer']);
    expect(server.connections).toHaveLength(1);
  });

  test('a token error that is not retryable stops the client', async () => {
    const error = new TokenError('token-refused', 'no', { retryable: false, status: 403 });
    const { ends, session } = await started({ getToken: () => Promise.reject(error) });
    expect(session.state).toBe('stopped');
    expect(ends).toEqual([error]);
  });
});

describe('frames', () => {
  test('[P-CLI-6] ignores unknown opcodes and fields', async () => {
    const { server, session, errors } = await started({}, { auto: false });
    server.connection.open();
    server.connection.send({ op: 99, x: 1 });
    server.connection.send({ op: 2, d: { heartbeat_interval: 40_000, more: [] }, extra: true });
    server.connection.send({ op: 64, d: {} });
    server.connection.send({ op: 4, d: { unknown: 1 } });
    expect(session.state).toBe('ready');
    expect(errors).toEqual([]);
  });

  test('ignores invalid frames, and reports one per connection', async () => {
    const { server, session, errors } = await started();
    server.connection.send('not json {');
    server.connection.sendRaw(new Uint8Array([1, 2]));
    server.connection.send({ op: 5, seq: 'x' });
    expect(session.state).toBe('ready');
    expect(errors).toMatchObject([{ code: 'frame-invalid' }]);
  });
});
