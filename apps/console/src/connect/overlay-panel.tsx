/** Creates, lists and revokes links to the overlay of a user. */
import { useEffect, useState } from 'preact/hooks';
import type { Workspace } from '../app/workspace.js';
import type { OverlayLink } from '../broker/broker-api.js';
import { CopyButton } from '../ui/copy-button.js';
import { durationText } from '../ui/duration-text.js';
import { shownId } from '../ui/shown-id.js';

const LIFETIMES_HOURS = [1, 12, 24, 168] as const;
const HOUR_MS = 3_600_000;

interface OverlayPanelProps {
  readonly workspace: Workspace;
  readonly user: string;
}

export function OverlayPanel({ workspace: { api }, user }: OverlayPanelProps) {
  const [hours, setHours] = useState<number>(12);
  const [address, setAddress] = useState('');
  const [links, setLinks] = useState<readonly OverlayLink[]>([]);
  const [problem, setProblem] = useState('');

  /** Runs the action, then reloads the list of links. `purpose` completes the error `Cannot …`. */
  const run = async (purpose: string, action: () => Promise<unknown> = async () => {}) => {
    let step = purpose;
    setProblem('');
    try {
      await action();
      step = 'list the links';
      setLinks(await api.overlayLinks());
    } catch (error) {
      setProblem(`Cannot ${step}: ${(error as Error).message}.`);
    }
  };
  useEffect(() => void run('list the links'), []);

  return (
    <section class="panel block" aria-labelledby="overlay-title">
      <h2 id="overlay-title">Heart rate in a video</h2>
      <p class="hint">
        A page with a transparent background for the browser source of OBS and similar programs. Its
        link shows only the heart rate of one user and contains no key.
      </p>
      <form
        class="overlay-form"
        onSubmit={(event) => {
          event.preventDefault();
          void run('create a link', async () => setAddress(await api.overlayAddress(user, hours)));
        }}
      >
        <label class="field inline">
          <span>Expires after</span>
          <select
            name="hours"
            value={hours}
            onChange={(event) => setHours(Number(event.currentTarget.value))}
          >
            {LIFETIMES_HOURS.map((one) => (
              <option key={one} value={one}>
                {one === 1 ? '1 hour' : durationText(one * HOUR_MS)}
              </option>
            ))}
          </select>
        </label>
        <button class="button" type="submit" disabled={user === ''}>
          Create a link for {user === '' ? '…' : user}
        </button>
      </form>
      <p class="problem" role="alert">
        {problem}
      </p>
      {address !== '' && (
        <div class="created-link">
          <code class="token">{address}</code>
          <p class="hint">Copy it now: it is not shown again.</p>
          <CopyButton text={address} label="Copy link" />
        </div>
      )}
      <ul class="rows" aria-label="Links">
        {links.map(({ id, user: owner, leftMs }) => (
          <li key={id}>
            <span class="ellipsis">
              {shownId(owner)}: {durationText(leftMs)} left
            </span>
            <button
              class="button"
              type="button"
              aria-label={`Revoke the link for ${shownId(owner)}`}
              onClick={() => {
                setAddress('');
                void run('revoke the link', () => api.revokeOverlay(id));
              }}
            >
              Revoke
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
