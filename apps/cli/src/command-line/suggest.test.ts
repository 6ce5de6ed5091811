import { describe, expect, it } from 'vitest';
import { closest, suggestion } from './suggest.js';

describe('a suggestion', () => {
  it.each([
    ['sevre', 'serve'],
    ['simulat', 'simulate'],
    ['HEARTRATE', 'HEART_RATE'],
    ['heart-rate', 'HEART_RATE'],
  ])('for %s is %s', (word, choice) => {
    expect(closest(word, ['serve', 'simulate', 'tail', 'HEART_RATE', 'POWER'])).toBe(choice);
  });

  it('is omitted if no choice is close', () => {
    expect(closest('xylophone', ['serve', 'tail'])).toBeUndefined();
    expect(suggestion('q', [])).toBe('');
  });
});
