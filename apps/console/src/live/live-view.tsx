/** All users as cards, or one user with charts. */
import { useState } from 'preact/hooks';
import type { ViewProps } from '../app/view-props.js';
import { usePolled } from '../ui/use-polled.js';
import { useValue } from '../ui/value.js';
import { ORDERS, type Order, ordered } from './order.js';
import { PauseBar } from './pause-bar.js';
import { pins } from './pins.js';
import { UserCard } from './user-card.js';
import { UserDetail } from './user-detail.js';

/** Interval at which cards are reordered by heart rate. */
const REORDER_EVERY_MS = 5_000;

export function LiveView({ workspace, rest }: ViewProps) {
  useValue(workspace.live.version);
  if (rest === '') return <Cards workspace={workspace} />;
  return <UserDetail key={rest} workspace={workspace} uid={rest} />;
}

function Cards({ workspace }: Pick<ViewProps, 'workspace'>) {
  const { live, paintLoop: loop } = workspace;
  const [order, setOrder] = useState<Order>('name');
  const [search, setSearch] = useState('');
  const pinned = useValue(pins);
  // Renders the cards again at this interval, so that they are sorted by the current heart rates.
  usePolled(Date.now, REORDER_EVERY_MS, order === 'heart');
  const users = ordered(live.users.values(), order, search, pinned);
  return (
    <section class="live" aria-labelledby="live-title">
      <div class="toolbar">
        <h1 id="live-title">Live</h1>
        <p class="count">
          {live.users.size} {live.users.size === 1 ? 'user' : 'users'}
          {live.unshown > 0 && `, ${live.unshown} readings of more users are not shown`}
        </p>
        <label class="field inline">
          <span>Search</span>
          <input
            type="search"
            name="search"
            placeholder="user id"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
        <label class="field inline">
          <span>Sort by</span>
          <select
            name="order"
            value={order}
            onChange={(event) => setOrder(event.currentTarget.value as Order)}
          >
            {Object.entries(ORDERS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <PauseBar workspace={workspace} />
      </div>
      {users.length === 0 ? (
        <Empty isSearch={search !== ''} />
      ) : (
        <div class="cards">
          {users.map((user) => (
            <UserCard key={user.uid} user={user} loop={loop} isPinned={pinned.has(user.uid)} />
          ))}
        </div>
      )}
    </section>
  );
}

function Empty({ isSearch }: { readonly isSearch: boolean }) {
  if (isSearch) return <p class="empty panel">No user id contains this text.</p>;
  return (
    <div class="empty panel">
      <p>No readings received since this page was opened.</p>
      <p class="hint">The page shows new readings of all your users.</p>
    </div>
  );
}
