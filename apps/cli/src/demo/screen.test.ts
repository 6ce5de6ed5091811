import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Screen } from './screen.js';

function createTerminal() {
  const output = new PassThrough({ encoding: 'utf8' });
  return { output, written: (): string => String(output.read() ?? '') };
}

describe('the screen', () => {
  it('rewrites only the changed lines, in place', () => {
    const { output, written } = createTerminal();
    const screen = new Screen(output);
    screen.paint(['one', 'two']);
    expect(written()).toContain('one\n');
    screen.paint(['one', 'TWO']);
    const second = written();
    expect(second).toContain('\x1b[2A\n');
    expect(second).not.toContain('one');
    expect(second).toContain('TWO\n');
  });

  it('clears the rest below a shorter frame, and the whole screen after a resize', () => {
    const { output, written } = createTerminal();
    const screen = new Screen(output);
    screen.paint(['one', 'two']);
    screen.paint(['one']);
    expect(written()).toContain('\x1b[J');
    screen.resized();
    screen.paint(['one']);
    expect(written()).toContain('\x1b[2J');
  });

  it('hides the cursor once and shows it once', () => {
    const { output, written } = createTerminal();
    const screen = new Screen(output);
    screen.paint(['one']);
    screen.paint(['two']);
    screen.restore();
    screen.restore();
    const all = written();
    expect(all.split('\x1b[?25l')).toHaveLength(2);
    expect(all.split('\x1b[?25h')).toHaveLength(2);
  });
});
