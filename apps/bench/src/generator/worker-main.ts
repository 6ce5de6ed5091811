/** A process of the generator. Its first message says what it is; everything later is a call. */
import { once } from 'node:events';
import type { Endpoint, WireReference } from '../target.js';
import type { WireModule } from '../wire.js';
import { answerCalls } from './calls.js';
import { ConsumerWorker } from './consumer-worker.js';
import type { Layout } from './layout.js';
import { ProducerWorker, type WorkerStart } from './producer-worker.js';

export interface WorkerSpec {
  readonly role: 'producers' | 'consumers';
  readonly layout: Layout;
  readonly endpoint: Endpoint;
  readonly wire: WireReference;
  readonly numbers: readonly number[];
  /** For consumers. */
  readonly feedbackPorts: readonly number[];
}

const [spec] = (await once(process, 'message')) as [WorkerSpec];
// The parent ends its workers itself, and what its user types is not theirs to hear.
process.on('SIGINT', () => {});
const module = (await import(spec.wire.module)) as WireModule;
const start: WorkerStart = {
  layout: spec.layout,
  endpoint: spec.endpoint,
  wire: module.createWire(spec.wire.settings),
  numbers: spec.numbers,
};
const worker =
  spec.role === 'producers'
    ? await ProducerWorker.create(start)
    : await ConsumerWorker.create(start, spec.feedbackPorts);
answerCalls({ ...worker.calls });
