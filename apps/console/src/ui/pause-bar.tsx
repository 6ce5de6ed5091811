/** Pauses and resumes drawing. Readings that arrive during a pause are stored; the bar shows their number. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FrameLoop } from '../draw/frame-loop.js';
import { useValue } from './value.js';

interface PauseBarProps {
  readonly frames: FrameLoop;
  /** Number of readings so far. */
  readonly count: () => number;
  readonly noun: string;
}

const COUNT_EVERY_MS = 500;

export function PauseBar({ frames, count, noun }: PauseBarProps) {
  const isPaused = useValue(frames.isPaused);
  const [held, setHeld] = useState(0);
  const pausedAt = useRef(0);
  useEffect(() => {
    if (!isPaused) return;
    pausedAt.current = count();
    setHeld(0);
    const timer = setInterval(() => setHeld(count() - pausedAt.current), COUNT_EVERY_MS);
    return () => clearInterval(timer);
  }, [isPaused]);
  // A new view does not start paused.
  useEffect(
    () => () => {
      frames.isPaused.current = false;
    },
    [frames],
  );
  return (
    <div class="pause">
      {!isPaused && <PaceNote frames={frames} />}
      {isPaused && (
        <span class="paused-note" role="status">
          Paused: {held.toLocaleString('en-US')} {noun} held
        </span>
      )}
      <button
        class={isPaused ? 'button primary' : 'button'}
        type="button"
        onClick={() => {
          frames.isPaused.current = !isPaused;
        }}
      >
        {isPaused ? 'Resume' : 'Pause'}
      </button>
    </div>
  );
}

/** Shows that not all frames are drawn, or that the browser provides few frames. */
function PaceNote({ frames }: { readonly frames: FrameLoop }) {
  const everyNth = useValue(frames.everyNth);
  const framesPerSecond = useValue(frames.framesPerSecond);
  if (everyNth > 1) return <span class="tag">drawing every {ordinal(everyNth)} frame</span>;
  if (framesPerSecond !== undefined)
    return <span class="tag">{framesPerSecond} frames a second</span>;
  return null;
}

/** Ordinal for 2 to 20. */
function ordinal(n: number): string {
  return `${n}${n === 2 ? 'nd' : n === 3 ? 'rd' : 'th'}`;
}
