import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EcgSweep } from './ecg-sweep.js';
import { SampleRing } from './sample-ring.js';

const WIDTH = 400;
const HEIGHT = 100;
const RATE_PER_SECOND = 250;
/** The gap in front of the trace must be at least this wide. */
const GAP_MIN_PX = 8;
const PX_PER_SECOND = (25 * 96) / 25.4;
const palettes = vi.hoisted(() => ({ current: { series: ['blue', 'red', 'green'] } }));
vi.mock('./palette.js', () => ({ currentPalette: () => palettes.current }));
vi.mock('./surface.js', () => ({
  surfaceOf: (canvas: { readonly context: unknown }) => ({
    context: canvas.context,
    width: WIDTH,
    height: HEIGHT,
  }),
}));

type Point = readonly [x: number, y: number];

/** A canvas that records the drawn trace and the areas where the grid is restored. */
function fakeCanvas() {
  const points: Point[] = [];
  const cleared: [from: number, to: number][] = [];
  const add = (x: number, y: number) => points.push([x, y]);
  const context = new Proxy(
    {
      moveTo: add,
      lineTo: add,
      clearRect: (x: number, _y: number, width: number) => cleared.push([x, x + width]),
    },
    { get: (known, name) => (known as Record<string | symbol, unknown>)[name] ?? (() => {}) },
  );
  const getContext = () => new Proxy({}, { get: () => () => {} });
  const canvas = { width: WIDTH, height: HEIGHT, context, getContext };
  return { canvas: canvas as unknown as HTMLCanvasElement, points, cleared };
}

beforeEach(() => vi.stubGlobal('document', { createElement: () => fakeCanvas().canvas }));
afterEach(() => vi.unstubAllGlobals());

/** Draws for several seconds at 60 frames per second, with a packet every 100 ms; calls `each` after each frame. */
function play(
  sweep: EcgSweep,
  fake: ReturnType<typeof fakeCanvas>,
  seconds: number,
  each = () => {},
) {
  const samples = new SampleRing(8_192);
  // The height encodes the number of the sample, so that a point identifies its sample.
  const packet = () => samples.add(Array.from({ length: 25 }, (_, i) => -(samples.end + i)));
  packet();
  for (let frame = 0; frame < 60 * seconds; frame++) {
    if (frame % 6 === 0) packet();
    sweep.draw(fake.canvas, samples, RATE_PER_SECOND, 1e12 + (frame * 1_000) / 60);
    each();
  }
}

const numberOf = ([, y]: Point) => Math.round((y - HEIGHT / 2) / (10 * (96 / 25.4)));

it('draws each sample at its position, at most twice, and nothing else', () => {
  const fake = fakeCanvas();
  play(new EcgSweep(), fake, 10);
  const places = new Map<number, number[]>();
  for (const point of fake.points) {
    const number = numberOf(point);
    places.set(number, [...(places.get(number) ?? []), point[0]]);
  }
  const numbers = [...places.keys()];
  expect(numbers.length).toBeGreaterThan(2_000);
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] as number) + i));
  const step = PX_PER_SECOND / RATE_PER_SECOND;
  let before = places.get(numbers[0] as number)?.[0] as number;
  for (const number of numbers.slice(1)) {
    const xs = places.get(number) as number[];
    expect(xs.length).toBeLessThanOrEqual(2);
    for (const x of xs) expect(x).toBeCloseTo((before + step) % WIDTH, 6);
    before = xs[0] as number;
  }
});

it('clears in front of the trace, but never what it has just drawn', () => {
  const fake = fakeCanvas();
  let frames = 0;
  play(new EcgSweep(), fake, 5, () => {
    const cleared = fake.cleared.splice(0);
    const drawn = fake.points.splice(0);
    if (frames++ < 60 || drawn.length === 0) return;
    const pixels = cleared.reduce((sum, [from, to]) => sum + to - from, 0);
    expect(pixels).toBeLessThan(30);
    const isCleared = (x: number) => cleared.some(([from, to]) => from <= x && x < to);
    expect(isCleared((drawn[0] as Point)[0])).toBe(false);
    expect(isCleared(((drawn.at(-1) as Point)[0] + GAP_MIN_PX) % WIDTH)).toBe(true);
  });
});

it('redraws all samples that fit when the theme changes', () => {
  const fake = fakeCanvas();
  const counts: number[] = [];
  play(new EcgSweep(), fake, 6, () => {
    counts.push(fake.points.splice(0).length);
    if (counts.length === 300) palettes.current = { ...palettes.current };
  });
  expect(counts[299]).toBeLessThan(20);
  expect(counts[300]).toBeGreaterThan((0.9 * WIDTH * RATE_PER_SECOND) / PX_PER_SECOND);
});
