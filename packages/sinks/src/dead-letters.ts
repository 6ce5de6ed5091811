/** Events that a target refuses for good, in a file, so that the others go on. */
import { open } from 'node:fs/promises';
import { eventJson } from './event-json.js';
import type { SinkEvent } from './sink.js';

/** Keeps events that a sink refused. MUST resolve only after they are stored. */
export interface DeadLetters {
  write(event: SinkEvent, sinkName: string, reason: string): Promise<void>;
}

/**
 * Appends to this file, one line of JSON for each event: `{"at":…,"sink":…,"reason":…,"event":{…}}`. Synced
 * before it resolves.
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
