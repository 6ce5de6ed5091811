/** A replay of one stream from a log in which the events of a thousand streams are interleaved. */

import { count, duration, flag } from '@wearwire/options';
import { FIGURES } from '../figures.js';
import { layoutOf } from '../generator/layout.js';
import { defineScenario } from '../scenario.js';
import { awaitEvents } from './await-events.js';
import { LOAD, windowOf } from './load-options.js';
import { REPLAY_PER_S } from './replay-while-live.js';

export const replayOne = defineScenario({
  name: 'replay-one',
  title: 'a replay of one stream among many',
  meaning: 'events per second of one stream’s replay when its events are interleaved with others',
  needs: ['replay'],
  options: {
    streams: {
      flag: 'streams',
      kind: count('N', 1, 100_000),
      default: 1_000,
      meaning: 'Fill the log with this many streams',
    },
    events: {
      flag: 'events',
      kind: count('N', 1_000, 1_000_000_000),
      default: 10_000_000,
      meaning: 'Fill the log with this many events in total',
    },
    settle: {
      flag: 'settle',
      kind: duration,
      default: 10_000,
      meaning: 'Wait this long before the replay, so that the server can sort its log',
    },
    replays: {
      flag: 'replays',
      kind: count('N', 1, 1_000),
      default: 10,
      meaning: 'Replay this many streams, one after another; the figure covers all of them',
    },
    restart: {
      flag: 'restart',
      kind: flag,
      meaning: 'Restart the server before the replay, so that it has no events in memory',
    },
    inFlight: { ...LOAD.inFlight, default: 40_000 },
  },
  loop: () => 'none',
  figures: () => [REPLAY_PER_S, FIGURES.residentBytes],
  layout: ({ streams }) =>
    layoutOf(
      streams,
      Array.from({ length: streams }, (_, stream) => ({ stream, count: 1 })),
      () => 1,
    ),
  measure: async (context, { streams, events, settle, replays, restart, inFlight }) => {
    const { generator, running } = context;
    await context.openAll();
    const each = Math.ceil(events / streams);
    await context.preload(each, windowOf(inFlight, streams));
    await generator.closeConsumers([...generator.layout.consumerStream.keys()]);
    context.reportStep('waiting for the log to be sorted');
    await context.sleep(settle);
    if (restart) {
      await generator.closeProducers();
      await running.end('SIGTERM');
      await running.startAgain();
    }
    const chosen = Math.min(replays, streams);
    let seconds = 0;
    for (let i = 0; i < chosen; i++) {
      const consumer = Math.floor((i * streams) / chosen);
      context.reportStep(`replaying stream ${i + 1} of ${chosen}`);
      await generator.openConsumers({ numbers: [consumer], opening: { replayFrom: 0 } });
      seconds += await awaitEvents(context, consumer, each);
    }
    return {
      figures: {
        replayPerS: (chosen * each) / seconds,
        residentBytes: context.meter.residentBytes() || undefined,
      },
      phases: [],
    };
  },
});
