/**
 * The output of a gateway. On a terminal: a table of its sensors, redrawn in place. Otherwise: a line when the state of
 * a sensor changes, and a line per sensor at intervals. With --json, also on a terminal: these lines as JSON.
 */
import type { Gateway, SensorRow } from '@wearwire/gateway';
import { hasColours, type Io, isTerminal, notice } from '../command-line/io.js';
import { clip, createPaint } from '../command-line/paint.js';
import { printable } from '../command-line/terminal-text.js';
import { plural } from '../commands/plural.js';
import { Screen } from '../demo/screen.js';
import { sensorLine } from './sensor-line.js';

const REDRAW_INTERVAL_MS = 500;
/** Size of the table if the terminal does not report its own. */
const DEFAULT_COLUMNS = 120;
const DEFAULT_ROWS = 40;
const NOTICES_SHOWN = 3;
/** The status line, the number of hidden sensors, and the cursor. */
const OTHER_ROWS = 3;

export interface GatewayView extends Disposable {
  /** Reports a changed sensor. */
  changed(row: SensorRow): void;
  notice(message: string): void;
  /** Shows the sensors of a running gateway until disposed. */
  show(gateway: Gateway): void;
}

export function createView(io: Io, isJson: boolean, intervalMs: number): GatewayView {
  if (!isJson && isTerminal(io.stdout, io.env)) return new TerminalView(io);
  return new LineView(io, isJson, intervalMs);
}

class TerminalView implements GatewayView {
  readonly #io: Io;
  readonly #screen: Screen;
  readonly #notices: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(io: Io) {
    this.#io = io;
    this.#screen = new Screen(io.stdout);
    process.on('SIGWINCH', this.#screen.resized);
  }

  changed(): void {}

  notice(message: string): void {
    if (this.#timer === undefined) return notice(this.#io, message);
    this.#notices.push(printable(message));
    if (this.#notices.length > NOTICES_SHOWN) this.#notices.shift();
  }

  show(gateway: Gateway): void {
    this.#timer = setInterval(() => this.#paint(gateway), REDRAW_INTERVAL_MS);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    process.off('SIGWINCH', this.#screen.resized);
    this.#screen.restore();
  }

  #paint(gateway: Gateway): void {
    const { stdout } = this.#io;
    const paint = createPaint(hasColours(stdout));
    const columns = (stdout.columns || DEFAULT_COLUMNS) - 1;
    const room = (stdout.rows || DEFAULT_ROWS) - NOTICES_SHOWN - OTHER_ROWS;
    const rows = gateway.sensors;
    const hidden = rows.length > room ? [paint.faint(`… ${rows.length - room} more`)] : [];
    const lines = [
      statusLine(gateway),
      ...rows.slice(0, Math.max(0, room)).map((row) => sensorLine(row, paint)),
      ...hidden,
      ...this.#notices.map((text) => paint.warning(text)),
    ];
    this.#screen.paint(lines.map((line) => clip(line, columns)));
  }
}

/** `3 sensors via hci0, usb:1-4; anna ready, 0 waiting`. */
function statusLine({ sensors, adapters, sticks, users }: Gateway): string {
  const sources = [...adapters.filter(({ isOn }) => isOn).map(({ id }) => id), ...sticks];
  const outputs = users.map(
    ({ user, state, waiting }) => `${printable(user)} ${state}, ${waiting} waiting`,
  );
  const radios = sources.length === 0 ? 'no radio' : sources.join(', ');
  return `${plural(sensors.length, 'sensor')} via ${radios}; ${outputs.join('; ')}`;
}

class LineView implements GatewayView {
  readonly #io: Io;
  readonly #isJson: boolean;
  readonly #intervalMs: number;
  readonly #states = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(io: Io, isJson: boolean, intervalMs: number) {
    this.#io = io;
    this.#isJson = isJson;
    this.#intervalMs = intervalMs;
  }

  changed(row: SensorRow): void {
    const state = `${row.state} ${row.user ?? ''}`;
    if (this.#states.get(row.id) === state) return;
    this.#states.set(row.id, state);
    this.#write(row);
  }

  notice(message: string): void {
    notice(this.#io, message);
  }

  show(gateway: Gateway): void {
    this.#timer = setInterval(() => {
      for (const row of gateway.sensors) this.#write(row);
      for (const id of this.#states.keys()) {
        if (!gateway.sensors.some((row) => row.id === id)) this.#states.delete(id);
      }
    }, this.#intervalMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #write(row: SensorRow): void {
    const line = this.#isJson
      ? JSON.stringify({ at: new Date().toISOString(), ...row })
      : `${new Date().toISOString()} ${sensorLine(row, createPaint(false))}`;
    this.#io.stdout.write(`${line}\n`);
  }
}
