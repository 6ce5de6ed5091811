/** Writes events that a target refuses permanently to a file, so that forwarding can continue. */
import { open } from 'node:fs/promises';
import { eventJson } from './event-json.js';
import type { SinkEvent } from './sink.js';

/** Stores events that a sink refused. `write` MUST resolve only after the event is stored. */
export interface DeadLetters {
  write(event: SinkEvent, sinkName: string, reason: string): Promise<void>;
}

/**
 * Appends one line of JSON per event to this file: `{"at":…,"sink":…,"reason":…,"event":{…}}`. `write`
 * resolves after the file is synced.
 */
export function deadLetterFile(path: string): DeadLetters {
  return {
    async write(event, sink, reason) {
      const about = JSON.stringify({ at: new Date().toISOString(), sink, reason });
      const file = await open(path, 'a', 0o600);
      try {
        await file.appendFile(`${about.slice(0, -1)},"event":${eventJson(event)}}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}
