/** Pauses and resumes drawing. Readings that arrive during a pause are stored; the bar shows their number. */
import { useEffect, useState } from 'preact/hooks';
import type { Workspace } from '../app/workspace.js';
import type { PaintLoop } from '../draw/paint-loop.js';
import { usePolled } from '../ui/use-polled.js';
import { useValue } from '../ui/value.js';

const COUNT_EVERY_MS = 500;

export function PauseBar({ workspace }: { readonly workspace: Workspace }) {
  const { live, paintLoop } = workspace;
  const isPaused = useValue(paintLoop.isPaused);
  /** Number of readings at the start of the pause. */
  const [countBefore, setCountBefore] = useState(0);
  const count = usePolled(() => live.count, COUNT_EVERY_MS, isPaused);
  // Ends the pause when the view is left, so that the next view does not start paused.
  useEffect(
    () => () => {
      paintLoop.isPaused.current = false;
    },
    [paintLoop],
  );
  return (
    <div class="pause">
      {!isPaused && <PaceNote loop={paintLoop} />}
      {isPaused && (
        <span class="paused-note" role="status">
          Paused: {Math.max(0, count - countBefore).toLocaleString('en-US')} readings held
        </span>
      )}
      <button
        class={isPaused ? 'button primary' : 'button'}
        type="button"
        onClick={() => {
          setCountBefore(live.count);
          paintLoop.isPaused.current = !isPaused;
        }}
      >
        {isPaused ? 'Resume' : 'Pause'}
      </button>
    </div>
  );
}

/** Shows that not all frames are drawn, or that the browser provides few frames. */
function PaceNote({ loop }: { readonly loop: PaintLoop }) {
  const everyNth = useValue(loop.everyNth);
  const framesPerSecond = useValue(loop.framesPerSecond);
  if (everyNth > 1) return <span class="tag">drawing every {ordinal(everyNth)} frame</span>;
  if (framesPerSecond !== undefined)
    return <span class="tag">{framesPerSecond} frames per second</span>;
  return null;
}

/** Ordinal for 2 to 20. */
function ordinal(n: number): string {
  return `${n}${n === 2 ? 'nd' : n === 3 ? 'rd' : 'th'}`;
}
