/** The two views of the demo: a screen that is redrawn in place, or one line per reading. */
import { hasColours, type Io } from '../command-line/io.js';
import { LineWriter } from '../command-line/line-writer.js';
import { createPaint, type Paint } from '../command-line/paint.js';
import { latencyText, type ReceivedEvent, readingText } from '../readings/reading-text.js';
import { type DemoInfo, renderFacts, renderScreen } from './render.js';
import { Screen } from './screen.js';
import type { DemoState } from './state.js';

/** Interval between redraws. */
const FRAME_INTERVAL_MS = 100;

export interface DemoView {
  begin(info: DemoInfo): void;
  reading(event: ReceivedEvent, latencyMs: number | undefined): void;
  /** Ends the view; may be called twice. */
  end(): void;
}

/** Creates the view for a terminal: a screen that is redrawn in place. `onClosed`: called when the terminal was closed. */
export function screenView(state: DemoState, io: Io, onClosed: () => void): DemoView {
  const { stdout } = io;
  stdout.on('error', onClosed);
  const screen = new Screen(stdout);
  const paint = createPaint(hasColours(stdout));
  let timer: NodeJS.Timeout | undefined;
  let draw = (): void => {};
  return {
    begin: (info) => {
      const startedAt = performance.now();
      let drawnAt = startedAt;
      draw = () => {
        const now = performance.now();
        state.advance(now - drawnAt);
        drawnAt = now;
        const { columns = 80, rows = 24 } = stdout;
        screen.paint(renderScreen(info, state, now - startedAt, { columns, rows, paint }));
      };
      stdout.on('resize', screen.resized);
      timer = setInterval(draw, FRAME_INTERVAL_MS);
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

/**
 * Creates the view for a pipe, a file or a log, one line per reading. `onClosed`: called when the reader has closed the
 * pipe.
 */
export function lineView(io: Io, onClosed: () => void): DemoView {
  const writer = new LineWriter(io.stdout, onClosed);
  const paint: Paint = createPaint(hasColours(io.stdout));
  const write = (line: string): void => void writer.write(line);
  return {
    begin: (info) => {
      for (const line of renderFacts(info, paint)) write(line);
      for (const command of info.commands) write(`${paint.faint('try      ')}${command}`);
    },
    reading: (event, latencyMs) => {
      write(
        readingText(event, paint, latencyMs === undefined ? {} : { more: latencyText(latencyMs) }),
      );
    },
    end: () => {},
  };
}
