/** `demo`: shows the path of readings from sensors to a consumer on one machine. Runs until Ctrl-C or `--duration`. */

import { count, duration, flag, number, text } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { ExitStatus } from '../command-line/errors.js';
import { type Io, isTerminal } from '../command-line/io.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { listenForStop } from '../command-line/signals.js';
import { DEMO_DEVELOPER, DemoRun, RIDER, STRAPS } from '../demo/demo-run.js';
import { DemoState } from '../demo/state.js';
import { renderSummary } from '../demo/summary.js';
import { lineView, screenView } from '../demo/view.js';
import { commandError } from './client-messages.js';

const OPTIONS = {
  duration: { flag: 'duration', kind: duration, meaning: 'Stop after this time, such as 30s' },
  port: {
    flag: 'port',
    kind: count('N', 0, 65_535),
    default: 0,
    meaning: 'Listen on this port; 0 picks a free one',
  },
  speed: {
    flag: 'speed',
    kind: number('X', { above: 0, max: 1_000 }),
    default: 1,
    meaning: 'Play the ride at this multiple of real time',
  },
  data: {
    flag: 'data',
    kind: text('DIR'),
    meaning: 'Store the log in this directory (default: a temporary one, removed at the end)',
  },
  plain: { flag: 'plain', kind: flag, meaning: 'Print one line per reading, even on a terminal' },
} as const;

export const demo: Command = {
  examples: ['demo', 'demo --duration 30s --plain'],
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  const state = new DemoState([RIDER, ...STRAPS]);
  const isLive = isTerminal(io.stdout, io.env) && !options.plain;
  const onClosed = (): void => stop.stop();
  const view = isLive ? screenView(state, io, onClosed) : lineView(io, onClosed);
  await using demoRun = new DemoRun({
    ...options,
    onReading: (event, latencyMs) => {
      state.record(event, latencyMs);
      view.reading(event, latencyMs);
    },
  });
  using stop = listenForStop(() => {
    view.end();
    demoRun.removeLog();
  });
  try {
    const url = await demoRun.start();
    view.begin({
      url,
      get console() {
        return demoRun.console;
      },
      logLocation: `${demoRun.directory}${options.data === undefined ? ', removed at the end' : ''}`,
      commands: commandsToTry(url, io.program),
    });
    const startedAt = performance.now();
    const signals = [stop.signal];
    if (options.duration !== undefined) signals.push(AbortSignal.timeout(options.duration));
    const lost = await demoRun.run(AbortSignal.any(signals));
    view.end();
    const summary = renderSummary(state, performance.now() - startedAt, lost);
    const indent = isLive ? '  ' : '';
    io.stdout.write(`\n${summary.map((text) => `${indent}${text}\n`).join('')}`);
    return state.isContiguous && lost === 0 ? ExitStatus.Done : ExitStatus.Failed;
  } catch (error) {
    throw commandError(error, { url: demoRun.url });
  } finally {
    view.end();
  }
}

function commandsToTry(url: string, program: string): string[] {
  const address = url.replace('/connect', '');
  const developer = `--developer ${DEMO_DEVELOPER.id}:${DEMO_DEVELOPER.key}`;
  return [
    `${program} tail ${address} ${developer} --pretty`,
    `${program} simulate ${address} ${developer} --users 3`,
  ];
}
