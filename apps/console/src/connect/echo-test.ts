/**
 * Submits one reading as a user and waits until the page's monitor receives it. It tests the path from a producer to a
 * backend without either.
 */
import { createProducer } from '@wearwire/client-producer';
import type { Workspace } from '../app/workspace.js';
import { connectUrl } from '../broker/broker-api.js';
import { tappedSockets } from '../broker/tapped-socket.js';

const ECHO_TYPE = 'CONSOLE_ECHO';
const TIMEOUT_MS = 10_000;

export interface EchoResult {
  readonly seq: number;
  readonly roundTripMs: number;
}

/** Rejects with a one-sentence `Error`. */
export async function echoTest(workspace: Workspace, user: string): Promise<EchoResult> {
  const mark = crypto.randomUUID();
  const producer = createProducer({
    url: connectUrl(),
    getToken: workspace.api.tokens(user),
    socketFactory: tappedSockets((traffic) => workspace.log.add('echo test', traffic)),
  });
  producer.on('error', () => {});
  let stop = () => {};
  try {
    const ready = new Promise<void>((resolve) => {
      producer.on('state', ({ state }) => state === 'ready' && resolve());
    });
    await inTime(Promise.race([ready, failure(producer.ended)]), 'the producer could not connect');
    const sentAtMs = performance.now();
    const echoed = new Promise<EchoResult>((resolve) => {
      stop = workspace.monitor.on(({ uid, type, seq, reading }) => {
        if (
          uid !== user ||
          (type as string) !== ECHO_TYPE ||
          (reading as { mark?: string }).mark !== mark
        )
          return;
        resolve({ seq, roundTripMs: performance.now() - sentAtMs });
      });
    });
    void producer.submit<string>(ECHO_TYPE, { ts: new Date().toISOString(), mark });
    return await inTime(echoed, 'the reading did not come back within 10 s');
  } finally {
    stop();
    await producer.close({ timeoutMs: 0 });
  }
}

async function failure(ended: Promise<Error | undefined>): Promise<never> {
  throw (await ended) ?? new Error('the producer was stopped');
}

async function inTime<T>(promise: Promise<T>, message: string): Promise<T> {
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = window.setTimeout(() => reject(new Error(message)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
