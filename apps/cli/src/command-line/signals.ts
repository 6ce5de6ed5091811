/** Stop signals: the first one requests an orderly stop, the second one ends the process at once. */

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type StopName = keyof typeof SIGNALS;

export interface StopSignal extends Disposable {
  /** Aborted by the first signal, or by `stop`. */
  readonly signal: AbortSignal;
  /** Whether a signal was received; `stop` does not count. */
  readonly wasSignalled: boolean;
  /** Requests a stop as a signal would. */
  stop(): void;
  /** Resolves on the first signal or `stop`. */
  readonly stopped: Promise<void>;
}

/** One Ctrl-C may arrive twice: from the terminal, and forwarded by a runner such as npm. */
const SAME_PRESS_MS = 200;

/** Resolves on the first signal or `stop`. Requests the stop itself after `timeoutMs`, if given. */
export async function stoppedWithin(
  stop: StopSignal,
  timeoutMs: number | undefined,
): Promise<void> {
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop.stop(), timeoutMs);
  await stop.stopped;
  clearTimeout(timer);
}

/** Listens until disposed. `onSecond` runs before the second signal ends the process. */
export function listenForStop(
  onSecond: () => void = () => {},
  names: readonly StopName[] = Object.keys(SIGNALS) as StopName[],
): StopSignal {
  const controller = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  let firstAtMs = 0;
  let wasSignalled = false;
  const onSignal = (name: StopName) => (): void => {
    if (!controller.signal.aborted) {
      wasSignalled = true;
      firstAtMs = performance.now();
      return controller.abort();
    }
    if (name === 'SIGINT' && performance.now() - firstAtMs < SAME_PRESS_MS) return;
    onSecond();
    process.exit(SIGNALS[name]);
  };
  const listeners = names.map((name) => [name, onSignal(name)] as const);
  for (const [name, listener] of listeners) process.on(name, listener);
  return {
    signal: controller.signal,
    get wasSignalled() {
      return wasSignalled;
    },
    stop: () => controller.abort(),
    stopped,
    [Symbol.dispose]: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}
