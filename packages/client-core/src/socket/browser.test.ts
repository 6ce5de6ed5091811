import { afterEach, expect, test, vi } from 'vitest';
import { openSocket } from './browser.js';

/** The part of a browser's WebSocket that the file uses. */
class FakeWebSocket {
  static readonly OPEN = 1;
  static created: FakeWebSocket | undefined;
  readyState = 0;
  bufferedAmount = 7;
  binaryType = '';
  readonly calls: unknown[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: unknown }) => void;
  onclose?: (event: { code: number; reason: string }) => void;

  constructor() {
    FakeWebSocket.created = this;
  }

  send(text: string): void {
    this.calls.push(['send', text]);
  }

  close(code: number, reason?: string): void {
    this.calls.push(['close', code, reason]);
  }
}

afterEach(() => vi.unstubAllGlobals());

test('the browser socket passes on the events of the global WebSocket, and sends only if it is open', () => {
  vi.stubGlobal('WebSocket', FakeWebSocket);
  const reported: unknown[] = [];
  const socket = openSocket('ws://h/connect', {
    opened: () => reported.push('opened'),
    message: (data) => reported.push(data),
    closed: (code, reason) => reported.push([code, reason]),
  });
  const fake = FakeWebSocket.created as FakeWebSocket;
  socket.send('too early');
  fake.readyState = 1;
  fake.onopen?.();
  fake.onmessage?.({ data: 'text' });
  fake.onmessage?.({ data: new Uint8Array([1, 2]).buffer });
  fake.onclose?.({ code: 4000, reason: 'why' });
  socket.send('now');
  socket.close(1000, '');
  socket.destroy();
  expect(reported).toEqual(['opened', 'text', new Uint8Array([1, 2]), [4000, 'why']]);
  expect(fake.calls).toEqual([
    ['send', 'now'],
    ['close', 1000, ''],
    ['close', 1000, undefined],
  ]);
  expect([fake.binaryType, socket.bufferedBytes, socket.pause]).toEqual([
    'arraybuffer',
    7,
    undefined,
  ]);
});
