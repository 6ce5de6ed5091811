import { describe, expect, it } from 'vitest';
import { chunkCount, chunkFrame } from '../storage/chunk.js';
import { chunkOf } from '../storage/contract/events.js';
import { FrameViews } from './frame-views.js';

describe('FrameViews', () => {
  it('creates the frame views for the second consumer of a chunk, and reuses them for the third', () => {
    const views = new FrameViews();
    const chunk = chunkOf('a', 5, 3, 0);
    expect(views.of(chunk)).toBeUndefined();
    const second = views.of(chunk);
    expect(second).toHaveLength(chunkCount(chunk));
    expect(second?.map(String)).toEqual([0, 1, 2].map((i) => String(chunkFrame(chunk, i))));
    expect(views.of(chunk)).toBe(second);
  });

  it('keeps the views of one chunk only', () => {
    const views = new FrameViews();
    const [one, other] = [chunkOf('a', 1, 2, 0), chunkOf('b', 1, 2, 0)];
    views.of(one);
    views.of(one);
    expect(views.of(other)).toBeUndefined();
    expect(views.of(one)).toBeUndefined();
  });
});
