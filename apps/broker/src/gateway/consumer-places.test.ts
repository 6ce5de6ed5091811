import { describe, expect, it } from 'vitest';
import { ConsumerPlaces, type PlaceHolder } from './consumer-places.js';

class Holder implements PlaceHolder {
  isAlive = true;
  displacedBy: string | undefined;
  readonly #places: ConsumerPlaces;

  constructor(places: ConsumerPlaces) {
    this.#places = places;
  }

  async probe(): Promise<boolean> {
    return this.isAlive;
  }

  displace(cause: 'no-answer' | 'taken-over'): void {
    this.displacedBy = cause;
    this.#places.release('a', this);
  }
}

function placesWithHolders(max: number, takeOver = false) {
  const places = new ConsumerPlaces(max, takeOver);
  return { places, holder: () => new Holder(places) };
}

describe('ConsumerPlaces', () => {
  it('[P-ID-9] refuses one more than the limit and leaves those that are there', async () => {
    const { places, holder } = placesWithHolders(2);
    const [one, two, three] = [holder(), holder(), holder()];
    expect(await places.claim('a', one)).toBe(true);
    expect(await places.claim('a', two)).toBe(true);
    expect(await places.claim('a', three)).toBe(false);
    expect(await places.claim('b', three)).toBe(true);
    expect([one.displacedBy, two.displacedBy]).toEqual([undefined, undefined]);
  });

  it('[P-ID-10] frees the place of a holder that does not answer', async () => {
    const { places, holder } = placesWithHolders(1);
    const [dead, newcomer] = [holder(), holder()];
    await places.claim('a', dead);
    dead.isAlive = false;
    expect(await places.claim('a', newcomer)).toBe(true);
    expect(dead.displacedBy).toBe('no-answer');
  });

  it('[P-ID-10] gives one free place to one of many newcomers', async () => {
    const { places, holder } = placesWithHolders(1);
    const dead = holder();
    await places.claim('a', dead);
    dead.isAlive = false;
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => places.claim('a', holder())),
    );
    expect(outcomes.filter((isIn) => isIn)).toHaveLength(1);
  });

  it('[P-ID-11] has a place free as soon as it is given back', async () => {
    const { places, holder } = placesWithHolders(1);
    const [one, two] = [holder(), holder()];
    await places.claim('a', one);
    places.release('a', one);
    places.release('a', one);
    expect(await places.claim('a', two)).toBe(true);
  });

  it('[P-ID-13] lets the newcomer take the place of the oldest, where that is set', async () => {
    const { places, holder } = placesWithHolders(2, true);
    const [oldest, newer, newcomer] = [holder(), holder(), holder()];
    for (const one of [oldest, newer, newcomer]) expect(await places.claim('a', one)).toBe(true);
    expect([oldest.displacedBy, newer.displacedBy]).toEqual(['taken-over', undefined]);
  });
});
