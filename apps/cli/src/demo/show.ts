/** The two ways to watch: a screen that is painted over itself, or a line a reading. */
import { hasColours, type Io } from '../line/io.js';
import { LineWriter } from '../line/lines.js';
import { createPaint, type Paint } from '../line/paint.js';
import { latencyText, type PlainEvent, readingText } from '../readings/reading-text.js';
import { type Playbill, renderFacts, renderScreen } from './render.js';
import { Screen } from './screen.js';
import type { DemoState } from './state.js';

/** Between two frames. */
const FRAME_MS = 100;

export interface Show {
  begin(bill: Playbill): void;
  reading(event: PlainEvent, latencyMs: number | undefined): void;
  /** Ends it; may be called twice. */
  end(): void;
}

/** For a terminal. */
export function liveShow(state: DemoState, io: Io, onGone: () => void): Show {
  const { stdout } = io;
  // The terminal was closed: what is running still ends in order.
  stdout.on('error', onGone);
  const screen = new Screen(stdout);
  const paint = createPaint(hasColours(stdout));
  let timer: NodeJS.Timeout | undefined;
  let draw = (): void => {};
  return {
    begin: (bill) => {
      const startedAt = performance.now();
      let drawnAt = startedAt;
      draw = () => {
        const now = performance.now();
        state.passed(now - drawnAt);
        drawnAt = now;
        const { columns = 80, rows = 24 } = stdout;
        screen.paint(renderScreen(bill, state, now - startedAt, { columns, rows, paint }));
      };
      stdout.on('resize', screen.resized);
      timer = setInterval(draw, FRAME_MS);
      draw();
    },
    reading: () => {},
    end: () => {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      draw();
      stdout.off('resize', screen.resized);
      screen.restore();
    },
  };
}

/** For a pipe, a file, a log. `onGone`: nobody reads any more. */
export function plainShow(_state: DemoState, io: Io, onGone: () => void): Show {
  const writer = new LineWriter(io.stdout, onGone);
  const paint: Paint = createPaint(hasColours(io.stdout));
  const write = (line: string): void => void writer.write(line);
  return {
    begin: (bill) => {
      for (const line of renderFacts(bill, paint)) write(line);
      for (const command of bill.commands) write(`${paint.faint('try      ')}${command}`);
    },
    reading: (event, latencyMs) => {
      write(
        readingText(event, paint, latencyMs === undefined ? {} : { more: latencyText(latencyMs) }),
      );
    },
    end: () => {},
  };
}
