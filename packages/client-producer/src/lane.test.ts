import { expect, test } from 'vitest';
import { Entry } from './entry.js';
import { Lane } from './lane.js';

test('the newest events are those of the tail when the last block is gone', () => {
  const lane = new Lane('A', 0);
  lane.blocks.push({} as never);
  for (const id of [1, 2]) lane.add(new Entry(id, 'A', `A${id}`, 10, 0));
  lane.blocks.pop();
  expect(lane.newest).toEqual({ size: 2, bytes: 20 });
  expect(lane.takeNewest().map(({ id }) => id)).toEqual([2]);
  expect(lane.newest).toEqual({ size: 1, bytes: 10 });
});
