/**
 * Checks before a run that no other client uses the streams: another consumer, or events of other producers, would
 * make checks fail on a correct server.
 */
import { ClosedError, createConsumer } from '@wearwire/client-consumer';
import { CloseCode } from '@wearwire/protocol';
import { CommandError } from '../command-line/errors.js';
import type { Credentials } from '../command-line/values.js';
import { tokensFor } from '../commands/tokens-for.js';

/** A stream without events for this time is considered unused. */
const QUIET_MS = 1_200;
/** Longer than the probe of a slot's holder, after which a server refuses the next consumer. */
const RESPONSE_TIMEOUT_MS = 15_000;

const REMEDY =
  'use a separate developer for the run ("developers add conformance --data DIR" creates one)';

type Use = 'unused' | 'has a consumer' | 'has a producer';

/** Throws `CommandError` for a stream that is in use. Ignores other errors, which the checks report. */
export async function requireUnusedStreams(
  url: string,
  developers: readonly Credentials[],
  signal: AbortSignal,
): Promise<void> {
  const uses = await Promise.all(developers.map((developer) => useOf(url, developer, signal)));
  for (const [index, use] of uses.entries()) {
    const { id } = developers[index] as Credentials;
    if (use === 'has a consumer') {
      throw new CommandError(`a consumer of developer ${id} is connected: stop it, or ${REMEDY}`);
    }
    if (use === 'has a producer') {
      throw new CommandError(
        `a producer of developer ${id} is submitting events: stop it, or ${REMEDY}`,
      );
    }
  }
}

async function useOf(url: string, developer: Credentials, signal: AbortSignal): Promise<Use> {
  const consumer = createConsumer({
    url,
    getToken: tokensFor(url, developer),
    signal: AbortSignal.any([signal, AbortSignal.timeout(RESPONSE_TIMEOUT_MS)]),
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
