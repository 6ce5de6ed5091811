/** Every scenario of `bench run`. To add one, add a file here and a row. */
import type { Scenario } from '../scenario.js';
import { cluster } from './cluster.js';
import { connectStorm } from './connect-storm.js';
import { crash } from './crash.js';
import { fanIn } from './fan-in.js';
import { fanOut } from './fan-out.js';
import { fullLog } from './full-log.js';
import { hotDeveloper } from './hot-developer.js';
import { idle } from './idle.js';
import { manyDevelopers } from './many-developers.js';
import { mixedSensors } from './mixed-sensors.js';
import { reconnectStorm } from './reconnect-storm.js';
import { replayOne } from './replay-one.js';
import { replayWhileLive } from './replay-while-live.js';
import { slowConsumer } from './slow-consumer.js';
import { soak } from './soak.js';

/** In the order of the help text; the name is the command: `bench run NAME`. */
export const SCENARIOS: readonly Scenario[] = [
  fanIn,
  manyDevelopers,
  fanOut,
  hotDeveloper,
  cluster,
  mixedSensors,
  idle,
  connectStorm,
  reconnectStorm,
  replayWhileLive,
  replayOne,
  fullLog,
  slowConsumer,
  crash,
  soak,
];
