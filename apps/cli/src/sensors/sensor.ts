/** The declaration of a virtual sensor. To add one, add a file here that exports a `Sensor`, and a row in `table.ts`. */
import type { Body } from '../wearables/body.js';
import type { Track } from '../wearables/track.js';

export interface Sensor {
  /** As in `--sensors hr,rr`. */
  readonly name: string;
  /** The device and the event types that it sends, for the help. */
  readonly meaning: string;
  /** Time between two packets; `--rate` overrides it. */
  readonly intervalMs: number;
  /** Names of sensors whose values this sensor's packets include. */
  readonly includes?: readonly string[];
  track(body: Body, intervalMs: number): Track;
}
