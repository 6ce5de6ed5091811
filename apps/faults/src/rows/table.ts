/** All rows, in the order of the report. */
import type { FaultRow } from '../row.js';
import { fuzz } from './fuzz.js';
import { kill } from './kill.js';
import { powerCut } from './power-cut.js';
import { secondBroker } from './second-broker.js';

export const ROWS: readonly FaultRow[] = [kill, powerCut, secondBroker, fuzz];
