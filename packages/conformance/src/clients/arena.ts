/** What a check of clients works with: any number of stages. Leaving it leaves them all. */
import { NotApplicable } from '../verdict.js';
import type { ClientSettings } from './client-check.js';
import type { ClientConnection } from './client-connection.js';
import { type Script, Stage } from './stage.js';

export class Arena implements AsyncDisposable {
  readonly settings: ClientSettings;
  readonly #stages: Stage[] = [];
  #isLeft = false;

  constructor(settings: ClientSettings) {
    this.settings = settings;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isLeft = true;
    await Promise.all(this.#stages.splice(0).map((stage) => stage[Symbol.asyncDispose]()));
  }

  /** A new client and a server with this script. */
  async play(script: Script = {}): Promise<Stage> {
    const stage = await Stage.open(this.settings, script);
    this.#stages.push(stage);
    if (!this.#isLeft) return stage;
    await this[Symbol.asyncDispose]();
    throw new NotApplicable('the run was ended');
  }

  /** So many clients, each with a server of its own. */
  playMany(count: number, script: Script = {}): Promise<Stage[]> {
    return Promise.all(Array.from({ length: count }, () => this.play(script)));
  }
}

/** Time from the end of one connection to the beginning of the next. */
export function waitMs(before: ClientConnection, after: ClientConnection): number {
  return after.openedAtMs - (before.endedAtMs ?? Number.NaN);
}
