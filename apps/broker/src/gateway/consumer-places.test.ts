import { describe, expect, it } from 'vitest';
import { LocalPeers, LocalPlaceStore } from '../storage/local-places.js';
import type { PlaceId } from '../storage/ports.js';
import { ConsumerPlaces } from './consumer-places.js';
import { type PlaceHolder, PlaceHolders } from './place-holders.js';

/** A session that gives its place back when it is displaced. */
class Holder implements PlaceHolder {
  isAlive = true;
  displacedBy: string | undefined;
  readonly place: PlaceId;
  readonly #places: ConsumerPlaces;

  constructor(places: ConsumerPlaces, holders: PlaceHolders) {
    this.#places = places;
    this.place = holders.add(this);
  }

  async probe(): Promise<boolean> {
    return this.isAlive;
  }

  displace(cause: 'no-answer' | 'taken-over'): void {
    this.displacedBy = cause;
    void this.#places.release('a', this.place);
  }
}

function placesWithHolders(max: number, takeOver = false) {
  const peers = new LocalPeers();
  const holders = new PlaceHolders();
  peers.serve(holders.answer);
  const settings = { name: 'consumers', max, takeOver };
  const places = new ConsumerPlaces(settings, new LocalPlaceStore(), peers);
  return { places, holders, holder: () => new Holder(places, holders) };
}

describe('ConsumerPlaces', () => {
  it('[P-ID-9] refuses one more than the limit and leaves those that are there', async () => {
    const { places, holder } = placesWithHolders(2);
    const [one, two, three] = [holder(), holder(), holder()];
    expect(await places.claim('a', one.place)).toBe(true);
    expect(await places.claim('a', two.place)).toBe(true);
    expect(await places.claim('a', three.place)).toBe(false);
    expect(await places.claim('b', three.place)).toBe(true);
    expect([one.displacedBy, two.displacedBy]).toEqual([undefined, undefined]);
  });

  it('[P-ID-10] frees the place of a holder that does not answer', async () => {
    const { places, holder } = placesWithHolders(1);
    const [dead, newcomer] = [holder(), holder()];
    await places.claim('a', dead.place);
    dead.isAlive = false;
    expect(await places.claim('a', newcomer.place)).toBe(true);
    expect(dead.displacedBy).toBe('no-answer');
  });

  it('[P-ID-10] frees the place of a holder that no broker knows any more', async () => {
    const { places, holders, holder } = placesWithHolders(1);
    const [gone, newcomer] = [holder(), holder()];
    await places.claim('a', gone.place);
    holders.remove(gone.place);
    expect(await places.claim('a', newcomer.place)).toBe(true);
  });

  it('[P-ID-10] gives one free place to one of many newcomers', async () => {
    const { places, holder } = placesWithHolders(1);
    const dead = holder();
    await places.claim('a', dead.place);
    dead.isAlive = false;
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => places.claim('a', holder().place)),
    );
    expect(outcomes.filter((isIn) => isIn)).toHaveLength(1);
  });

  it('[P-ID-11] has a place free as soon as it is given back', async () => {
    const { places, holder } = placesWithHolders(1);
    const [one, two] = [holder(), holder()];
    await places.claim('a', one.place);
    void places.release('a', one.place);
    void places.release('a', one.place);
    expect(await places.claim('a', two.place)).toBe(true);
  });

  it('[P-ID-13] lets the newcomer take the place of the oldest, where that is set', async () => {
    const { places, holder } = placesWithHolders(2, true);
    const [oldest, newer, newcomer] = [holder(), holder(), holder()];
    for (const { place } of [oldest, newer, newcomer]) {
      expect(await places.claim('a', place)).toBe(true);
    }
    expect([oldest.displacedBy, newer.displacedBy]).toEqual(['taken-over', undefined]);
  });
});
