/** A broker as users start it, `wearwire serve`, in a separate process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../cli/bin/wearwire.js', import.meta.url));

export const DEVELOPER = { id: 'me', key: 'secret-key' } as const;

export interface RunningBroker extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly httpUrl: string;
  readonly url: string;
  readonly port: number;
  /** Returns its output on stderr so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface BrokerChoices {
  readonly port?: number;
  /** The developer's API key. */
  readonly key?: string;
  readonly flags?: readonly string[];
}

/** Starts a broker with the console, one developer and a store in memory. */
export async function startBroker(choices: BrokerChoices = {}): Promise<RunningBroker> {
  const { port: wantedPort = 0, key = DEVELOPER.key, flags = [] } = choices;
  const child = spawn(
    process.execPath,
    [
      ...[PROGRAM, 'serve', '--port', String(wantedPort), '--store', 'memory', '--console', 'on'],
      ...['--developer', `${DEVELOPER.id}:${key}`, ...flags],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  const url = await readyUrl(child, () => log);
  const { port } = new URL(url);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return {
    url,
    httpUrl: `http://127.0.0.1:${port}`,
    port: Number(port),
    log: () => log,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function readyUrl(child: ChildProcess, log: () => string): Promise<string> {
  const [, url = ''] = await firstMatch(child, /ready: (\S+)/).catch((cause) => {
    throw new Error(`the broker did not start: ${log()}`, { cause });
  });
  return url;
}

/** Returns the first matching line of stdout; later output is read and discarded. */
async function firstMatch(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const match = pattern.exec(line);
    if (match === null) continue;
    child.stdout?.resume();
    return match;
  }
  throw new Error(`nothing matched ${pattern}`);
}

/** Starts the demo, as `npm start` does, on a free port; returns the address of the console that it shows. */
export async function startDemo(): Promise<AsyncDisposable & { readonly address: string }> {
  const child = spawn(process.execPath, [PROGRAM, 'demo', '--plain'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [, address = ''] = await firstMatch(child, /console\s+(http\S+)/);
  return {
    address,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}
