/** One user with a chart for each event type. */
import { useState } from 'preact/hooks';
import { hrefOf } from '../app/route.js';
import type { Workspace } from '../app/workspace.js';
import { shownId } from '../ui/shown-id.js';
import { usePolled } from '../ui/use-polled.js';
import { ChannelChart } from './channel-chart.js';
import { freshnessText } from './freshness.js';
import { PauseBar } from './pause-bar.js';

const WINDOWS_S = [30, 60, 180, 600] as const;
/** Order of related charts; other charts follow in order of arrival. */
const FIRST = ['HEART_RATE', 'RR_INTERVAL', 'HRV', 'ECG', 'POWER', 'BIKE_CADENCE', 'SPEED'];
const FRESHNESS_EVERY_MS = 500;

interface UserDetailProps {
  readonly workspace: Workspace;
  readonly uid: string;
}

export function UserDetail({ workspace, uid }: UserDetailProps) {
  const { live, paintLoop: loop } = workspace;
  const [seconds, setSeconds] = useState<number>(60);
  const user = live.users.get(uid);
  const channels = [...(user?.channels.values() ?? [])].sort(
    (a, b) => placeOf(a.type) - placeOf(b.type),
  );
  return (
    <section class="detail" aria-labelledby="detail-title">
      <div class="toolbar">
        <a class="button" href={hrefOf('live')}>
          ← All users
        </a>
        <h1 id="detail-title" class="ellipsis">
          <bdi>{shownId(uid)}</bdi>
        </h1>
        <p class="count">
          <FreshnessText lastAtMs={() => user?.lastAtMs} />
        </p>
        <label class="field inline">
          <span>Window</span>
          <select
            name="window"
            value={seconds}
            onChange={(event) => setSeconds(Number(event.currentTarget.value))}
          >
            {WINDOWS_S.map((one) => (
              <option key={one} value={one}>
                {one < 60 ? `${one} s` : `${one / 60} min`}
              </option>
            ))}
          </select>
        </label>
        <PauseBar workspace={workspace} />
      </div>
      {channels.length === 0 && (
        <p class="empty panel">No readings of this user received since this page was opened.</p>
      )}
      <div class="charts">
        {channels.map((channel) => (
          <ChannelChart
            key={channel.type}
            channel={channel}
            loop={loop}
            windowMs={seconds * 1_000}
          />
        ))}
      </div>
    </section>
  );
}

function FreshnessText({ lastAtMs }: { readonly lastAtMs: () => number | undefined }) {
  const text = usePolled(() => {
    const atMs = lastAtMs();
    return atMs === undefined ? '' : freshnessText(atMs, Date.now());
  }, FRESHNESS_EVERY_MS);
  return <span>{text}</span>;
}

function placeOf(type: string): number {
  const place = FIRST.indexOf(type);
  return place < 0 ? FIRST.length : place;
}
