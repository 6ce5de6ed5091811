/**
 * Every user of the stream and what came of each. Takes readings as they come, whether or not they are drawn;
 * components are told only when users or types change.
 */
import type { StreamEvent } from '@wearwire/client-consumer';
import { Value } from '../ui/value.js';
import { UserReadings } from './user-readings.js';

/** Between two times that components are told: a crowd that arrives at once is rendered a few times, not for each. */
const TELL_EVERY_MS = 100;

/** Users that are kept; of more the page says how many readings it does not show. */
export const USERS_MAX = 1_000;

type Accepted = Pick<StreamEvent, 'uid' | 'type' | 'reading'>;

export class LiveReadings {
  readonly users = new Map<string, UserReadings>();
  /** Counts changes of who is there and what they send; told a little later, several at once. */
  readonly version = new Value(0);
  /** Readings since the page was opened. */
  count = 0;
  /** Of them, those of users beyond `USERS_MAX`. */
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
      }, TELL_EVERY_MS);
    }
  }
}
