/** What a virtual sensor is. Adding one: a file here that exports a `Sensor`, and a row in `table.ts`. */
import type { Body } from '../wearables/body.js';
import type { Track } from '../wearables/track.js';

export interface Sensor {
  /** As in `--sensors hr,rr`. */
  readonly name: string;
  /** What it is and what is made of it, for the help. */
  readonly meaning: string;
  /** Time between two packets, unless `--rate` says otherwise. */
  readonly intervalMs: number;
  /** Names of sensors that this one's packets hold already. */
  readonly includes?: readonly string[];
  track(body: Body, intervalMs: number): Track;
}
