/** Limits the connected producers of one user (P-ID-16). Has at most one entry per connection. */
export class UserConnections {
  readonly #max: number;
  readonly #counts = new Map<string, number>();

  /** `max`: connections of one user; 0: unlimited. */
  constructor(max: number) {
    this.#max = max;
  }

  /** Whether one more connection is allowed; if so, it counts until `leave`. */
  enter(developerId: string, userId: string): boolean {
    const user = keyOf(developerId, userId);
    const count = this.#counts.get(user) ?? 0;
    if (this.#max > 0 && count >= this.#max) return false;
    this.#counts.set(user, count + 1);
    return true;
  }

  leave(developerId: string, userId: string): void {
    const user = keyOf(developerId, userId);
    const left = (this.#counts.get(user) ?? 0) - 1;
    if (left > 0) this.#counts.set(user, left);
    else this.#counts.delete(user);
  }

  /** Number of users with a connection. */
  get size(): number {
    return this.#counts.size;
  }
}

function keyOf(developerId: string, userId: string): string {
  return JSON.stringify([developerId, userId]);
}
