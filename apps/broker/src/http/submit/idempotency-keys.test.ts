import { describe, expect, it } from 'vitest';
import { consumeAll } from '../../limits/consume-all.js';
import type { HttpReply } from '../http.js';
import { IdempotencyKeys, markOfPost, replyOfStored } from './idempotency-keys.js';

const HOUR_MS = 3_600_000;
const ANNA = { developerId: 'me', userId: 'anna' };

function markOf(key: string, body = 'a', retentionMs = 48 * HOUR_MS) {
  return markOfPost(ANNA, key, Buffer.from(body), { nowMs: 100 * HOUR_MS, retentionMs });
}

function stored(seq: number): HttpReply {
  return { status: 200, body: { first_seq: seq, last_seq: seq } };
}

const REPEATED = { status: 200, body: { first_seq: 1, last_seq: 1, repeated: true } };

describe('Idempotency-Keys', () => {
  it('[P-HTTP-5] answers a repeat like the first post, even while the first one is in progress', async () => {
    const keys = new IdempotencyKeys();
    let resolve: (reply: HttpReply) => void = () => {};
    let handled = 0;
    const handle = (): Promise<HttpReply> => {
      handled++;
      return new Promise((done) => (resolve = done));
    };
    const first = keys.once('me', markOf('k'), handle);
    const second = keys.once('me', markOf('k'), handle);
    expect((await keys.once('me', markOf('k', 'b'), handle)).status).toBe(422);
    resolve(stored(1));
    expect([await first, await second]).toEqual([stored(1), REPEATED]);
    expect(await keys.once('me', markOf('k'), handle)).toEqual(REPEATED);
    expect((await keys.once('me', markOf('k', 'b'), handle)).status).toBe(422);
    expect(handled).toBe(1);
  });

  it('[P-HTTP-5] handles a repeated post again if the first one was not stored', async () => {
    const keys = new IdempotencyKeys();
    const refused = { status: 503, body: {} };
    expect(await keys.once('me', markOf('k'), async () => refused)).toBe(refused);
    await expect(
      keys.once('me', markOf('k'), async () => Promise.reject(new Error('failed'))),
    ).rejects.toThrow('failed');
    expect(await keys.once('me', markOf('k', 'b'), async () => stored(2))).toEqual(stored(2));
  });

  it('[P-HTTP-5] keeps the newest answers up to idempotencyAnswersMax', async () => {
    const keys = new IdempotencyKeys(2);
    for (const key of ['1', '2', '3']) await keys.once('me', markOf(key), async () => stored(1));
    expect(keys.answers).toBe(2);
    expect(await keys.once('me', markOf('1'), async () => stored(9))).toEqual(stored(9));
    expect(await keys.once('me', markOf('3'), async () => stored(9))).toEqual(REPEATED);
  });

  it('[P-HTTP-5] distinguishes a repeat from a post with another body by the mark alone', () => {
    expect(replyOfStored(markOf('k'), markOf('k').n).body).toEqual({ repeated: true });
    expect(replyOfStored(markOf('k'), markOf('k', 'b').n).status).toBe(422);
    expect(markOf('k').producer).not.toBe(markOf('l').producer);
    const ben = markOfPost({ developerId: 'me', userId: 'ben' }, 'k', Buffer.from('a'), {
      nowMs: 0,
      retentionMs: 1,
    });
    expect(ben.producer).not.toBe(markOf('k').producer);
  });

  it('[P-HTTP-5] dates marks so that they are removed after an hour, or after a shorter retention', () => {
    // The log forgets a mark when its time is older than the retention.
    expect(markOf('k').atMs).toBe(53 * HOUR_MS);
    expect(markOf('k', 'a', HOUR_MS / 2).atMs).toBe(100 * HOUR_MS);
  });

  it('[P-HTTP-5] allows a user idempotencyKeysPerUser new keys at once, and refills in an hour', async () => {
    const keys = new IdempotencyKeys();
    const consumeNewKey = (user: string, nowMs: number) =>
      consumeAll([keys.consumptionOfNewKey({ developerId: 'me', userId: user })], nowMs);
    for (let i = 0; i < 4_096; i++) expect(consumeNewKey('anna', 0)).toBeUndefined();
    expect(consumeNewKey('anna', 0)?.limit).toBe('idempotencyKeysPerUser');
    expect(consumeNewKey('ben', 0)).toBeUndefined();
    expect(consumeNewKey('anna', 1_000)).toBeUndefined();
    await keys.purge(2 * HOUR_MS);
    for (let i = 0; i < 4_096; i++) expect(consumeNewKey('anna', 2 * HOUR_MS)).toBeUndefined();
    expect(consumeNewKey('anna', 2 * HOUR_MS)?.waitMs).toBeCloseTo(HOUR_MS / 4_096, 3);
  });
});
