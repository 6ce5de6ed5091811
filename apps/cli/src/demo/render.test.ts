import { describe, expect, it } from 'vitest';
import { foldCommand } from '../command-line/fold-command.js';
import { createPaint, widthOf } from '../command-line/paint.js';
import { type DemoInfo, renderScreen } from './render.js';
import { DemoState } from './state.js';

const INFO: DemoInfo = {
  url: 'ws://127.0.0.1:4000/connect',
  console: 'http://127.0.0.1:4000/#code',
  logLocation: '/tmp/log, removed at the end',
  commands: [
    'wearwire tail ws://127.0.0.1:4000 --developer demo:demo --pretty',
    'wearwire simulate ws://127.0.0.1:4000 --developer demo:demo --users 3',
  ],
};

function stateWith(users: number): DemoState {
  const state = new DemoState([]);
  let seq = 0;
  for (let index = 1; index <= users; index++) {
    const uid = `user-${index}`;
    for (const val of [70, 72, 75]) {
      const reading = { ts: '', val };
      state.record({ seq: ++seq, uid, type: 'HEART_RATE', reading, receivedAtMs: 0 }, 1.25);
    }
    const reading = { ts: '', val: 833.4 };
    state.record({ seq: ++seq, uid, type: 'RR_INTERVAL', reading, receivedAtMs: 0 }, 0.84);
  }
  return state;
}

function render(state: DemoState, columns: number, rows: number, hasColours = false): string[] {
  return renderScreen(INFO, state, 62_000, { columns, rows, paint: createPaint(hasColours) });
}

describe('the screen of the demo', () => {
  it('shows facts, commands to try, one line per user and totals', () => {
    expect(render(stateWith(1), 90, 30)).toEqual([
      '',
      `  wearwire${' '.repeat(74)}1:02`,
      '',
      '  console  http://127.0.0.1:4000/#code',
      '  broker   ws://127.0.0.1:4000/connect',
      '  log      /tmp/log, removed at the end',
      '  sensors  a recorded ride and three virtual straps',
      '  path     bytes → ble-parsers → producer → broker → consumer',
      '',
      '  try it in another terminal',
      '    wearwire tail ws://127.0.0.1:4000 --developer demo:demo --pretty',
      '    wearwire simulate ws://127.0.0.1:4000 --developer demo:demo --users 3',
      '',
      `  user-1 ♥  75 bpm  ▃▄▆${' '.repeat(18)}  RR 833 ms${' '.repeat(19)}      #4  0.84 ms`,
      '',
      `  4 events · median 1.3 ms · seq contiguous${' '.repeat(31)}Ctrl-C to stop`,
    ]);
  });

  it('counts one event in the singular', () => {
    const state = new DemoState([]);
    const reading = { ts: '', val: 70 };
    state.record({ seq: 1, uid: 'anna', type: 'HEART_RATE', reading, receivedAtMs: 0 }, 1);
    expect(render(state, 90, 30).at(-1)).toContain('  1 event · ');
  });

  it.each([20, 40, 60, 72, 80, 100, 200])('is never wider than %i columns', (columns) => {
    for (const hasColours of [false, true]) {
      for (const line of render(stateWith(3), columns, 40, hasColours)) {
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
      }
    }
  });

  it.each([6, 8, 10, 14, 20, 30])('leaves one of %i rows free for the cursor', (rows) => {
    expect(render(stateWith(20), 100, rows).length).toBeLessThan(rows);
  });

  it('omits the commands, then the facts, then users, the lower the terminal is', () => {
    const text = (rows: number): string => render(stateWith(4), 100, rows).join('\n');
    expect(text(30)).toContain('try it');
    expect(text(16)).not.toContain('try it');
    expect(text(16)).toContain('broker');
    expect(text(12)).not.toContain('broker');
    expect(text(12)).toContain('user-4');
    expect(text(9)).toContain('… and 2 more');
  });

  it('animates the heart symbol with the heart rate, by colour or by shape', () => {
    const state = stateWith(1);
    const heart = (): string => render(state, 80, 30).find((line) => line.includes('bpm')) ?? '';
    expect(heart()).toContain('♥');
    state.advance(400);
    expect(heart()).toContain('♡');
    state.advance(400);
    expect(heart()).toContain('♥');
  });

  it('reports a missing seq', () => {
    const state = stateWith(1);
    const reading = { val: 1 };
    state.record({ seq: 9, uid: 'x', type: 'POWER', reading, receivedAtMs: 0 }, undefined);
    expect(render(state, 90, 30).at(-1)).toContain('seq not contiguous');
  });

  it('escapes control characters in user ids', () => {
    const state = new DemoState(['\x1b[2J']);
    expect(render(state, 90, 30).join('')).not.toContain('\x1b');
  });

  it('folds a command so that it can be copied', () => {
    const [command = ''] = INFO.commands;
    const lines = foldCommand(command, 44);
    expect(lines).toEqual([
      'wearwire tail ws://127.0.0.1:4000 \\',
      '  --developer demo:demo --pretty',
    ]);
    expect(lines.join('\n').replaceAll(/ \\\n */g, ' ')).toBe(command);
  });
});
