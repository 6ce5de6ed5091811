/**
 * Remote calls from the run to its worker processes over Node's IPC channel with structured clone, which keeps
 * typed arrays. Not for the hot path.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The methods of a worker: each takes one argument; arguments and results are plain data. */
// biome-ignore lint/suspicious/noExplicitAny: a constraint on the shape; each method has its own types
export type Calls = Readonly<Record<string, (argument: any) => unknown>>;

interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Response {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Runs in the worker: reports ready, executes calls, and exits when the parent disconnects. */
export function serveCalls(methods: Calls): void {
  process.on('message', async ({ id, name, argument }: Call) => {
    let response: Response;
    try {
      response = { id, value: await methods[name]?.(argument) };
    } catch (error) {
      response = { id, error: error instanceof Error ? error.message : String(error) };
    }
    process.send?.(response);
  });
  process.send?.({ id: 0 } satisfies Response);
  process.on('disconnect', () => process.exit());
}

type ArgumentOf<M> = M extends (argument: infer A) => unknown ? A : never;
type ValueOf<M> = M extends (argument: never) => infer V ? Awaited<V> : never;

/** Handle of one worker in the parent process. */
export class WorkerHandle<M> {
  readonly #child: ChildProcess;
  readonly #pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #nextId = 1;

  constructor(script: URL, name: string) {
    this.#child = fork(fileURLToPath(script), [], {
      serialization: 'advanced',
      // Inherited arguments such as a debugger port would conflict with the parent's.
      execArgv: [],
    });
    this.#child.on('message', (response: Response) => {
      const pending = this.#pending.get(response.id);
      this.#pending.delete(response.id);
      if (response.error !== undefined) pending?.reject(new Error(response.error));
      else pending?.resolve(response.value);
    });
    this.#child.on('exit', (code, signal) => {
      const error = new Error(`the generator's ${name} ended with ${code ?? signal}`);
      for (const { reject } of this.#pending.values()) reject(error);
      this.#pending.clear();
    });
  }

  /** Sends the first message; resolves when the worker reports ready. */
  async start(spec: unknown): Promise<void> {
    const ready = new Promise((resolve, reject) => {
      this.#pending.set(0, { resolve, reject });
    });
    this.#child.send(spec as object);
    await ready;
  }

  call<N extends keyof M & string>(name: N, argument: ArgumentOf<M[N]>): Promise<ValueOf<M[N]>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send({ id, name, argument } satisfies Call, (error) => {
        if (error) reject(error);
      });
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
