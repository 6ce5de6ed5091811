import { Role } from '@wearwire/protocol';
import { decodeClientFrameMsgpack, encodeFrameMsgpack } from '@wearwire/protocol/msgpack';
import { describe, expect, test } from 'vitest';
import type { ClientOptions } from './client-options.js';
import type { ExtensionFrame } from './link.js';
import { msgpack } from './msgpack.js';
import { Session } from './session.js';
import type { StateChange } from './session-state.js';
import { ScriptedServer, type ScriptedServerOptions } from './testing/scripted-server.js';
import { settle, VirtualClock } from './testing/virtual-clock.js';

const POSITION = { epoch: 7, first_seq: 1, last_seq: 9, retention_ms: 1_000 };
const REPLAY_END = {
  op: 64,
  d: { after: 0, before: 3, sent: 2, first_available: 1, truncated: false },
} as const;

async function started(
  options: Partial<ClientOptions> = {},
  serverOptions: ScriptedServerOptions = {},
) {
  const clock = new VirtualClock();
  const server = new ScriptedServer(serverOptions);
  const changes: StateChange[] = [];
  const extensionFrames: ExtensionFrame[] = [];
  const errors: string[] = [];
  const session = new Session(
    {
      url: 'ws://server.test/connect',
      getToken: async () => 'token',
      clock,
      random: () => 0.5,
      socketFactory: server.socketFactory,
      ...options,
    },
    Role.Consumer,
    {
      dispatched: () => {},
      extended: (frame) => extensionFrames.push(frame),
      identifyExtras: ({ extensions }) => (extensions.includes('resume') ? { after: 5 } : {}),
      beatSent: () => {},
      beatAcked: () => {},
      changed: (change) => changes.push(change),
      failed: ({ code }) => errors.push(code),
      ended: () => {},
    },
    ['position', 'replay-end', 'resume'],
  );
  session.start();
  await settle();
  return { clock, server, changes, extensionFrames, errors, session };
}

describe('the URL of a connection', () => {
  test.each([
    [{}, 'ws://server.test/connect?extensions=position,replay-end,resume,reconnect,rejoin'],
    [{ extensions: false }, 'ws://server.test/connect'],
    [
      { url: 'https://server.test/?room=1' },
      'wss://server.test/connect?room=1&extensions=position,replay-end,resume,reconnect,rejoin',
    ],
    [{ encoding: msgpack, extensions: false }, 'ws://server.test/connect?encoding=msgpack'],
  ])(
    '[P-EXT-1] requests the extensions and the encoding of the options %j',
    async (options, url) => {
      const { server } = await started(options);
      expect(server.connection.url).toBe(url);
    },
  );
});

describe('the extensions that a client uses', () => {
  test('[P-EXT-2] are none if HELLO confirms none', async () => {
    const { server, session, extensionFrames } = await started({}, { auto: false });
    server.connection.open();
    server.connection.hello();
    server.connection.ready(POSITION);
    server.connection.send(REPLAY_END);
    server.connection.send({ op: 66, d: { after_ms: 9_000 } });
    expect(session.state).toBe('ready');
    expect(session.negotiated).toEqual({ extensions: [] });
    expect(session.position).toBeUndefined();
    expect(extensionFrames).toEqual([]);
    expect(server.connection.received).toEqual([{ op: 3, d: { token: 'token', type: 1 } }]);
  });

  test('[P-EXT-2] are those that were requested and that HELLO confirms', async () => {
    const confirms = { encoding: 'msgpack', extensions: ['ack', 'position', 'resume', 'x'] };
    const { server, session, extensionFrames } = await started({}, { auto: false, confirms });
    server.connection.open();
    server.connection.hello();
    expect(session.negotiated).toEqual({ extensions: ['position', 'resume'] });
    server.connection.ready(POSITION);
    server.connection.send(REPLAY_END);
    server.connection.send({ op: 65, d: { n: 3 } });
    expect(session.position).toEqual(POSITION);
    expect(extensionFrames).toEqual([]);
    expect(server.connection.received).toEqual([
      { op: 3, d: { token: 'token', type: 1, after: 5 } },
    ]);
  });

  test('[P-EXT-6] pass their frames to the client', async () => {
    const { server, extensionFrames } = await started(
      {},
      { confirms: { extensions: ['replay-end'] } },
    );
    server.connection.send(REPLAY_END);
    expect(extensionFrames).toEqual([REPLAY_END]);
  });

  test('[P-EXT-2] are negotiated for each connection', async () => {
    const { clock, server, session } = await started(
      {},
      { confirms: { extensions: ['position'] } },
    );
    expect(session.negotiated.extensions).toEqual(['position']);
    server.connection.close(1006);
    expect(session.negotiated.extensions).toEqual([]);
    await clock.advance(500);
    expect(session.negotiated.extensions).toEqual(['position']);
  });
});

describe('MessagePack', () => {
  const readBinary = (message: Uint8Array) => {
    const frame = decodeClientFrameMsgpack(message);
    return frame.ok ? frame.value : expect.unreachable(frame.error);
  };

  test('[P-EXT-4] is used from HELLO on if the server confirms it', async () => {
    const { server, session, errors } = await started(
      { encoding: msgpack },
      { auto: false, readBinary },
    );
    server.connection.open();
    server.connection.sendRaw(
      encodeFrameMsgpack({ op: 2, d: { heartbeat_interval: 40_000, encoding: 'msgpack' } }),
    );
    server.connection.sendRaw(encodeFrameMsgpack({ op: 4 }));
    session.beat();
    expect(session.state).toBe('ready');
    expect(session.negotiated.encoding).toBe('msgpack');
    expect(server.connection.received).toEqual([
      { op: 3, d: { token: 'token', type: 1 } },
      { op: 0 },
    ]);
    server.connection.sendRaw(new Uint8Array([0xc1]));
    expect(errors).toEqual(['frame-invalid']);
  });

  test('[P-EXT-2] is not used if the server does not support it', async () => {
    const { server, session } = await started({ encoding: msgpack });
    expect(session.state).toBe('ready');
    expect(session.negotiated).toEqual({ extensions: [] });
    expect(server.connection.received).toHaveLength(1);
  });
});

describe('when all clients lose a server at once', () => {
  const confirms = { extensions: ['reconnect'] };
  const waits = (changes: readonly StateChange[]) =>
    changes.filter(({ state }) => state === 'waiting').map(({ waitMs }) => waitMs);

  test.each([1012, 1001, 1006, 4005])(
    '[P-CLI-7] a client reconnects at the time in RECONNECT, for any close code (%i)',
    async (code) => {
      const { clock, server, changes } = await started({}, { confirms });
      server.connection.send({ op: 66, d: { after_ms: 2_500 } });
      await clock.advance(400);
      server.connection.close(code);
      expect(waits(changes)).toEqual([2_100]);
      await clock.advance(2_100);
      expect(server.connections).toHaveLength(2);
      server.connection.close(1006);
      // The second connection was lost too, so the wait is random up to 20 s. `random` returns 0.5: 10 s.
      expect(waits(changes).at(-1)).toBe(10_000);
    },
  );

  test('[P-CLI-7] a time in the past means now, and a time above the limit is capped', async () => {
    const { clock, server, changes } = await started({}, { confirms });
    server.connection.send({ op: 66, d: { after_ms: 100 } });
    await clock.advance(400);
    server.connection.close(1012);
    await clock.advance(0);
    server.connection.send({ op: 66, d: { after_ms: 1e15 } });
    server.connection.close(1012);
    expect(waits(changes)).toEqual([0, 300_000]);
  });

  test.each([1012, 1001])(
    '[P-CLI-7] without RECONNECT the wait after %i is random up to 10 s',
    async (code) => {
      const { server, changes } = await started({ random: () => 0.99 });
      server.connection.close(code);
      expect(waits(changes)).toEqual([9_900]);
    },
  );

  test('[P-CLI-7] after two connections in a row that end without a close frame the wait is random up to 10 s, then up to 20 s', async () => {
    const { clock, server, changes } = await started({ random: () => 0.99 });
    await clock.advance(10_000);
    server.connection.close(1006);
    expect(waits(changes)).toEqual([495]);
    await clock.advance(495);
    server.connection.close(1006);
    expect(waits(changes).at(-1)).toBe(9_900);
    await clock.advance(9_900);
    server.connection.close(1006);
    expect(waits(changes).at(-1)).toBe(19_800);
    await clock.advance(19_800 + 10_000);
    server.connection.close(1011);
    expect(waits(changes).at(-1)).toBe(495);
  });
});
