/** The contract of the stores of tokens, developers and slots, as cases for any test runner. */
import assert from 'node:assert/strict';
import type { Role } from '@wearwire/protocol';
import type { Brokers, DeveloperStore, SlotStore, TokenStore } from '../ports.js';
import type { ContractCase } from './contract-case.js';

/** A token store under test, empty, with a clock that the case sets. */
export interface TokensUnderTest extends AsyncDisposable {
  readonly tokens: TokenStore;
  readonly clock: { nowMs: number };
}

/** The cases of a token store. */
export function tokenStoreContract(open: () => Promise<TokensUnderTest>): readonly ContractCase[] {
  const role: Role = 0;
  const grantUntil = (expiresAtMs: number) => ({
    developerId: 'a',
    role,
    userId: 'u',
    expiresAtMs,
  });
  return [
    {
      name: 'returns the grant of a token until it is consumed',
      run: async () => {
        await using test = await open();
        const grant = grantUntil(test.clock.nowMs + 1_000);
        await test.tokens.issue('hash', grant);
        assert.deepEqual(await test.tokens.find('hash'), grant);
        assert.deepEqual(await test.tokens.find('hash'), grant);
        assert.equal(await test.tokens.consume('hash'), true);
        assert.equal(await test.tokens.find('hash'), undefined);
        assert.equal(await test.tokens.consume('hash'), false);
      },
    },
    {
      name: '[P-TOK-5] lets one of many concurrent callers consume a token',
      run: async () => {
        await using test = await open();
        await test.tokens.issue('hash', grantUntil(test.clock.nowMs + 1_000));
        const tries = Array.from({ length: 20 }, () => test.tokens.consume('hash'));
        assert.equal((await Promise.all(tries)).filter((isMine) => isMine).length, 1);
      },
    },
    {
      name: '[P-TOK-6] does not return an expired token',
      run: async () => {
        await using test = await open();
        await test.tokens.issue('old', grantUntil(test.clock.nowMs + 1_000));
        await test.tokens.issue('new', grantUntil(test.clock.nowMs + 2_000));
        test.clock.nowMs += 1_000;
        assert.equal(await test.tokens.find('old'), undefined);
        await test.tokens.purge();
        assert.equal(await test.tokens.consume('old'), false);
        assert.equal(await test.tokens.consume('new'), true);
      },
    },
  ];
}

/** Developers and tokens of one storage under test, empty. */
export interface DevelopersUnderTest extends AsyncDisposable {
  readonly developers: DeveloperStore;
  readonly tokens: TokenStore;
}

/** The cases of a developer store. */
export function developerStoreContract(
  open: () => Promise<DevelopersUnderTest>,
): readonly ContractCase[] {
  return [
    {
      name: 'keeps developers by id, ascending, and the newest key of each',
      run: async () => {
        await using test = await open();
        for (const [id, keyHash] of [
          ['b', '1'],
          ['a', '2'],
          ['b', '3'],
          ['a.b=*~', '4'],
        ] as const) {
          await test.developers.put({ id, keyHash });
        }
        assert.deepEqual(await test.developers.ids(), ['a', 'a.b=*~', 'b']);
        assert.deepEqual(await test.developers.find('b'), { id: 'b', keyHash: '3' });
        for (const id of ['c', '__proto__']) {
          assert.equal(await test.developers.find(id), undefined);
        }
      },
    },
    {
      name: 'removes a developer together with its tokens, and no others',
      run: async () => {
        await using test = await open();
        for (const id of ['a', 'b']) {
          await test.developers.put({ id, keyHash: '1' });
          const grant = { developerId: id, role: 0 as Role, userId: '' };
          await test.tokens.issue(`of ${id}`, { ...grant, expiresAtMs: Number.MAX_SAFE_INTEGER });
        }
        assert.equal(await test.developers.remove('a'), true);
        assert.equal(await test.developers.remove('a'), false);
        assert.deepEqual(await test.developers.ids(), ['b']);
        assert.equal(await test.tokens.consume('of a'), false);
        assert.equal(await test.tokens.consume('of b'), true);
      },
    },
  ];
}

/** One broker's slots, and its requests to other brokers, under test. */
export interface SlotsUnderTest extends AsyncDisposable {
  readonly slots: SlotStore;
  readonly brokers: Brokers;
}

/** The cases of slots, and of requests about their holders. */
export function slotsContract(open: () => Promise<SlotsUnderTest>): readonly ContractCase[] {
  return [
    {
      name: '[P-ID-9] grants `max` slots, and then returns their holders',
      run: async () => {
        await using test = await open();
        const { slots } = test;
        assert.deepEqual(await slots.acquire('a', 2, 'one'), []);
        assert.deepEqual(await slots.acquire('a', 2, 'two'), []);
        assert.deepEqual(await slots.acquire('a', 2, 'three'), ['one', 'two']);
        assert.deepEqual(await slots.acquire('a', 2, 'two'), []);
        assert.deepEqual(await slots.acquire('b', 2, 'three'), []);
      },
    },
    {
      name: '[P-ID-11] frees a slot as soon as it is released, even if it is released twice',
      run: async () => {
        await using test = await open();
        const { slots } = test;
        await slots.acquire('a', 1, 'one');
        await slots.release('a', 'unknown');
        assert.deepEqual(await slots.acquire('a', 1, 'two'), ['one']);
        await slots.release('a', 'one');
        await slots.release('a', 'one');
        assert.deepEqual(await slots.acquire('a', 1, 'two'), []);
      },
    },
    {
      name: '[P-ID-10] grants one free slot to one of many concurrent callers',
      run: async () => {
        await using test = await open();
        const takers = Array.from({ length: 20 }, (_, i) => test.slots.acquire('a', 1, `p${i}`));
        const taken = (await Promise.all(takers)).filter((holders) => holders.length === 0);
        assert.equal(taken.length, 1);
      },
    },
    {
      name: 'passes on requests about a holder, and returns the answer',
      run: async () => {
        await using test = await open();
        const requests: string[] = [];
        test.brokers.serve(async (holder, request) => {
          requests.push(`${request} ${holder}`);
          return request === 'probe' ? 'alive' : 'gone';
        });
        assert.equal(await test.brokers.request('one', 'probe'), 'alive');
        assert.equal(await test.brokers.request('one', 'displace'), 'gone');
        assert.deepEqual(requests, ['probe one', 'displace one']);
      },
    },
  ];
}
