/**
 * One user: the newest value of each type, a line of the last minutes of one type (the hero), and the freshness. The
 * structure is rendered when types change; numbers and the line are painted by the paint loop.
 */
import { useEffect, useRef } from 'preact/hooks';
import { hrefOf } from '../app/route.js';
import type { PaintLoop } from '../draw/paint-loop.js';
import type { PointRing } from '../draw/point-ring.js';
import { drawSparkline, type Sparkline } from '../draw/sparkline.js';
import { watchSize } from '../draw/surface.js';
import { shownId } from '../ui/shown-id.js';
import { usePainter } from '../ui/use-painter.js';
import { writeText } from '../ui/write-text.js';
import type { Channel } from './channel.js';
import { freshnessOf, freshnessText } from './freshness.js';
import { togglePin } from './pins.js';
import { nameOf, unitOf } from './reading-names.js';
import type { UserReadings } from './user-readings.js';

/** Limits of the time span of the line. */
const SPARK_WINDOW_MIN_MS = 30_000;
const SPARK_WINDOW_MAX_MS = 180_000;
const SPARK_SPAN_MIN = 12;
const SPARK_GAP_MS = 8_000;
/** Interval between two paints of one card. */
const PAINT_EVERY_MS = 250;
/** Number of values besides the large one. */
const VALUES_MAX = 4;
/** Types that are shown elsewhere on the card. */
const ELSEWHERE = new Set(['BATTERY']);

interface UserCardProps {
  readonly user: UserReadings;
  readonly loop: PaintLoop;
  readonly isPinned: boolean;
}

export function UserCard({ user, loop, isPinned }: UserCardProps) {
  const card = useRef<HTMLElement>(null);
  const spark = useRef<HTMLCanvasElement>(null);
  const { hero, uid } = user;
  const others = [...user.channels.values()].filter(
    (one) => one !== hero && !ELSEWHERE.has(one.type),
  );
  const shown = others.slice(0, VALUES_MAX);

  useEffect(() => (spark.current ? watchSize(spark.current) : undefined), [hero]);
  usePainter(
    loop,
    card,
    PAINT_EVERY_MS,
    (element, nowMs) => {
      paintCard(element, user, hero ? [hero, ...shown] : shown, nowMs);
      if (spark.current && hero?.points) {
        drawSparkline(spark.current, sparkOf(hero.points, nowMs), nowMs);
      }
    },
    [user, hero, shown.length],
  );

  return (
    <article class="card" ref={card} aria-label={shownId(uid)}>
      <div class="card-body">
        <header class="card-head">
          <h2>
            <a class="ellipsis card-link" href={hrefOf('live', uid)}>
              <bdi>{shownId(uid)}</bdi>
            </a>
          </h2>
          {user.isSynthetic && <span class="tag">synthetic</span>}
          <span class="freshness" data-part="freshness" />
          <button
            class="icon-button pin"
            type="button"
            aria-pressed={isPinned}
            aria-label={`Pin ${shownId(uid)}`}
            onClick={() => togglePin(uid)}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M12 3l2.7 5.6 6.1.8-4.5 4.2 1.1 6L12 16.7 6.6 19.6l1.1-6L3.2 9.4l6.1-.8z" />
            </svg>
          </button>
        </header>
        <div class="card-main">
          {hero !== undefined && (
            <p class="hero" title={nameOf(hero.type)}>
              <span class="visually-hidden">{nameOf(hero.type)}: </span>
              <strong data-part="value" /> <span class="unit">{unitOf(hero.type)}</span>
            </p>
          )}
          <canvas
            class="spark"
            ref={spark}
            role="img"
            aria-label={hero ? `${nameOf(hero.type)} of the last minutes` : 'No chart'}
          />
        </div>
        <dl class="values">
          {shown.map((channel) => (
            <div key={channel.type}>
              <dt class="ellipsis">
                {nameOf(channel.type)} {isList(channel) && unitOf(channel.type)}
              </dt>
              <dd>
                <span data-part="value" class="ellipsis" />
                {channel.kind === 'scalar' && <span class="unit">{unitOf(channel.type)}</span>}
              </dd>
            </div>
          ))}
        </dl>
        <footer class="card-foot">
          <span class="ellipsis" data-part="source" />
          <span data-part="battery" />
          {others.length > shown.length && <span>+{others.length - shown.length} more</span>}
        </footer>
      </div>
    </article>
  );
}

/** The numbers of a list fill the line, so its unit is shown beside the name. */
function isList({ kind }: Channel): boolean {
  return kind === 'vector' || kind === 'location';
}

function sparkOf(points: PointRing, nowMs: number): Sparkline {
  const ageMs = points.size === 0 ? 0 : nowMs - points.timeAt(0);
  const windowMs = Math.min(SPARK_WINDOW_MAX_MS, Math.max(SPARK_WINDOW_MIN_MS, ageMs));
  return { points, windowMs, spanMin: SPARK_SPAN_MIN, gapMs: SPARK_GAP_MS };
}

/** Updates only what differs, usually one or two numbers. */
function paintCard(
  card: HTMLElement,
  user: UserReadings,
  channels: readonly Channel[],
  nowMs: number,
): void {
  const freshness = freshnessOf(user.lastAtMs, nowMs);
  if (card.dataset.freshness !== freshness) card.dataset.freshness = freshness;
  setText(card, 'freshness', freshnessText(user.lastAtMs, nowMs));
  setText(card, 'source', user.source === '' ? '' : `from ${user.source}`);
  const battery = user.batteryPercent;
  setText(card, 'battery', battery === undefined ? '' : `battery ${Math.round(battery)} %`);
  const values = card.querySelectorAll<HTMLElement>('[data-part=value]');
  channels.forEach((channel, index) => {
    const element = values[index];
    if (element === undefined) return;
    const isGone = freshnessOf(channel.lastAtMs, nowMs) === 'gone';
    writeText(element, isGone ? '–' : channel.shortText);
    const title = isGone ? `last ${channel.text}, ${freshnessText(channel.lastAtMs, nowMs)}` : '';
    if (element.title !== title) element.title = title;
  });
}

function setText(card: HTMLElement, part: string, text: string): void {
  const element = card.querySelector<HTMLElement>(`[data-part=${part}]`);
  if (element !== null) writeText(element, text);
}
