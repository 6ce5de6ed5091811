/** Plots as SVG text: axes, lines, bars. Pure; colours and fonts come from the page's style sheet (`series-N`). */
import { scaleLinear, scaleLog } from 'd3-scale';

export interface Axis {
  readonly title: string;
  readonly scale: 'linear' | 'log';
  /** Default: the range of the data. */
  readonly min?: number;
  readonly max?: number;
  readonly format: (value: number) => string;
  /** Overrides the ticks that the scale chooses. */
  readonly ticks?: readonly number[];
}

export interface Line {
  readonly title: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Bar {
  readonly title: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly label: string;
  readonly isOurs: boolean;
}

const WIDTH = 480;
const HEIGHT = 300;
const LEFT = 78;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 44;
const LEGEND_ROW = 20;
const BAR_LEFT = 8;
/** Number of styles. Series also differ by dashes, for print without colours. */
const STYLES = 16;
/** Series with longer names get one legend row each. */
const NAME_LENGTH_MAX = 24;

type Scale = (value: number) => number;

/** A line chart with its legend below. Points that a scale cannot show are omitted, such as 0 on a log scale. */
export function lineChart(x: Axis, y: Axis, lines: readonly Line[]): string {
  const shown = lines
    .map(({ title, points }) => ({
      title,
      points: points.filter((point) => isOn(x, point[0]) && isOn(y, point[1])),
    }))
    .filter(({ points }) => points.length > 0);
  const all = shown.flatMap(({ points }) => points);
  const across = scaleOf(
    x,
    all.map(([value]) => value),
    LEFT,
    WIDTH - RIGHT,
  );
  const up = scaleOf(
    y,
    all.map(([, value]) => value),
    HEIGHT - BOTTOM,
    TOP,
  );
  const paths = shown.map(({ points }, at) => {
    const path = points.map(([a, b]) => `${fix(across.at(a))} ${fix(up.at(b))}`).join('L');
    return `<path class="line series-${at % STYLES}" d="M${path}"/>`;
  });
  const columns = shown.some(({ title }) => title.length > NAME_LENGTH_MAX) ? 1 : 2;
  const height = HEIGHT + LEGEND_ROW * Math.ceil(shown.length / columns);
  return svg(height, `${x.title} and ${y.title} of ${shown.map(({ title }) => title).join(', ')}`, [
    ...gridOf(x, across, y, up),
    ...paths,
    ...shown.map(({ title }, at) => legend(title, at, columns)),
  ]);
}

/** Horizontal bars, with the range of the rounds as whiskers. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const row = 44;
  const height = TOP + bars.length * row;
  const across = scaleLinear(
    [0, Math.max(1e-9, ...bars.map(({ max }) => max))],
    [BAR_LEFT, WIDTH - 110],
  );
  const parts = bars.flatMap(({ title: name, value, min, max, label, isOurs }, at) => {
    const y = TOP + at * row;
    const end = across(value);
    return [
      `<text class="bar-title" x="${BAR_LEFT}" y="${y + 12}">${escapeHtml(name)}</text>`,
      `<rect class="bar${isOurs ? ' ours' : ''}" x="${BAR_LEFT}" y="${y + 17}" width="${fix(Math.max(1, end - BAR_LEFT))}" height="16"/>`,
      `<path class="whisker" d="M${fix(across(min))} ${y + 25}H${fix(across(max))}"/>`,
      `<text class="bar-value" x="${fix(across(max) + 6)}" y="${y + 30}">${escapeHtml(label)}</text>`,
    ];
  });
  return svg(height, title, parts);
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function isOn({ scale }: Axis, value: number): boolean {
  return Number.isFinite(value) && (scale === 'linear' || value > 0);
}

function scaleOf(
  axis: Axis,
  values: readonly number[],
  from: number,
  to: number,
): { at: Scale; ticks: readonly number[] } {
  const low = axis.min ?? Math.min(...values);
  const high = Math.max(axis.max ?? Math.max(...values), low * 1.0001 + 1e-9);
  const isLog = axis.scale === 'log';
  const scale = (isLog ? scaleLog() : scaleLinear()).domain([low, high]).range([from, to]);
  if (axis.ticks === undefined) scale.nice();
  const ticks = axis.ticks ?? (isLog ? scale.ticks(5).filter(isDecade) : scale.ticks(5));
  return { at: (value) => scale(value), ticks };
}

/** Powers of ten: the labelled ticks of a log axis. */
function isDecade(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
}

function gridOf(
  x: Axis,
  across: { at: Scale; ticks: readonly number[] },
  y: Axis,
  up: { at: Scale; ticks: readonly number[] },
): string[] {
  const floor = HEIGHT - BOTTOM;
  return [
    ...up.ticks.map((value) => {
      const at = fix(up.at(value));
      return `<path class="grid" d="M${LEFT} ${at}H${WIDTH - RIGHT}"/><text class="tick" x="${LEFT - 6}" y="${at}" dy="4" text-anchor="end">${escapeHtml(y.format(value))}</text>`;
    }),
    ...across.ticks.map((value) => {
      const at = fix(across.at(value));
      return `<path class="grid" d="M${at} ${TOP}V${floor}"/><text class="tick" x="${at}" y="${floor + 16}" text-anchor="middle">${escapeHtml(x.format(value))}</text>`;
    }),
    `<text class="axis" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escapeHtml(x.title)}</text>`,
    `<text class="axis" x="${-(TOP + floor) / 2}" y="11" transform="rotate(-90)" text-anchor="middle">${escapeHtml(y.title)}</text>`,
  ];
}

function legend(title: string, at: number, columns: number): string {
  const x = LEFT + (at % columns) * ((WIDTH - LEFT) / columns);
  const y = HEIGHT + 10 + Math.floor(at / columns) * LEGEND_ROW;
  return `<path class="line series-${at % STYLES}" d="M${x} ${y - 4}h22"/><text class="tick" x="${x + 28}" y="${y}">${escapeHtml(title)}</text>`;
}

function svg(height: number, title: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">${parts.join('')}</svg>`;
}

function fix(value: number): string {
  return value.toFixed(1);
}
