/** `conformance --websocket`: runs the cases of RFC 6455 and RFC 7692 against any WebSocket server. */
import {
  formatWebSocketReport,
  runWebSocketSuite,
  type WebSocketReport,
  type WebSocketVerdict,
  webSocketCasesOf,
} from '@wearwire/conformance';
import { CommandError, ExitStatus, messageOf, UsageError } from '../command-line/errors.js';
import { hasColours, type Io } from '../command-line/io.js';
import { createPaint } from '../command-line/paint.js';
import { listenForStop } from '../command-line/signals.js';
import { connectionMessage } from '../commands/connection-errors.js';
import { Progress } from './progress.js';

interface WebSocketRun {
  readonly echo: boolean;
  readonly json: boolean;
  readonly only: readonly string[];
}

/** Prints the report. The exit status is 0 when no case failed. */
export async function runWebSocketCases(
  url: string,
  { echo, json, only }: WebSocketRun,
  io: Io,
): Promise<ExitStatus> {
  for (const name of only) {
    if (webSocketCasesOf([name]).length === 0)
      throw new UsageError(`--only ${name} matches no WebSocket case`);
  }
  const chosen = only.length === 0 ? undefined : only;
  const progress = new Progress(io, webSocketCasesOf(chosen).length, 'case');
  using stop = listenForStop();
  const report = await runWebSocketSuite({
    url,
    echoes: echo,
    ...(chosen && { only: chosen }),
    signal: stop.signal,
    onResult: ({ id, title, verdict }) =>
      progress.add({ rule: id, title, hasFailed: verdict === 'failed' }),
  })
    .catch((error: unknown) => {
      const message = connectionMessage(error, url) ?? `${url}: ${messageOf(error)}`;
      throw new CommandError(message, { cause: error });
    })
    .finally(() => progress.end());
  io.stdout.write(`${json ? JSON.stringify(report, null, 2) : textOf(report, io)}\n`);
  if (stop.signal.aborted) throw new CommandError('stopped before all cases were run');
  return report.failed === 0 ? ExitStatus.Done : ExitStatus.Failed;
}

function textOf(report: WebSocketReport, io: Io): string {
  const paint = createPaint(hasColours(io.stdout));
  const colours: Record<WebSocketVerdict, (text: string) => string> = {
    ok: paint.good,
    'non-strict': paint.faint,
    failed: paint.bad,
    skipped: paint.faint,
  };
  return formatWebSocketReport(report, { paint: (verdict, text) => colours[verdict](text) });
}
