/** What every store of tokens, developers and places keeps, as cases for any test runner. */
import assert from 'node:assert/strict';
import type { Role } from '@wearwire/protocol';
import type { DeveloperStore, Peers, PlaceStore, TokenStore } from '../ports.js';
import type { ContractCase } from './contract-case.js';

/** A token store under test, empty, with a clock that the case turns. */
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
      name: 'gives back what a token stands for until it is consumed',
      run: async () => {
        await using test = await open();
        const grant = grantUntil(test.clock.nowMs + 1_000);
        await test.tokens.issue('hash', grant);
        assert.deepEqual(await test.tokens.look('hash'), grant);
        assert.deepEqual(await test.tokens.look('hash'), grant);
        assert.equal(await test.tokens.consume('hash'), true);
        assert.equal(await test.tokens.look('hash'), undefined);
        assert.equal(await test.tokens.consume('hash'), false);
      },
    },
    {
      name: '[P-TOK-5] lets one of many have a token that all consume at once',
      run: async () => {
        await using test = await open();
        await test.tokens.issue('hash', grantUntil(test.clock.nowMs + 1_000));
        const tries = Array.from({ length: 20 }, () => test.tokens.consume('hash'));
        assert.equal((await Promise.all(tries)).filter((isMine) => isMine).length, 1);
      },
    },
    {
      name: '[P-TOK-6] forgets a token that has expired',
      run: async () => {
        await using test = await open();
        await test.tokens.issue('old', grantUntil(test.clock.nowMs + 1_000));
        await test.tokens.issue('new', grantUntil(test.clock.nowMs + 2_000));
        test.clock.nowMs += 1_000;
        assert.equal(await test.tokens.look('old'), undefined);
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
        ] as const) {
          await test.developers.put({ id, keyHash });
        }
        const a = { id: 'a', keyHash: '2' };
        assert.deepEqual(await test.developers.all(), [a, { id: 'b', keyHash: '3' }]);
        assert.deepEqual(await test.developers.find('a'), a);
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
        assert.deepEqual(
          (await test.developers.all()).map(({ id }) => id),
          ['b'],
        );
        assert.equal(await test.tokens.consume('of a'), false);
        assert.equal(await test.tokens.consume('of b'), true);
      },
    },
  ];
}

/** Places and peers of one broker under test. */
export interface PlacesUnderTest extends AsyncDisposable {
  readonly places: PlaceStore;
  readonly peers: Peers;
}

/** The cases of places and peers. */
export function placesContract(open: () => Promise<PlacesUnderTest>): readonly ContractCase[] {
  return [
    {
      name: '[P-ID-9] gives as many places as there may be, and then says who holds them',
      run: async () => {
        await using test = await open();
        const { places } = test;
        assert.deepEqual(await places.take('a', 2, 'one'), []);
        assert.deepEqual(await places.take('a', 2, 'two'), []);
        assert.deepEqual(await places.take('a', 2, 'three'), ['one', 'two']);
        assert.deepEqual(await places.take('a', 2, 'two'), []);
        assert.deepEqual(await places.take('b', 2, 'three'), []);
      },
    },
    {
      name: '[P-ID-11] has a place free as soon as it is given back, however often',
      run: async () => {
        await using test = await open();
        const { places } = test;
        await places.take('a', 1, 'one');
        await places.give('a', 'stranger');
        assert.deepEqual(await places.take('a', 1, 'two'), ['one']);
        await places.give('a', 'one');
        await places.give('a', 'one');
        assert.deepEqual(await places.take('a', 1, 'two'), []);
      },
    },
    {
      name: '[P-ID-10] gives one free place to one of many that take it at once',
      run: async () => {
        await using test = await open();
        const takers = Array.from({ length: 20 }, (_, i) => test.places.take('a', 1, `p${i}`));
        const taken = (await Promise.all(takers)).filter((holders) => holders.length === 0);
        assert.equal(taken.length, 1);
      },
    },
    {
      name: 'passes questions about a holder on, and the answer back',
      run: async () => {
        await using test = await open();
        const asked: string[] = [];
        test.peers.serve(async (place, question) => {
          asked.push(`${question} ${place}`);
          return question === 'probe' ? 'alive' : 'gone';
        });
        assert.equal(await test.peers.ask('one', 'probe'), 'alive');
        assert.equal(await test.peers.ask('one', 'displace'), 'gone');
        assert.deepEqual(asked, ['probe one', 'displace one']);
      },
    },
  ];
}
