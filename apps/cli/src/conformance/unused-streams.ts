/**
 * A run needs streams that nobody else uses: with another consumer connected, or events of others coming in,
 * checks would fail although the server does everything right. Looked at before the run.
 */
import { ClosedError, createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { CloseCode } from '@wearwire/protocol';
import { CommandError } from '../line/errors.js';
import type { Credentials } from '../line/values.js';

/** How long a stream must be quiet. */
const QUIET_MS = 1_200;
/** Longer than a server probes a consumer that may be dead, before it refuses the next one. */
const ANSWER_TIMEOUT_MS = 15_000;

const REMEDY =
  'give the run a developer of its own ("developers add conformance --data DIR" makes one)';

type Use = 'unused' | 'has a consumer' | 'has a producer';

/** Throws `CommandError` for a stream that is in use. What else is wrong is for the checks to tell. */
export async function requireUnusedStreams(
  url: string,
  developers: readonly Credentials[],
  signal: AbortSignal,
): Promise<void> {
  const uses = await Promise.all(developers.map((one) => useOf(url, one, signal)));
  for (const [index, use] of uses.entries()) {
    const { id } = developers[index] as Credentials;
    if (use === 'has a consumer') {
      throw new CommandError(`a consumer of developer ${id} is connected: end it, or ${REMEDY}`);
    }
    if (use === 'has a producer') {
      throw new CommandError(`events of developer ${id} are coming in: stop that, or ${REMEDY}`);
    }
  }
}

async function useOf(url: string, { id, key }: Credentials, signal: AbortSignal): Promise<Use> {
  const consumer = createConsumer({
    url,
    getToken: tokenFromServer({ url, developerId: id, apiKey: key }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
  });
  await using _stopped = consumer;
  return await new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (use: Use): void => {
      clearTimeout(timer);
      resolve(use);
    };
    consumer.on('error', (error) => {
      const isTaken =
        error instanceof ClosedError && error.closeCode === CloseCode.AlreadyConnected;
      end(isTaken ? 'has a consumer' : 'unused');
    });
    consumer.on('*', () => end('has a producer'));
    consumer.on('state', ({ state }) => {
      if (state === 'ready') timer ??= setTimeout(() => end('unused'), QUIET_MS);
    });
    void consumer.ended.then(() => end('unused'));
  });
}
