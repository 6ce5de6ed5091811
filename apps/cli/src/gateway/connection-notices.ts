/**
 * Notices about the connections of a gateway's users to the broker. A reason is reported once, for the first affected
 * user, and not at each attempt: an outage of a day produces two lines, whatever the number of users.
 */
export class ConnectionNotices {
  readonly #print: (message: string) => void;
  /** Users that have been connected before. */
  readonly #connectedBefore = new Set<string>();
  /** Users that wait for the next attempt. */
  readonly #waiting = new Set<string>();
  /** Users that had to wait, and the reasons reported, since all users were last connected. */
  readonly #affected = new Set<string>();
  readonly #reported = new Set<string>();

  constructor(print: (message: string) => void) {
    this.#print = print;
  }

  /** Records a failed attempt. `reason`: the error and its remedy. */
  recordFailure(user: string, reason: string): void {
    this.#waiting.add(user);
    this.#affected.add(user);
    if (this.#reported.has(reason)) return;
    this.#reported.add(reason);
    this.#print(`${user}: ${reason}; retrying until it succeeds`);
  }

  recordConnected(user: string): void {
    const isBack = this.#waiting.delete(user);
    if (!isBack && !this.#connectedBefore.has(user)) this.#print(`${user}: connected`);
    this.#connectedBefore.add(user);
    if (!isBack || this.#waiting.size > 0) return;
    this.#print(this.#affected.size > 1 ? 'all users are connected' : `${user}: connected`);
    this.#affected.clear();
    this.#reported.clear();
  }
}
