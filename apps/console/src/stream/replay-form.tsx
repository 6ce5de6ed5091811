/** Requests a range of the stream by seq; the events appear among the other frames. */
import { useState } from 'preact/hooks';
import type { Workspace } from '../app/workspace.js';
import { replay } from '../broker/replay.js';

/** Maximum number of events per request, so that they fit into the log of the page. */
const RANGE_MAX = 4_000;

export function ReplayForm({ workspace }: { readonly workspace: Workspace }) {
  const [first, setFirst] = useState('1');
  const [last, setLast] = useState('100');
  const [said, setSaid] = useState('');
  const [isBusy, setIsBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    const [from, to] = [Number(first), Number(last)];
    if (to < from) return setSaid('The last seq must not be below the first.');
    if (to - from >= RANGE_MAX) return setSaid(`Request at most ${RANGE_MAX} events.`);
    setIsBusy(true);
    setSaid('Replaying…');
    try {
      const range = { after: from - 1, before: to + 1 };
      const { sent, isTruncated } = await replay(workspace.api, range, (traffic) =>
        workspace.log.add('replay', traffic),
      );
      const lost = isTruncated ? '; older events are no longer stored' : '';
      setSaid(`${sent} ${sent === 1 ? 'event was' : 'events were'} sent${lost}.`);
    } catch (error) {
      setSaid(`Cannot replay: ${(error as Error).message}.`);
    } finally {
      setIsBusy(false);
    }
  };

  return (
    <form class="replay panel" onSubmit={submit}>
      <SeqField label="Replay from seq" value={first} onChange={setFirst} />
      <SeqField label="to seq" value={last} onChange={setLast} />
      <button class="button" type="submit" disabled={isBusy}>
        Replay
      </button>
      <p class="hint" role="status">
        {said}
      </p>
    </form>
  );
}

interface SeqFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function SeqField({ label, value, onChange }: SeqFieldProps) {
  return (
    <label class="field inline">
      <span>{label}</span>
      <input
        class="seq"
        type="number"
        min={1}
        step={1}
        required
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
