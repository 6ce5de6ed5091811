/** Shows the frames of the page's own connections. */
import { useRef, useState } from 'preact/hooks';
import type { ViewProps } from '../app/view-props.js';
import { usePolled } from '../ui/use-polled.js';
import { Filters } from './filters.js';
import { FrameDetail } from './frame-detail.js';
import { save, toCsv, toNdjson } from './frame-files.js';
import { NO_FILTER, newestShown } from './frame-filter.js';
import type { FrameRecord } from './frame-record.js';
import { FrameTable } from './frame-table.js';
import { ReplayForm } from './replay-form.js';

/** Maximum number of lines shown; saving includes all stored lines. */
const SHOWN_MAX = 200;
const UPDATE_EVERY_MS = 250;

export function StreamView({ workspace }: ViewProps) {
  const { log } = workspace;
  const [filter, setFilter] = useState(NO_FILTER);
  const [isPaused, setIsPaused] = useState(false);
  const [chosen, setChosen] = useState<FrameRecord | undefined>(undefined);
  const count = usePolled(() => log.count, UPDATE_EVERY_MS);
  /** The lines shown while paused, and the number of lines at the start of the pause. */
  const frozen = useRef({ records: [] as readonly FrameRecord[], count: 0 });
  if (!isPaused) frozen.current = { records: log.records, count };
  const shown = newestShown(frozen.current.records, filter, SHOWN_MAX);

  const togglePause = () => {
    frozen.current = { records: [...log.records], count: log.count };
    setIsPaused(!isPaused);
  };
  const close = () => {
    setChosen(undefined);
    const line = document.querySelector<HTMLElement>(`[data-line="${chosen?.id}"]`);
    (line ?? document.querySelector<HTMLElement>('.frames'))?.focus();
  };
  const all = () => newestShown(frozen.current.records, filter, Number.POSITIVE_INFINITY).reverse();

  return (
    <section class="stream" aria-labelledby="stream-title">
      <div class="toolbar">
        <h1 id="stream-title">Stream</h1>
        <p class="count">{count.toLocaleString('en-US')} lines since this page was opened</p>
        {isPaused && (
          <span class="paused-note" role="status">
            Paused: {(count - frozen.current.count).toLocaleString('en-US')} lines held
          </span>
        )}
        <button class={isPaused ? 'button primary' : 'button'} type="button" onClick={togglePause}>
          {isPaused ? 'Resume' : 'Pause'}
        </button>
        <button
          class="button"
          type="button"
          onClick={() => save('stream.ndjson', toNdjson(all()), 'application/x-ndjson')}
        >
          Save NDJSON
        </button>
        <button
          class="button"
          type="button"
          onClick={() => save('stream.csv', toCsv(all()), 'text/csv')}
        >
          Save CSV
        </button>
      </div>
      <Filters filter={filter} onChange={setFilter} />
      <ReplayForm workspace={workspace} />
      <FrameTable records={shown} chosen={chosen} onChoose={setChosen} />
      {chosen !== undefined && <FrameDetail record={chosen} onClose={close} />}
    </section>
  );
}
