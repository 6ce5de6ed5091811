/**
 * Renders the demo's screen as lines: facts, commands to try, one line per user, totals. Pure.
 * No line is wider than the terminal, and there are fewer lines than the terminal has rows: the cursor needs one.
 */
import { foldCommand } from '../command-line/fold-command.js';
import { clip, type Paint, widthOf } from '../command-line/paint.js';
import { plural } from '../commands/plural.js';
import { latencyText } from '../readings/reading-text.js';
import { renderUser } from './render-user.js';
import type { DemoState } from './state.js';

/** Facts about the demo. Only `console` changes while the demo runs. */
export interface DemoInfo {
  readonly url: string;
  /** One-time URL that signs in to the console. */
  readonly console: string;
  /** Directory of the log, and whether it is removed at the end. */
  readonly logLocation: string;
  /** Commands to try in another terminal. */
  readonly commands: readonly string[];
}

export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

const MARGIN = '  ';

export function renderScreen(
  info: DemoInfo,
  state: DemoState,
  elapsedMs: number,
  canvas: Canvas,
): string[] {
  const width = canvas.columns - 2 * MARGIN.length;
  const { paint } = canvas;
  const title = ends(paint.strong('wearwire'), paint.faint(clockText(elapsedMs)), width);
  const footer = renderFooter(state, width, paint);
  const users = [...state.rows.values()].map((row) => renderUser(row, width, paint));
  const sections = fit(
    [[title], renderFacts(info, paint), renderCommands(info, width, paint), users, [footer]],
    canvas.rows - 1,
    paint,
  );
  const lines = sections.flatMap((section) => ['', ...section]);
  return lines
    .slice(0, canvas.rows - 1)
    .map((line) => (line === '' ? '' : clip(`${MARGIN}${line}`, canvas.columns)));
}

/** The facts; used by both views. */
export function renderFacts({ url, console, logLocation }: DemoInfo, paint: Paint): string[] {
  return [
    ['console', console],
    ['broker', url],
    ['log', logLocation],
    ['sensors', 'a recorded ride and three virtual straps'],
    ['path', 'bytes → ble-parsers → producer → broker → consumer'],
  ].map(([name = '', fact]) => `${paint.faint(name.padEnd(9))}${fact}`);
}

function renderCommands({ commands }: DemoInfo, width: number, paint: Paint): string[] {
  const lines = commands.flatMap((command) => foldCommand(command, width - 2));
  return [paint.faint('try it in another terminal'), ...lines.map((line) => `  ${line}`)];
}

function renderFooter(state: DemoState, width: number, paint: Paint): string {
  const median = state.latencies.quantile(0.5);
  const parts = [
    plural(state.events, 'event'),
    median === undefined ? '' : `median ${latencyText(median)}`,
    state.isContiguous ? paint.good('seq contiguous') : paint.warning('seq not contiguous'),
  ];
  return ends(parts.filter(Boolean).join(paint.faint(' · ')), paint.faint('Ctrl-C to stop'), width);
}

/** Omits sections that do not fit a low terminal: first the commands, then the facts, then users. */
function fit(sections: string[][], rows: number, paint: Paint): string[][] {
  const heightOf = (parts: string[][]): number =>
    parts.reduce((sum, { length }) => sum + length + 1, 0);
  const [title = [], facts = [], , users = [], footer = []] = sections;
  const choices = [sections, [title, facts, users, footer], [title, users, footer]];
  const chosen = choices.find((choice) => heightOf(choice) <= rows);
  if (chosen) return chosen;
  const room = Math.max(1, rows - heightOf([title, [], footer]) - 1);
  const hidden = users.length - room;
  return [title, [...users.slice(0, room), paint.faint(`… and ${hidden} more`)], footer];
}

/** One text at each end of the line; omits the second if both do not fit. */
function ends(left: string, right: string, width: number): string {
  const gap = width - widthOf(left) - widthOf(right);
  return gap < 2 ? left : `${left}${' '.repeat(gap)}${right}`;
}

/** `0:42`, `61:05`. */
function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
