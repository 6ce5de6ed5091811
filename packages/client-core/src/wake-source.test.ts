import { Role } from '@wearwire/protocol';
import { describe, expect, test } from 'vitest';
import { Session } from './session.js';
import { ScriptedServer } from './testing/scripted-server.js';
import { settle, VirtualClock } from './testing/virtual-clock.js';
import { appStateWake, browserWake, type WakeHandlers } from './wake-source.js';

/** A device that the test wakes up. */
function device() {
  const handlers: WakeHandlers[] = [];
  return {
    source: (one: WakeHandlers) => {
      handlers.push(one);
      return () => handlers.splice(handlers.indexOf(one), 1);
    },
    offline: () => handlers.forEach((one) => void one.offline()),
    wake: () => handlers.forEach((one) => void one.wake()),
    get isHeard() {
      return handlers.length > 0;
    },
  };
}

async function started() {
  const clock = new VirtualClock();
  const server = new ScriptedServer();
  const phone = device();
  const errors: string[] = [];
  const session = new Session(
    {
      url: 'ws://server.test',
      getToken: async () => 'token',
      clock,
      random: () => 0.99,
      socketFactory: server.socketFactory,
      wake: phone.source,
    },
    Role.Consumer,
    {
      dispatched: () => {},
      changed: () => {},
      failed: ({ code }) => errors.push(code),
      ended: () => {},
    },
  );
  session.start();
  await settle();
  return { clock, server, phone, session, errors };
}

describe('a client that is told of its device', () => {
  test('makes no attempt while there is no network, and one at once when there is', async () => {
    const { clock, server, phone, session } = await started();
    phone.offline();
    expect(session.state).toBe('ready');
    server.connection.close(1006);
    expect(session.state).toBe('offline');
    await clock.advance(600_000);
    expect(server.connections).toHaveLength(1);
    phone.wake();
    await settle();
    expect([session.state, server.connections.length]).toEqual(['ready', 2]);
    session.stop();
    await settle();
    expect(phone.isHeard).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  test('gives up a wait when the network goes, and when it comes', async () => {
    const { clock, server, phone, session } = await started();
    server.connection.close(1012);
    expect(session.state).toBe('waiting');
    phone.offline();
    expect(session.state).toBe('offline');
    expect(clock.pendingTimers).toBe(0);
    phone.wake();
    await settle();
    server.connection.close(1012);
    phone.wake();
    await settle();
    expect([session.state, server.connections.length]).toEqual(['ready', 3]);
    session.stop();
  });

  test('finds a link dead within seconds of waking up', async () => {
    const { clock, server, phone, session, errors } = await started();
    phone.wake();
    await clock.advance(5_000);
    expect([session.state, server.connection.receivedOf(0).length]).toEqual(['ready', 1]);
    server.connection.acksHeartbeats = false;
    phone.wake();
    await clock.advance(4_999);
    expect(session.state).toBe('ready');
    await clock.advance(1);
    expect(errors).toEqual(['no-answer']);
    session.stop();
  });
});

test('a page tells of network and of its becoming visible, until it is let go', () => {
  class Page extends EventTarget {
    readonly document = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  }
  const page = new Page();
  const told: string[] = [];
  const end = browserWake(page)({
    offline: () => told.push('offline'),
    wake: () => told.push('wake'),
  });
  page.dispatchEvent(new Event('offline'));
  page.document.dispatchEvent(new Event('visibilitychange'));
  page.document.visibilityState = 'visible';
  page.document.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(new Event('online'));
  expect(told).toEqual(['offline', 'wake', 'wake']);
  end();
  page.dispatchEvent(new Event('online'));
  page.document.dispatchEvent(new Event('visibilitychange'));
  expect(told).toHaveLength(3);
});

test('an app tells when it is in the foreground', () => {
  let change: ((state: string) => void) | undefined;
  const told: string[] = [];
  const end = appStateWake({
    addEventListener: (_, listener) => {
      change = listener;
      return { remove: () => told.push('removed') };
    },
  })({ offline: () => told.push('offline'), wake: () => told.push('wake') });
  change?.('background');
  change?.('active');
  end();
  expect(told).toEqual(['wake', 'removed']);
});
