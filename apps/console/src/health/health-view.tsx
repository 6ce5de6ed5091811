/** The health of the developer's connections and stream; with the operator key, of the whole broker. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ViewProps } from '../app/view-props.js';
import type { PaintLoop } from '../draw/paint-loop.js';
import type { PointRing } from '../draw/point-ring.js';
import { drawStripChart } from '../draw/strip-chart.js';
import { watchSize } from '../draw/surface.js';
import { usePainter } from '../ui/use-painter.js';
import { useValue } from '../ui/value.js';
import { type BrokerHealth, type Health, HealthHistory, type Plots } from './health-history.js';

/** Limits of the time span of a plot. */
const WINDOW_MIN_MS = 60_000;
const WINDOW_MAX_MS = 3_600_000;
const PAINT_INTERVAL_MS = 1_000;
/** A longer time without figures breaks the line of a plot. */
const GAP_MS = 15_000;

export function HealthView({ workspace }: ViewProps) {
  const history = workspace.viewState('health', () => new HealthHistory(workspace.api));
  const newest = useValue(history.newest);
  const problem = useValue(history.problem);
  const info = useValue(workspace.info);
  const { paintLoop: loop } = workspace;
  return (
    <section aria-labelledby="health-title">
      <div class="toolbar">
        <h1 id="health-title">Health</h1>
        <p class="count">{info === undefined ? '' : `broker ${info.version} on ${info.sockets}`}</p>
      </div>
      <p class="problem health-problem" role="alert">
        {problem}
      </p>
      <h2 class="part-title">Your stream</h2>
      {newest !== undefined && <Tiles rows={rowsOf(newest.developer)} />}
      <PlotRow plots={history.developer} loop={loop} scope="this developer" />
      <h2 class="part-title">The whole broker</h2>
      {newest?.broker === undefined ? (
        <OperatorForm history={history} />
      ) : (
        <>
          <Tiles rows={[...rowsOf(newest.broker), ...brokerRows(newest.broker)]} />
          <PlotRow plots={history.broker} loop={loop} scope="all developers" />
        </>
      )}
    </section>
  );
}

type Row = readonly [name: string, value: string];

const ROLES: Readonly<Record<string, string>> = {
  producer: 'producers',
  consumer: 'consumers',
  monitor: 'monitors',
  anonymous: 'not identified',
};

function rowsOf({ connections, stored, lagEvents, oldestUnreadSeconds }: Health): Row[] {
  return [
    ...Object.entries(connections).map(
      ([role, count]): Row => [ROLES[role] ?? role, String(count)],
    ),
    ['events stored', stored.toLocaleString('en-US')],
    ['lag of the slowest consumer', `${lagEvents.toLocaleString('en-US')} events`],
    ['oldest unread event', `${oldestUnreadSeconds.toFixed(1)} s`],
  ];
}

function brokerRows(health: BrokerHealth): Row[] {
  const { logBytes, logBytesMax, dispatched, commitMeanMs, closes, limits } = health;
  const limit = logBytesMax === 0 ? 'unlimited' : `of ${sizeText(logBytesMax)}`;
  return [
    ['events sent', dispatched.toLocaleString('en-US')],
    ['mean commit time', `${commitMeanMs.toFixed(2)} ms`],
    ['log', `${sizeText(logBytes)}, ${limit}`],
    ...Object.entries(closes).map(([code, count]): Row => [`closed with ${code}`, String(count)]),
    ...Object.entries(limits).map(([name, count]): Row => [`limit ${name}`, String(count)]),
  ];
}

function sizeText(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function Tiles({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <dl class="tiles">
      {rows.map(([name, value]) => (
        <div class="panel" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface PlotRowProps {
  readonly plots: Plots;
  readonly loop: PaintLoop;
  /** Whose figures the plots show. */
  readonly scope: string;
}

function PlotRow({ plots, loop, scope }: PlotRowProps) {
  return (
    <div class="plots">
      <Plot
        name={`Events stored per second, ${scope}`}
        points={plots.storedPerSecond}
        loop={loop}
      />
      <Plot name={`Connections, ${scope}`} points={plots.connections} loop={loop} />
      <Plot name={`Lag in events, ${scope}`} points={plots.lagEvents} loop={loop} />
    </div>
  );
}

interface PlotProps {
  readonly name: string;
  readonly points: PointRing;
  readonly loop: PaintLoop;
}

function Plot({ name, points, loop }: PlotProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => (canvas.current ? watchSize(canvas.current) : undefined), []);
  usePainter(
    loop,
    canvas,
    PAINT_INTERVAL_MS,
    (element, nowMs) => {
      const firstMs = points.size === 0 ? nowMs : points.timeAt(0);
      const windowMs = Math.min(WINDOW_MAX_MS, Math.max(WINDOW_MIN_MS, nowMs - firstMs));
      const chart = { points, windowMs, spanMin: 2, gapMs: GAP_MS, style: 'line' } as const;
      drawStripChart(element, chart, nowMs);
    },
    [points],
  );
  return (
    <section class="chart panel" aria-label={name}>
      <h3>{name}</h3>
      <canvas ref={canvas} role="img" aria-label={`Plot: ${name}`} />
    </section>
  );
}

function OperatorForm({ history }: { readonly history: HealthHistory }) {
  const [key, setKey] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    void history.setOperatorKey(key);
    setKey('');
  };
  return (
    <form class="panel block" onSubmit={submit}>
      <p class="hint">
        Enter the key that the broker was started with (--operator-key) to see the figures of all
        developers together.
      </p>
      <label class="field inline">
        <span>Operator key</span>
        <input
          type="password"
          required
          pattern="[\x21-\x7e]+"
          autocomplete="off"
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <button class="button" type="submit">
          Show
        </button>
      </label>
    </form>
  );
}
