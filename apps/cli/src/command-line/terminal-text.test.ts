import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { printable, terminalOutput, terminalSafe } from './terminal-text.js';

/** One character of each kind that can change what a terminal shows. */
const HOSTILE = ['\x00', '\x07', '\x1b', '\x7f', '\x9b', '\u061c', '\u200f', '\u202e', '\u2066'];
const MORE = ['\u2028', '\ufeff', '\ud800', '\u{e0041}'];

describe('untrusted text', () => {
  it.each([...HOSTILE, ...MORE])('is escaped if it contains %j', (character) => {
    const text = printable(`a${character}b`);
    expect(text).toMatch(/^a(\\u[0-9a-f]{4})+b$/);
    expect(JSON.parse(`"${text}"`)).toBe(`a${character}b`);
  });

  it('keeps letters of all scripts, and emoji', () => {
    for (const text of ['Zoë', 'अनु', '안나', 'שלום', '👩‍🚒', 'a\u200db']) {
      expect(printable(text)).toBe(text);
    }
  });

  it('never keeps a control character', () => {
    for (let unit = 0; unit <= 0xffff; unit++) {
      const text = printable(`a${String.fromCharCode(unit)}b`);
      if (/[\p{Cc}\p{Bidi_Control}\p{Cs}]/u.test(text))
        expect(text).toBe(`\\u${unit.toString(16)}`);
    }
  });
});

describe('a terminal', () => {
  it('receives our own sequences and no others', () => {
    expect(terminalSafe('\x1b[31mred\x1b[0m\n')).toBe('\x1b[31mred\x1b[0m\n');
    expect(terminalSafe('\x1b[?2026h\x1b[4A\r\x1b[Kx')).toBe('\x1b[?2026h\x1b[4A\r\x1b[Kx');
    // These set the title, select the alternate screen, and begin with an 8-bit CSI.
    expect(terminalSafe('\x1b]0;title\x07')).toBe('\\u001b]0;title\\u0007');
    expect(terminalSafe('\x1b[?1049h')).toBe('\\u001b[?1049h');
    expect(terminalSafe('\x9b31m\u202e')).toBe('\\u009b31m\\u202e');
  });

  it('gets filtered text, whereas a pipe gets the text unchanged', () => {
    const pipe = new PassThrough();
    terminalOutput(pipe).write('\x9b');
    expect(pipe.read()).toEqual(Buffer.from('\x9b'));
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    terminalOutput(terminal).write('\x9b');
    expect(String(terminal.read())).toBe('\\u009b');
  });
});
