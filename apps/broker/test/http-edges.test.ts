/** Unusual HTTP requests and handshakes, written as raw text, because no client library sends them. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Broker } from '../src/broker.js';
import { until } from './client.js';
import { connectTo, upgradeRequest } from './raw-http.js';
import { HEADERS_OF_A, startTestBroker } from './start-test-broker.js';

const CREDENTIALS = 'dev-id: a\r\nx-api-key: key-of-a\r\n';

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** Whether the broker ended the connection. */
  readonly isClosed: boolean;
}

/** Sends the text, and reads until the head of a response is complete, or until the connection ends. */
async function answerTo(broker: Broker, text: string, untilEnd = false): Promise<Answer> {
  const socket = connectTo(broker.httpUrl);
  let received = '';
  let isClosed = false;
  socket.on('data', (data) => {
    received += data.toString('latin1');
  });
  socket.on('close', () => {
    isClosed = true;
  });
  socket.write(Buffer.from(text, 'latin1'));
  await until(() => isClosed || (!untilEnd && received.includes('\r\n\r\n')));
  socket.destroy();
  const [head = '', body = ''] = received.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body, isClosed };
}

function post(headers: string, body = ''): string {
  return `POST /auth/developer HTTP/1.1\r\nHost: x\r\n${CREDENTIALS}${headers}\r\n${body}`;
}

describe('HTTP', () => {
  it.each(['/livez', '/readyz', '/no/such/path'])(
    'answers HEAD %s with the status and length of GET, and without a body',
    async (path) => {
      await using broker = await startTestBroker();
      const head = await fetch(`${broker.httpUrl}${path}`, { method: 'HEAD' });
      const get = await fetch(`${broker.httpUrl}${path}`);
      expect(await head.text()).toBe('');
      expect(head.status).toBe(get.status);
      const length = Number(head.headers.get('content-length'));
      expect(length).toBe(Buffer.byteLength(await get.text()));
    },
  );

  it.each([
    ['two lengths', post('Content-Length: 1\r\nContent-Length: 2\r\n', 'ab')],
    ['an unknown coding', post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n')],
    ['an unknown coding and a body without an end', post('Transfer-Encoding: xchunked\r\n', 'ab')],
    ['two lengths and no body', post('Content-Length: 1\r\nContent-Length: 2\r\n')],
    ['two hosts', post('Host: y\r\nContent-Length: 0\r\n')],
    ['a length that is not a number', post('Content-Length: x\r\n')],
    [
      'a length and a coding',
      post('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    ],
  ])('answers %s with 400 and ends the connection', async (_, text) => {
    await using broker = await startTestBroker();
    const { status, isClosed } = await answerTo(broker, text, true);
    expect(status).toBe(400);
    expect(isClosed).toBe(true);
  });

  it.each([
    ['one length', post('Content-Length: 1\r\n', 'a')],
    ['chunks', post('Transfer-Encoding: chunked\r\n', '1\r\na\r\n0\r\n\r\n')],
  ])('[P-TOK-1] accepts a body with %s', async (_, text) => {
    await using broker = await startTestBroker();
    expect((await answerTo(broker, text)).status).toBe(200);
  });

  // RFC 9112, section 6.3: a server may accept a repeated length as a single one, or refuse it.
  it('[P-TOK-1] answers a repeated Content-Length as the parser of its socket library does', async () => {
    await using broker = await startTestBroker();
    const text = post('Content-Length: 1\r\nContent-Length: 1\r\n', 'a');
    const expected = broker.sockets.library.startsWith('ws ') ? 400 : 200;
    expect((await answerTo(broker, text)).status).toBe(expected);
  });

  it('answers a body over 64 KiB with a 413 that the client can read', async () => {
    await using broker = await startTestBroker();
    for (const bytes of [65_537, 8_000_000]) {
      const response = await fetch(`${broker.httpUrl}/auth/developer`, {
        method: 'POST',
        headers: HEADERS_OF_A,
        body: 'x'.repeat(bytes),
      });
      expect(response.status).toBe(413);
      expect(await response.json()).toEqual({ error: 'body too large' });
    }
  });
});

describe('an opening handshake', () => {
  it.each([
    ['no Upgrade', { Upgrade: undefined }, 426, 'upgrade: websocket'],
    ['another Upgrade', { Upgrade: 'foo' }, 426, 'upgrade: websocket'],
    ['version 8', { 'Sec-WebSocket-Version': '8' }, 426, 'sec-websocket-version: 13'],
    ['no version', { 'Sec-WebSocket-Version': undefined }, 426, 'sec-websocket-version: 13'],
    ['no Connection', { Connection: undefined }, 400, 'content-type'],
    ['no key', { 'Sec-WebSocket-Key': undefined }, 400, 'content-type'],
    ['a short key', { 'Sec-WebSocket-Key': 'abc' }, 400, 'content-type'],
    ['a key that is not base64', { 'Sec-WebSocket-Key': '!'.repeat(24) }, 400, 'content-type'],
  ])('[P-CON-10] with %s is refused', async (_, changes, status, header) => {
    await using broker = await startTestBroker();
    const answer = await answerTo(broker, upgradeRequest(changes));
    expect(answer.status).toBe(status);
    expect(answer.head.toLowerCase()).toContain(header);
  });

  it('[P-CON-1] is also accepted at /connect/', async () => {
    await using broker = await startTestBroker();
    const socket = new WebSocket(`${broker.url}/?x=1`);
    const [hello] = await once(socket, 'message');
    expect(JSON.parse(String(hello)).op).toBe(2);
    socket.terminate();
    expect((await fetch(`${broker.httpUrl}/connect/`)).status).toBe(426);
  });

  it.each([
    ['permessage-deflate; client_max_window_bits', true],
    ['permessage-deflate; server_max_window_bits=12', 'on ws'],
    ['permessage-deflate; server_max_window_bits=12, permessage-deflate', 'on ws'],
    ['permessage-deflate; mode=fast', false],
    ['x-webkit-deflate-frame', false],
  ])('[P-CON-11] that offers %s is upgraded; compression: %s', async (offer, isAgreed) => {
    await using broker = await startTestBroker({ compression: true });
    const answer = await answerTo(broker, upgradeRequest({ 'Sec-WebSocket-Extensions': offer }));
    expect(answer.status).toBe(101);
    const expected = isAgreed === 'on ws' ? broker.sockets.library.startsWith('ws ') : isAgreed;
    expect(/^sec-websocket-extensions: permessage-deflate/im.test(answer.head)).toBe(expected);
    expect(answer.head).not.toMatch(/sec-websocket-extensions: x-/i);
  });

  it('[P-CON-4] is refused if the setting origins is set and does not contain its origin', async () => {
    await using broker = await startTestBroker({ origins: ['https://good.example'] });
    for (const [Origin, status] of [
      ['https://bad.example', 403],
      ['https://good.example', 101],
    ] as const) {
      expect((await answerTo(broker, upgradeRequest({ Origin }))).status).toBe(status);
    }
  });
});

describe('two lines of X-Forwarded-For from a trusted proxy', () => {
  const FORGED = 'X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.9\r\n';

  it('[P-CON-8] count connections for the client in the last line', async () => {
    await using broker = await startTestBroker({
      anonymousPerAddress: 1,
      trustedProxies: ['127.0.0.1'],
    });
    const open = connectTo(broker.httpUrl);
    open.write(upgradeRequest().replace('\r\n\r\n', `\r\n${FORGED}\r\n`));
    await once(open, 'data');
    const other = FORGED.replace('198.51.100.1', '198.51.100.2');
    const answer = await answerTo(broker, upgradeRequest().replace('\r\n\r\n', `\r\n${other}\r\n`));
    expect(answer.status).toBe(503);
    open.destroy();
  });

  it('[P-LIM-2] count token requests for the client in the last line', async () => {
    await using broker = await startTestBroker({
      addressTokensPerSecond: 1,
      trustedProxies: ['127.0.0.1'],
    });
    const statuses: number[] = [];
    for (let i = 0; i < 40 && !statuses.includes(429); i++) {
      const forged = FORGED.replace('198.51.100.1', `198.51.100.${i}`);
      statuses.push((await answerTo(broker, post(`${forged}Content-Length: 0\r\n`))).status);
    }
    expect(statuses).toContain(429);
  });
});
