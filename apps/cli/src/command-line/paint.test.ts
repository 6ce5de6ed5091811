import { describe, expect, it } from 'vitest';
import { clip, createPaint, widthOf } from './paint.js';

const paint = createPaint(true);

describe('paint', () => {
  it('adds nothing to a text if colours are off', () => {
    expect(createPaint(false).heart('♥')).toBe('♥');
  });

  it('ignores colours when measuring width', () => {
    expect(widthOf(`${paint.heart('♥')} 72`)).toBe(4);
  });

  it('truncates to a width and resets the colour', () => {
    expect(clip('123456', 6)).toBe('123456');
    expect(clip('1234567', 6)).toBe('12345…');
    const clipped = clip(`ab${paint.value('cdefgh')}`, 5);
    expect(widthOf(clipped)).toBe(5);
    expect(clipped.endsWith('\x1b[0m')).toBe(true);
  });
});
