import { Role } from '@wearwire/protocol';
import { expect, test } from 'vitest';
import { Session } from './session.js';
import { ScriptedServer } from './testing/scripted-server.js';
import { settle, VirtualClock } from './testing/virtual-clock.js';
import type { WakeHandlers } from './wake-source.js';

const GOOD_FOR_MS = 60_000;

/** Returns a session that is ready, on a server that has sent it a token for the next connection. */
async function setUp(token: string | undefined = 'again') {
  const clock = new VirtualClock();
  const options = { auto: true, confirms: { extensions: ['reconnect', 'rejoin'] } };
  const server = new ScriptedServer(options);
  let tokenRequests = 0;
  let device: WakeHandlers | undefined;
  const session = new Session(
    {
      url: 'ws://server.test',
      getToken: async () => `token-${++tokenRequests}`,
      clock,
      random: () => 0.5,
      socketFactory: server.socketFactory,
      wake: (handlers) => {
        device = handlers;
        return () => {};
      },
    },
    Role.Producer,
    { changed: () => {}, failed: () => {}, ended: () => {} },
  );
  session.start();
  await settle();
  if (token) server.connection.send({ op: 68, d: { token, good_for_ms: GOOD_FOR_MS } });
  await clock.advance(10_000);
  const tokens = () => server.connections.map((one) => one.receivedOf(3)[0]?.d?.token);
  const stop = async () => {
    session.stop();
    await clock.advance(5_000);
    expect(clock.pendingTimers).toBe(0);
  };
  return { clock, server, options, session, tokens, stop, device: () => device as WakeHandlers };
}

test('[P-EXT-13] [P-CLI-3] identifies once with the token from the previous connection', async () => {
  const { clock, server, tokens, stop } = await setUp();
  server.connection.close(1006);
  await clock.advance(1_000);
  expect(tokens()).toEqual(['token-1', 'again']);
  server.connection.close(1006);
  await clock.advance(20_000);
  expect(tokens()).toEqual(['token-1', 'again', 'token-2']);
  await stop();
});

test('[P-EXT-13] requests a token at once if the one from the previous connection is refused', async () => {
  const { clock, server, tokens, stop } = await setUp();
  server.connection.close(1006);
  await clock.advance(1_000);
  server.connection.close(4001);
  await settle();
  expect(tokens()).toEqual(['token-1', 'again', 'token-2']);
  await stop();
});

test('[P-EXT-13] requests a token if the server has stopped, and if the one from the previous connection has expired', async () => {
  const stopped = await setUp();
  stopped.server.connection.close(1012, '');
  await stopped.clock.advance(20_000);
  expect(stopped.tokens()).toEqual(['token-1', 'token-2']);
  await stopped.stop();
  const expired = await setUp();
  expired.server.connection.close(1006);
  expired.device().offline();
  await expired.clock.advance(GOOD_FOR_MS);
  expired.device().online();
  await settle();
  expect(expired.tokens()).toEqual(['token-1', 'token-2']);
  await expired.stop();
});

test('[P-EXT-13] keeps the token from the previous connection while attempts fail before IDENTIFY', async () => {
  const { clock, server, options, tokens, stop } = await setUp();
  options.auto = false;
  server.connection.close(1006);
  await clock.advance(20_000);
  expect(server.connections.length).toBeGreaterThan(3);
  options.auto = true;
  await clock.advance(20_000);
  expect(tokens().filter((token) => token !== undefined)).toEqual(['token-1', 'again']);
  await stop();
});
