/** P-CON-6: a planned stop. The check stops the server, so it runs last. */
import type { Check } from '../check.js';
import type { TestContext } from '../context/test-context.js';
import { submitMany } from '../context/test-stream.js';
import { assert, NotApplicable } from '../verdict.js';
import { expectPlannedStop } from './expect-close.js';

const EVENTS = 50;
const READY = 200;
const NOT_READY = 503;

/** The status of `/readyz`; `undefined` if the server no longer answers. */
async function readiness({ settings }: TestContext): Promise<number | undefined> {
  try {
    return (await fetch(new URL('readyz', settings.authUrl))).status;
  } catch {
    return undefined;
  }
}

/** Uses the second developer, because checks that run concurrently use the first. */
async function stopsInOrder(context: TestContext): Promise<string> {
  const { stopServer } = context.settings;
  if (stopServer === undefined) throw new NotApplicable('stopServer is not given');
  const wasReady = (await readiness(context)) === READY;
  const { consumer, producer } = await context.stream({ developer: context.secondDeveloper });
  const fresh = await context.open();
  await submitMany(producer, EVENTS);
  producer.sendHeartbeat();
  await producer.waitForAcks(producer.heartbeats);
  const stopped = Promise.resolve(stopServer());
  stopped.catch(() => {}); // rethrown by the await below
  await expectPlannedStop(producer);
  await expectPlannedStop(fresh);
  await expectPlannedStop(consumer);
  const events = consumer.dispatchTexts.length - 1;
  assert(
    events === EVENTS,
    `${events} of ${EVENTS} acknowledged events were dispatched before the close`,
  );
  const status = wasReady ? await readiness(context) : undefined;
  assert(status === undefined || status === NOT_READY, `/readyz still answers ${status}`);
  await stopped;
  const readyz = wasReady ? `/readyz: ${status ?? 'no answer'}` : 'the server has no /readyz';
  return `${events} acknowledged events dispatched, then close 1001 or 1012 for all; ${readyz}`;
}

export const plannedStopChecks: readonly Check[] = [
  {
    id: 'stop.planned',
    rule: 'P-CON-6',
    title: 'stores accepted events and closes each connection on a planned stop',
    expected:
      'acknowledged events are dispatched; close 1012 or 1001 for all; /readyz gives 503 or no answer',
    stopsServer: true,
    run: stopsInOrder,
  },
];
