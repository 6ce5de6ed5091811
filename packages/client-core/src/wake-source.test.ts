import { Role } from '@wearwire/protocol';
import { describe, expect, test } from 'vitest';
import { Session } from './session.js';
import { ScriptedServer, type ScriptedServerOptions } from './testing/scripted-server.js';
import { settle, VirtualClock } from './testing/virtual-clock.js';
import { appStateWake, browserWake, type WakeHandlers } from './wake-source.js';

/** A device whose events the test triggers. */
function device() {
  const handlers: WakeHandlers[] = [];
  return {
    source: (registered: WakeHandlers) => {
      handlers.push(registered);
      return () => handlers.splice(handlers.indexOf(registered), 1);
    },
    offline: () => handlers.forEach((registered) => void registered.offline()),
    online: () => handlers.forEach((registered) => void registered.online()),
    wake: () => handlers.forEach((registered) => void registered.wake()),
    changed: () => handlers.forEach((registered) => void registered.changed()),
    get hasListeners() {
      return handlers.length > 0;
    },
  };
}

async function started(serverOptions: ScriptedServerOptions = {}) {
  const clock = new VirtualClock();
  const server = new ScriptedServer(serverOptions);
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

describe('a client with a wake source', () => {
  test('makes no attempt without a network, and one at once when the network returns', async () => {
    const { clock, server, phone, session } = await started();
    phone.offline();
    expect(session.state).toBe('ready');
    server.connection.close(1006);
    expect(session.state).toBe('offline');
    await clock.advance(600_000);
    expect(server.connections).toHaveLength(1);
    phone.online();
    await settle();
    expect([session.state, server.connections.length]).toEqual(['ready', 2]);
    session.stop();
    await settle();
    expect(phone.hasListeners).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  test('ends a wait when the network is lost, and when the device wakes up', async () => {
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

  test('detects a dead connection within seconds after waking up', async () => {
    const { clock, server, phone, session, errors } = await started();
    phone.wake();
    await clock.advance(5_100);
    expect([session.state, server.connection.receivedOf(0).length]).toEqual(['ready', 1]);
    server.connection.acksHeartbeats = false;
    phone.online();
    await clock.advance(4_900);
    expect(session.state).toBe('ready');
    await clock.advance(200);
    expect(errors).toEqual(['no-answer']);
    session.stop();
  });

  test('keeps a connection after waking up as long as bytes are sent or messages arrive', async () => {
    const { clock, server, phone, session, errors } = await started();
    server.connection.acksHeartbeats = false;
    server.connection.bufferedBytes = 64_000;
    phone.wake();
    for (let s = 0; s < 20; s++) {
      await clock.advance(1_000);
      server.connection.bufferedBytes -= 3_000;
    }
    for (let s = 0; s < 20; s++) {
      await clock.advance(1_000);
      server.connection.dispatch(s + 1);
    }
    expect([session.state, errors]).toEqual(['ready', []]);
    session.stop();
  });

  test('restarts an attempt if the device wakes up during it', async () => {
    const { server, phone, session } = await started({ auto: false });
    expect(session.state).toBe('opening');
    phone.wake();
    await settle();
    expect(server.connections.map(({ endedBy }) => endedBy)).toEqual(['destroyed', undefined]);
    session.stop();
  });

  test('drops connection, attempt or wait when the network changes, and connects at once', async () => {
    const { server, phone, session, errors } = await started();
    phone.changed();
    await settle();
    expect([session.state, server.connections.length]).toEqual(['ready', 2]);
    expect(server.connections[0]?.endedBy).toBe('destroyed');
    server.connection.close(1012);
    expect(session.state).toBe('waiting');
    session.networkChanged();
    await settle();
    expect([session.state, server.connections.length]).toEqual(['ready', 3]);
    expect(errors).toEqual(['link-lost']);
    session.stop();
  });
});

test('a page reports network changes and becoming visible, until it is stopped', () => {
  class Page extends EventTarget {
    readonly document = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  }
  const page = new Page();
  const reported: string[] = [];
  const end = browserWake(page)({
    offline: () => reported.push('offline'),
    online: () => reported.push('online'),
    wake: () => reported.push('wake'),
    changed: () => reported.push('changed'),
  });
  page.dispatchEvent(new Event('offline'));
  page.document.dispatchEvent(new Event('visibilitychange'));
  page.document.visibilityState = 'visible';
  page.document.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(new Event('online'));
  expect(reported).toEqual(['offline', 'wake', 'online']);
  end();
  page.dispatchEvent(new Event('online'));
  page.document.dispatchEvent(new Event('visibilitychange'));
  expect(reported).toHaveLength(3);
});

test('an app reports when it returns to the foreground, until it is stopped', () => {
  let change: ((state: string) => void) | undefined;
  const reported: string[] = [];
  const end = appStateWake({
    addEventListener: (_, listener) => {
      change = listener;
      return { remove: () => reported.push('removed') };
    },
  })({
    offline: () => reported.push('offline'),
    online: () => reported.push('online'),
    wake: () => reported.push('wake'),
    changed: () => reported.push('changed'),
  });
  change?.('background');
  change?.('active');
  end();
  expect(reported).toEqual(['wake', 'removed']);
});
