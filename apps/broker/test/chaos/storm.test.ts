/**
 * Many connected clients lose the broker at once, by a planned stop or by kill -9: they reconnect spread over time.
 * WEARWIRE_STORM_CLIENTS sets the number of clients (`.ci/run`: 500; without it nothing runs, because clients reconnect
 * over 25 s). WEARWIRE_STORM_AWAY_MS sets the downtime in addition to the start of the broker. The default is 600 ms,
 * because all clients make their first attempt within half a second after a lost link (docs/adr/0017), and a broker
 * that restarted sooner would receive all of them.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createProducer, type Producer, tokenFromServer } from '@wearwire/client-producer';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it, vi } from 'vitest';

const CLIENTS = Number(process.env.WEARWIRE_STORM_CLIENTS ?? 500);
const AWAY_MS = Number(process.env.WEARWIRE_STORM_AWAY_MS ?? 600);
const OPENED_AT_ONCE = 50;
const RECONNECTED_WITHIN_MS = 25_000;
const WINDOW_MS = 1_000;
/** Largest fraction of the clients that may reconnect in any second. */
const PART_PER_SECOND_MAX = 1 / 5;
const SCRIPT = fileURLToPath(new URL('../observed-broker-process.js', import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A process that loads the broker first and starts it later, so that a restart is as fast as possible. */
class BrokerProcess implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;

  private constructor(data: string, port: number) {
    const settings = { data, startsOnInput: true, options: { durability: 'process', port } };
    const args = [SCRIPT, JSON.stringify(settings)];
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout });
  }

  static async prepare(data: string, port: number): Promise<BrokerProcess> {
    const broker = new BrokerProcess(data, port);
    await once(broker.#lines, 'line');
    return broker;
  }

  /** Resolves with the URL of the broker. */
  async start(): Promise<string> {
    const started = once(this.#lines, 'line');
    this.#child.stdin.write('x');
    const [line] = await started;
    const { url, name, error } = JSON.parse(line);
    if (error !== undefined) throw new Error(`${name}: ${error}`);
    return url;
  }

  /** Stops it by SIGTERM, or kills it by SIGKILL. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    await this.stop('SIGKILL');
  }
}

/** Clients, with the times of their attempts and of READY. */
class Crowd implements AsyncDisposable {
  readonly #producers: Producer[] = [];
  attemptsMs: number[] = [];
  readyMs: number[] = [];

  get readyCount(): number {
    return this.#producers.filter(({ state }) => state === 'ready').length;
  }

  async grow(url: string, extensions: boolean): Promise<void> {
    while (this.#producers.length < CLIENTS) {
      const count = Math.min(OPENED_AT_ONCE, CLIENTS - this.#producers.length);
      for (let n = 0; n < count; n++) this.#producers.push(this.#producer(url, extensions));
      await vi.waitUntil(() => this.readyCount === this.#producers.length, WAIT);
    }
    this.attemptsMs = [];
    this.readyMs = [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#producers.map((one) => one.close({ timeoutMs: 1 })));
  }

  #producer(url: string, extensions: boolean): Producer {
    const user = `u${this.#producers.length}`;
    const getToken = tokenFromServer({ url, developerId: 'a', apiKey: 'key-of-a', user });
    // All these links are stable when the broker stops.
    const producer = createProducer({ url, getToken, extensions, timeouts: { readyLastsMs: 1 } });
    producer.on('error', () => {});
    producer.on('state', ({ state }) => {
      if (state === 'authorizing') this.attemptsMs.push(performance.now());
      if (state === 'ready') this.readyMs.push(performance.now());
    });
    return producer;
  }
}

/**
 * Longest pause of this process since this object was created. Timers that were due during a pause fire together after
 * it, so a second with a pause contains more than a second of the clients' schedule.
 */
class LongestPause implements Disposable {
  readonly #delay = monitorEventLoopDelay({ resolution: 10 });

  constructor() {
    this.#delay.enable();
  }

  get longestS(): number {
    return this.#delay.max / 1e9;
  }

  [Symbol.dispose](): void {
    this.#delay.disable();
  }
}

const WAIT = { timeout: 60_000, interval: 20 };

/** Largest number of times within any second. */
function mostInASecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while ((sorted[last] as number) - (sorted[first] as number) >= WINDOW_MS) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

describe.runIf(process.env.WEARWIRE_STORM_CLIENTS).each([
  ['a planned restart with clients that receive the time to reconnect [P-EXT-10]', 'SIGTERM', true],
  ['a planned restart with clients of the published protocol [P-CLI-7]', 'SIGTERM', false],
  ['a kill -9 [P-CLI-7]', 'SIGKILL', false],
] as const)('after %s', (_name, signal, extensions) => {
  it(`${CLIENTS} clients reconnect within 25 s of the start of the server, at most a fifth of them in any second`, async () => {
    await using directory = await temporaryDirectory();
    const port = await freePort();
    await using before = await BrokerProcess.prepare(directory.path, port);
    await using after = await BrokerProcess.prepare(directory.path, port);
    await using crowd = new Crowd();
    await crowd.grow(await before.start(), extensions);
    using longestPause = new LongestPause();
    const stoppedMs = performance.now();
    await before.stop(signal);
    await delay(AWAY_MS);
    await after.start();
    const startedMs = performance.now();
    const downMs = startedMs - stoppedMs;
    await vi.waitUntil(() => crowd.readyMs.length >= CLIENTS && crowd.readyCount === CLIENTS, WAIT);
    const lastMs = Math.max(...crowd.readyMs) - stoppedMs;
    // Each client makes one attempt within half a second after a lost link (P-CLI-7); a server that is still
    // down does not receive those attempts.
    const receivedMs = crowd.attemptsMs.filter((ms) => ms >= startedMs);
    const most = { attempts: mostInASecond(receivedMs), reconnects: mostInASecond(crowd.readyMs) };
    console.info(
      `${signal}: ${CLIENTS} clients, broker down for ${Math.round(downMs)} ms: the last one reconnected after ` +
        `${Math.round(lastMs)} ms; at most ${most.attempts} attempts and ${most.reconnects} reconnects in a second`,
    );
    expect(lastMs - downMs).toBeLessThanOrEqual(RECONNECTED_WITHIN_MS);
    const windowS = WINDOW_MS / 1_000 + longestPause.longestS;
    expect(most.reconnects).toBeLessThanOrEqual(CLIENTS * PART_PER_SECOND_MAX * windowS);
    expect(most.attempts).toBeLessThanOrEqual(CLIENTS * PART_PER_SECOND_MAX * windowS);
  }, 240_000);
});
