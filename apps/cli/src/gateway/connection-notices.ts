/**
 * Notices about the connections of a gateway's users to the broker. A reason is told once, for the first user whom it
 * concerns, and not at each attempt: a broker that is away for a day makes two lines, whatever the number of users.
 */
export class ConnectionNotices {
  readonly #tell: (message: string) => void;
  /** Users that were connected at some time. */
  readonly #known = new Set<string>();
  /** Users that wait for another attempt. */
  readonly #waiting = new Set<string>();
  /** Since all users were connected last: users that had to wait, and the reasons that were told. */
  readonly #concerned = new Set<string>();
  readonly #told = new Set<string>();

  constructor(tell: (message: string) => void) {
    this.#tell = tell;
  }

  /** An attempt has failed; `why` says what is wrong and how to mend it. */
  waiting(user: string, why: string): void {
    this.#waiting.add(user);
    this.#concerned.add(user);
    if (this.#told.has(why)) return;
    this.#told.add(why);
    this.#tell(`${user}: ${why}; trying again until it works`);
  }

  connected(user: string): void {
    const isBack = this.#waiting.delete(user);
    if (!isBack && !this.#known.has(user)) this.#tell(`${user}: connected`);
    this.#known.add(user);
    if (!isBack || this.#waiting.size > 0) return;
    this.#tell(this.#concerned.size > 1 ? 'all users are connected' : `${user}: connected`);
    this.#concerned.clear();
    this.#told.clear();
  }
}
