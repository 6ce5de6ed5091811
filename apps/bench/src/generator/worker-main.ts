/** Entry point of a generator process. The first message is its specification, later ones are calls. */
import { once } from 'node:events';
import type { Endpoint, WireReference } from '../target.js';
import type { WireModule } from '../wire.js';
import { serveCalls } from './calls.js';
import { ConsumerWorker } from './consumer-worker.js';
import type { Layout } from './layout.js';
import { ProducerWorker, type WorkerStart } from './producer-worker.js';

export interface WorkerSpec {
  readonly role: 'producers' | 'consumers';
  readonly layout: Layout;
  readonly endpoints: readonly Endpoint[];
  readonly wire: WireReference;
  readonly numbers: readonly number[];
  /** For consumer processes. */
  readonly feedbackPorts: readonly number[];
}

const [spec] = (await once(process, 'message')) as [WorkerSpec];
// Ctrl-C reaches the whole process group; the parent stops its workers itself.
process.on('SIGINT', () => {});
const module = (await import(spec.wire.module)) as WireModule;
const start: WorkerStart = {
  layout: spec.layout,
  endpoints: spec.endpoints,
  wire: module.createWire(spec.wire.settings),
  numbers: spec.numbers,
};
const worker =
  spec.role === 'producers'
    ? await ProducerWorker.create(start)
    : await ConsumerWorker.create(start, spec.feedbackPorts);
serveCalls({ ...worker.calls });
