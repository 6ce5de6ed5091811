import { afterEach, expect, it, vi } from 'vitest';
import { BrokerApi } from './broker-api.js';
import { replay } from './replay.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([
  [4005, 'no frame for 30 s', 'the connection was closed with 4005: no frame for 30 s'],
  [1008, '', 'the connection was closed with 1008'],
  [1006, '', 'the connection was lost or did not open'],
])('rejects if the connection is closed with %i "%s"', async (code, reason, message) => {
  class ClosedSocket {
    onclose: (event: object) => void = () => {};
    constructor() {
      queueMicrotask(() => this.onclose({ code, reason }));
    }
    close() {}
  }
  vi.stubGlobal('location', { origin: 'http://localhost' });
  vi.stubGlobal('WebSocket', ClosedSocket);
  const api = new BrokerApi({ developer: 'a', secret: 'key', kind: 'key' });
  vi.spyOn(api, 'tokenSource').mockReturnValue(async () => 'token');
  await expect(replay(api, { after: 0, before: 2 }, () => {})).rejects.toHaveProperty(
    'message',
    message,
  );
});
