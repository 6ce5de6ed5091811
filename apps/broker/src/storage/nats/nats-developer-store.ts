/**
 * Developers as small records in the state stream. After each change a separate message notifies all brokers. A
 * subscription to the subject of the record itself would notify them before the servers have stored the record.
 */
import type { DeveloperRecord, DeveloperStore } from '../ports.js';
import type { Jet } from './jet.js';
import { idOfState, type Names } from './names.js';
import type { NatsTokenStore } from './nats-token-store.js';
import { readState, writeState } from './state.js';

export class NatsDeveloperStore implements DeveloperStore {
  readonly #jet: Jet;
  readonly #names: Names;
  readonly #tokens: NatsTokenStore;
  #changed: (id?: string) => void = () => {};

  constructor(jet: Jet, names: Names, tokens: NatsTokenStore) {
    this.#jet = jet;
    this.#names = names;
    this.#tokens = tokens;
  }

  async ids(): Promise<string[]> {
    const { stateStream } = this.#names;
    const subjects = await this.#jet.subjects(stateStream, this.#names.statesOf('developer'));
    return subjects.map(idOfState).sort();
  }

  find(id: string): Promise<DeveloperRecord | undefined> {
    return readState<DeveloperRecord>(this.#jet, this.#names, this.#subject(id));
  }

  async put({ id, keyHash }: DeveloperRecord): Promise<void> {
    await writeState(this.#jet, this.#subject(id), { id, keyHash });
    this.#announce(id);
  }

  async remove(id: string): Promise<boolean> {
    const isKnown = (await this.find(id)) !== undefined;
    if (isKnown) await this.#jet.purgeSubject(this.#names.stateStream, this.#subject(id));
    // Also for an unknown developer, so that a repetition completes a removal that was interrupted.
    this.#announce(id);
    await this.#tokens.removeOf(id);
    return isKnown;
  }

  watch(changed: (id?: string) => void): void {
    this.#changed = changed;
    this.#jet.connection.subscribe(this.#names.developerChanges, {
      callback: (error, message) => {
        if (error === null) changed(message.string());
      },
    });
  }

  /** Call after the connection was interrupted: changes may have been missed. */
  mayHaveChanged(): void {
    this.#changed();
  }

  #announce(id: string): void {
    this.#jet.connection.publish(this.#names.developerChanges, id);
    // The connection does not receive its own messages.
    this.#changed(id);
  }

  #subject(id: string): string {
    return this.#names.state('developer', id);
  }
}
