/** P-EXT-9: what is behind a given event, and live ones, as one stream. */
import { Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { join, openAsking } from '../peers/joining.js';
import type { Scene } from '../peers/scene.js';
import { filledStream, seqsOf, submit, submitMany, upFrom } from '../peers/stream.js';
import { demandSame } from '../verdict.js';

const ASKED = { extensions: ['resume'] } as const;
const EVENTS = 1_000;
const SKIPPED = 100;

/** Events of before, of during and of after the IDENTIFY. */
async function withoutSeam(scene: Scene): Promise<string> {
  await (await openAsking(scene, ASKED)).close();
  const { stream, first } = await filledStream(scene, EVENTS);
  await stream.consumer.close();
  const after = first + SKIPPED - 1;
  const during = submitMany(stream.producer, EVENTS);
  const { peer, ready } = await join(scene, Role.Consumer, { ...ASKED, extras: { after } });
  await during;
  await submitMany(stream.producer, EVENTS);
  const wanted = upFrom(after + 1, 3 * EVENTS - SKIPPED);
  demandSame(Object.keys(ready), ['op'], 'keys of READY');
  demandSame(seqsOf(await peer.takeDispatches(wanted.length)), wanted, 'seqs');
  await peer.nothingMore('behind them');
  return `READY, then seqs ${wanted[0]} to ${wanted.at(-1)}, ascending, each once`;
}

async function nothingBehind(scene: Scene): Promise<string> {
  await (await openAsking(scene, ASKED)).close();
  const { stream } = await filledStream(scene, 2);
  await stream.consumer.close();
  const { peer } = await join(scene, Role.Consumer, { ...ASKED, extras: { after: stream.seq } });
  await peer.nothingMore('behind READY');
  stream.producer.send(submit('{"live":1}'));
  demandSame((await peer.takeDispatch()).seq, stream.seq + 1, 'the first event');
  return 'READY, then the next live event';
}

export const resumeChecks: readonly Check[] = [
  {
    id: 'extensions.resume',
    rule: 'P-EXT-9',
    title: 'goes on behind a given event and joins live ones without a seam',
    expected: 'READY, then every event behind it, ascending, each once',
    run: withoutSeam,
  },
  {
    id: 'extensions.resume-at-end',
    rule: 'P-EXT-9',
    title: 'goes on with live events behind the newest one',
    expected: 'READY, then live events alone',
    run: nothingBehind,
  },
];
