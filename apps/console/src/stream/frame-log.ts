/** The newest lines of the stream view, from all connections of the page. Limited in lines and in characters. */
import type { Traffic } from '../broker/tapped-socket.js';
import { type FrameRecord, recordOf } from './frame-record.js';

const RECORDS_MAX = 5_000;
const CHARACTERS_MAX = 8_000_000;

export class FrameLog {
  /** Oldest first. */
  readonly records: FrameRecord[] = [];
  /** Total number of lines added. */
  count = 0;
  #characters = 0;

  add(connection: string, traffic: Traffic, atMs = Date.now()): void {
    const record = recordOf(traffic, { id: ++this.count, atMs, connection });
    this.records.push(record);
    this.#characters += record.text.length;
    if (this.records.length > RECORDS_MAX * 1.2 || this.#characters > CHARACTERS_MAX * 1.2) {
      this.#trim();
    }
  }

  clear(): void {
    this.records.length = 0;
    this.#characters = 0;
  }

  /** Removes several lines at once, because removing from the front moves all others. */
  #trim(): void {
    let from = Math.max(0, this.records.length - RECORDS_MAX);
    for (let i = 0; i < from; i++) this.#characters -= this.#lengthAt(i);
    while (this.#characters > CHARACTERS_MAX) this.#characters -= this.#lengthAt(from++);
    this.records.splice(0, from);
  }

  #lengthAt(index: number): number {
    return this.records[index]?.text.length ?? 0;
  }
}
