/**
 * The users of the stream and their readings. Records readings as they arrive, whether or not they are drawn;
 * notifies components only when users or types change.
 */
import type { StreamEvent } from '@wearwire/client-consumer';
import { Value } from '../ui/value.js';
import { UserReadings } from './user-readings.js';

/** Minimum interval between notifications, so that many new users at once are rendered only a few times. */
const NOTIFY_EVERY_MS = 100;

/** Maximum number of users; the page shows how many readings of further users it has dropped. */
export const USERS_MAX = 1_000;

type Accepted = Pick<StreamEvent, 'uid' | 'type' | 'reading'>;

export class LiveReadings {
  readonly users = new Map<string, UserReadings>();
  /** Increases shortly after users or types were added; several additions increase it once. */
  readonly version = new Value(0);
  /** Number of readings since the page was opened. */
  count = 0;
  /** Number of readings of users beyond `USERS_MAX`. */
  unshown = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  accept({ uid, type, reading }: Accepted, nowMs = Date.now()): void {
    this.count++;
    let user = this.users.get(uid);
    const isNew = user === undefined;
    if (user === undefined) {
      if (this.users.size >= USERS_MAX) {
        this.unshown++;
        return;
      }
      user = new UserReadings(uid);
      this.users.set(uid, user);
    }
    const hasNewType = user.accept(type, reading as Readonly<Record<string, unknown>>, nowMs);
    if (isNew || hasNewType) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.version.current++;
      }, NOTIFY_EVERY_MS);
    }
  }
}
