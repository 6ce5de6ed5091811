/** Bodies of HTTP requests, as both adapters pass them to the application. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { HttpReply } from '../http/http.js';
import type { RequestBody, SocketApplication, SocketServer, SocketServerSettings } from './port.js';
import { startUwsServer } from './uws/uws-server.js';
import { startWsServer } from './ws/ws-server.js';

const SETTINGS: SocketServerSettings = {
  host: '127.0.0.1',
  port: 0,
  tls: undefined,
  messageBytesMax: 1_000,
  httpConnectionsMax: 100,
  sendHighBytes: 1_000,
  sendLowBytes: 100,
  compression: false,
};
const BYTES_MAX = 100_000;

/** Answers each request with the length of its body; refuses bodies over `BYTES_MAX`, and records the calls. */
class RecordingApplication implements SocketApplication {
  readonly calls: string[] = [];
  released: Promise<void>;
  #release!: () => void;

  constructor() {
    this.released = new Promise((resolve) => (this.#release = resolve));
  }

  refusalOf(): HttpReply {
    return { status: 403, body: {} };
  }

  open(): never {
    throw new Error('no connection is opened here');
  }

  bodyOf(_request: unknown, refuse: (reply: HttpReply) => void): RequestBody {
    let bytes = 0;
    return {
      add: (part) => {
        bytes += part.byteLength;
        if (bytes <= BYTES_MAX) return;
        this.calls.push('refused');
        refuse({ status: 413, body: { error: 'too large' } });
      },
      complete: () => {
        this.calls.push('completed');
        return Buffer.alloc(bytes);
      },
      release: () => {
        if (!this.calls.includes('released')) this.calls.push('released');
        this.#release();
      },
    };
  }

  async http(_request: unknown, body: Uint8Array): Promise<HttpReply> {
    this.calls.push('handled');
    return { status: 200, body: { bytes: body.length } };
  }
}

interface TestSetup extends AsyncDisposable {
  readonly application: RecordingApplication;
  readonly socket: Socket;
  /** Resolves with everything that the socket has received, once that contains `text`. */
  receive(text: string): Promise<string>;
}

async function setUp(start: typeof startWsServer): Promise<TestSetup> {
  const application = new RecordingApplication();
  const server: SocketServer = await start(SETTINGS, application);
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  let received = '';
  socket.on('data', (part) => {
    received += part;
  });
  return {
    application,
    socket,
    receive: async (text) => {
      while (!received.includes(text)) await once(socket, 'data');
      return received;
    },
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      server.close();
    },
  };
}

function headOf(bytes: number): string {
  return `POST /submit HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\n\r\n`;
}

describe.each([
  ['uws', startUwsServer],
  ['ws', startWsServer],
])('the request bodies of the adapter for %s', (_, start) => {
  it('[P-HTTP-1] are complete when the request is handled, and released after the response', async () => {
    await using test = await setUp(start);
    test.socket.write(headOf(80_000) + 'x'.repeat(30_000));
    test.socket.write('x'.repeat(50_000));
    expect(await test.receive('}')).toContain('{"bytes":80000}');
    await test.application.released;
    expect(test.application.calls).toEqual(['completed', 'handled', 'released']);
  });

  it('[P-HTTP-4] are refused before their end, with a response that the client can read', async () => {
    await using test = await setUp(start);
    test.socket.write(headOf(10_000_000) + 'x'.repeat(BYTES_MAX + 1));
    expect(await test.receive('too large')).toMatch(/^HTTP\/1\.1 413 /);
    expect(test.application.calls.filter((call) => call !== 'released')).toEqual(['refused']);
  });

  it('[P-HTTP-4] are released when the connection is lost', async () => {
    await using test = await setUp(start);
    test.socket.write(headOf(80_000) + 'x'.repeat(1_000), () => test.socket.destroy());
    await test.application.released;
    expect(test.application.calls).toEqual(['released']);
  });
});
