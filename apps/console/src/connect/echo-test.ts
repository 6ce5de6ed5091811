/**
 * Submits one reading as a user and waits until the page's monitor receives it: a test of the path from producers to
 * consumers that needs no other program.
 */
import { createProducer } from '@wearwire/client-producer';
import type { Workspace } from '../app/workspace.js';
import { connectUrl } from '../broker/broker-api.js';
import { tappedSockets } from '../broker/tapped-socket.js';

const ECHO_TYPE = 'CONSOLE_ECHO';
/** Time limit for connecting, and again for receiving the reading. */
const TIMEOUT_S = 10;

export interface EchoResult {
  readonly seq: number;
  readonly roundTripMs: number;
}

/** Rejects with a one-sentence `Error`. */
export async function echoTest(workspace: Workspace, user: string): Promise<EchoResult> {
  const mark = crypto.randomUUID();
  const producer = createProducer({
    url: connectUrl(),
    getToken: workspace.api.tokenSource(user),
    socketFactory: tappedSockets((traffic) => workspace.log.add('echo test', traffic)),
  });
  producer.on('error', () => {}); // Reported by `ended`, or by the time limit.
  let stopListening = () => {};
  try {
    const ready = new Promise<void>((resolve) => {
      producer.on('state', ({ state }) => state === 'ready' && resolve());
    });
    await withTimeout(
      Promise.race([ready, rejectAtEnd(producer.ended)]),
      'the producer could not connect',
    );
    const sentAtMs = performance.now();
    const echoed = new Promise<EchoResult>((resolve) => {
      stopListening = workspace.monitor.on(({ uid, type, seq, reading }) => {
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
    return await withTimeout(echoed, 'the reading did not come back');
  } finally {
    stopListening();
    await producer.close({ timeoutMs: 0 });
  }
}

/** Rejects when the producer has ended. */
async function rejectAtEnd(ended: Promise<Error | undefined>): Promise<never> {
  throw (await ended) ?? new Error('the producer was stopped');
}

/** Rejects with the problem if the promise is not settled in time. */
async function withTimeout<T>(promise: Promise<T>, problem: string): Promise<T> {
  let timer = 0;
  const timeout = new Promise<never>((_, reject) => {
    const fail = () => reject(new Error(`${problem} within ${TIMEOUT_S} s`));
    timer = window.setTimeout(fail, TIMEOUT_S * 1_000);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
