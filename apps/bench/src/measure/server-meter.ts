/**
 * Samples CPU and memory of the server's processes over a window, and the CPU use of all programs on the same
 * cores. Without /proc there are no samples, and `read` returns `undefined`.
 */
import { nowUs } from '../clock.js';
import {
  busySeconds,
  cpuSecondsOf,
  HAS_PROC,
  residentBytesOf,
  tcpBufferBytes,
  threadSecondsOf,
} from './proc.js';

interface Sample {
  readonly atUs: number;
  readonly cpuS: number;
  readonly residentBytes: number;
  readonly busyS: number;
  readonly tcpBytes: number;
}

/** CPU seconds per thread; thread ids are unique on the machine. */
type ThreadSeconds = ReadonlyMap<number, number>;

export interface ServerReading {
  readonly cpuS: number;
  readonly cores: number;
  /** Cores used by the busiest thread; a value near 1 means that the thread is saturated. */
  readonly busiestThreadCores: number;
  readonly residentBytesStart: number;
  readonly residentBytesEnd: number;
  readonly residentBytesMax: number;
  /** One value per sampling interval. */
  readonly coresSeries: readonly number[];
  readonly residentSeries: readonly number[];
  /** CPU seconds of all programs together. */
  readonly machineBusyS: number;
  readonly elapsedS: number;
  readonly kernelSocketBytes: number;
}

export class ServerMeter {
  readonly #pids: () => readonly number[];
  readonly #tcpBytesBefore = tcpBufferBytes() ?? 0;
  #samples: Sample[] = [];
  #threadsBefore: ThreadSeconds = new Map();
  #threadsNow: ThreadSeconds = new Map();
  #timer: NodeJS.Timeout | undefined;
  #cpuSecondsOfEnded = 0;
  #cpuSecondsByPid = new Map<number, number>();

  constructor(pids: () => readonly number[]) {
    this.#pids = pids;
  }

  /** Takes samples at an interval until `stop`. */
  start(intervalMs: number): void {
    if (!HAS_PROC) return;
    clearInterval(this.#timer);
    this.#samples = [];
    this.#threadsBefore = this.#threadSeconds();
    this.#sample();
    this.#timer = setInterval(() => this.#sample(), intervalMs);
  }

  /** Takes the last sample. */
  stop(): void {
    clearInterval(this.#timer);
    if (HAS_PROC) this.#sample();
  }

  /** Returns the resident bytes of all processes of the server; 0 without /proc. */
  residentBytes(): number {
    return this.#pids().reduce((sum, pid) => sum + residentBytesOf(pid), 0);
  }

  read(): ServerReading | undefined {
    const samples = this.#samples;
    const first = samples[0];
    const last = samples.at(-1);
    if (first === undefined || last === undefined || samples.length < 2) return undefined;
    const elapsedS = (last.atUs - first.atUs) / 1e6;
    const coresSeries = samples.slice(1).map((sample, i) => {
      const before = samples[i] as Sample;
      return (sample.cpuS - before.cpuS) / ((sample.atUs - before.atUs) / 1e6);
    });
    const cpuS = last.cpuS - first.cpuS;
    return {
      cpuS,
      cores: cpuS / elapsedS,
      busiestThreadCores: this.#busiestThreadSeconds() / elapsedS,
      residentBytesStart: first.residentBytes,
      residentBytesEnd: last.residentBytes,
      residentBytesMax: Math.max(...samples.map(({ residentBytes }) => residentBytes)),
      coresSeries,
      residentSeries: samples.slice(1).map(({ residentBytes }) => residentBytes),
      machineBusyS: last.busyS - first.busyS,
      elapsedS,
      kernelSocketBytes:
        Math.max(...samples.map(({ tcpBytes }) => tcpBytes)) - this.#tcpBytesBefore,
    };
  }

  #sample(): void {
    this.#threadsNow = this.#threadSeconds();
    this.#samples.push({
      atUs: nowUs(),
      cpuS: this.#cpuSeconds(),
      residentBytes: this.residentBytes(),
      busyS: busySeconds() ?? 0,
      tcpBytes: tcpBufferBytes() ?? 0,
    });
  }

  #threadSeconds(): ThreadSeconds {
    return new Map(this.#pids().flatMap((pid) => [...threadSecondsOf(pid)]));
  }

  #busiestThreadSeconds(): number {
    const used = Array.from(this.#threadsNow, ([thread, seconds]) => {
      return seconds - (this.#threadsBefore.get(thread) ?? 0);
    });
    return Math.max(0, ...used);
  }

  /** Returns the CPU seconds of all processes of the server, including those that have ended. */
  #cpuSeconds(): number {
    const now = new Map(this.#pids().map((pid) => [pid, cpuSecondsOf(pid)]));
    for (const [pid, seconds] of this.#cpuSecondsByPid) {
      if (!now.has(pid)) this.#cpuSecondsOfEnded += seconds;
    }
    this.#cpuSecondsByPid = now;
    return this.#cpuSecondsOfEnded + [...now.values()].reduce((sum, seconds) => sum + seconds, 0);
  }
}
