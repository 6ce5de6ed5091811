/** P-CON-6: what everybody sees of a planned stop. It ends the server, so it runs last of all. */
import type { Check } from '../check.js';
import type { Scene } from '../peers/scene.js';
import { submitMany } from '../peers/stream.js';
import { demand, NotApplicable } from '../verdict.js';
import { expectPlannedStop } from './closing.js';

const EVENTS = 50;
const READY = 200;
const NOT_READY = 503;

/** The status of `/readyz`; `undefined` when nobody answers any more. */
async function readiness({ settings }: Scene): Promise<number | undefined> {
  try {
    return (await fetch(new URL('readyz', settings.authUrl))).status;
  } catch {
    return undefined;
  }
}

/** Of another developer than the checks that run beside it. */
async function stopsInOrder(scene: Scene): Promise<string> {
  const { stopServer } = scene.settings;
  if (stopServer === undefined) throw new NotApplicable('how to stop the server is not given');
  const wasReady = (await readiness(scene)) === READY;
  const { consumer, producer } = await scene.stream({ developer: scene.other });
  const fresh = await scene.open();
  await submitMany(producer, EVENTS);
  producer.beat();
  await producer.ackCount(producer.beats);
  const isStopped = Promise.resolve(stopServer());
  isStopped.catch(() => {}); // told below, unless something else is told before
  await expectPlannedStop(producer);
  await expectPlannedStop(fresh);
  await expectPlannedStop(consumer);
  const events = consumer.texts.filter((text) => text.startsWith('{"op":5')).length - 1;
  demand(events === EVENTS, `${events} of ${EVENTS} events that were ACKed came before the close`);
  const status = wasReady ? await readiness(scene) : undefined;
  demand(status === undefined || status === NOT_READY, `/readyz still answers ${status}`);
  await isStopped;
  const told = wasReady ? `/readyz: ${status ?? 'no answer'}` : '/readyz is not there to be asked';
  return `${events} ACKed events dispatched, then close 1001 or 1012 for all; ${told}`;
}

export const plannedStopChecks: readonly Check[] = [
  {
    id: 'stop.planned',
    rule: 'P-CON-6',
    title: 'stores what it accepted before a planned stop, and closes each connection',
    expected: 'what was ACKed is dispatched, close 1012 or 1001 for all, /readyz 503 or silent',
    ends: true,
    run: stopsInOrder,
  },
];
