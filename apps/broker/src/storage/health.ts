/**
 * Whether the stores can store. Each is `working`, `refusing` (a write failed, but the next one may succeed: usually a
 * full disk) or `failed` (a sync failed: the contents of the disk are unknown until the broker starts again). `failed`
 * is final. While `refusing`, the log still accepts appends; the meta store accepts only writes that free space or test
 * for it.
 */
import { FaultLog, type FaultTexts, faultFields } from '../observability/fault-log.js';
import type { Logger } from '../observability/logger.js';
import type { StorageError } from './errors.js';
import type { StorageCondition, StorageState } from './ports.js';

export class StoreHealth {
  /** Resolves with the error if the store fails permanently; never rejects. */
  readonly failed: Promise<StorageError>;
  readonly #fail: (error: StorageError) => void;
  readonly #logger: Logger;
  readonly #faults: FaultLog;
  #state: StorageState = 'working';

  constructor(logger: Logger, texts: FaultTexts) {
    let fail: (error: StorageError) => void = () => {};
    this.failed = new Promise((resolve) => {
      fail = resolve;
    });
    this.#fail = fail;
    this.#logger = logger;
    this.#faults = new FaultLog(logger, 'error', texts);
  }

  get state(): StorageState {
    return this.#state;
  }

  /** Records a failed write; the next one may succeed. */
  refused(error: unknown): void {
    if (this.#state === 'failed') return;
    this.#state = 'refusing';
    this.#faults.occurred(error);
  }

  /** Records that the store can be written again. No effect unless it refused. */
  recovered(): void {
    if (this.#state !== 'refusing') return;
    this.#state = 'working';
    this.#faults.ended();
  }

  /** Records that nothing can be stored any more. */
  failPermanently(error: StorageError): void {
    if (this.#state === 'failed') return;
    this.#state = 'failed';
    this.#logger.error(
      faultFields(error),
      `${error.message}; nothing is stored until the broker starts again`,
    );
    this.#fail(error);
  }
}

const LOG_TEXTS: FaultTexts = {
  began: 'cannot write the log; closing producers with 1013 until it can be written again',
  persists: 'still cannot write the log',
  ended: 'the log can be written again',
};

const META_TEXTS: FaultTexts = {
  began: 'cannot write the meta store; no tokens are issued until it can be written again',
  persists: 'still cannot write the meta store',
  ended: 'the meta store can be written again',
};

/** Health of all stores of one directory. */
export class StorageHealth implements StorageCondition {
  readonly log: StoreHealth;
  readonly meta: StoreHealth;
  readonly failed: Promise<StorageError>;

  constructor(logger: Logger) {
    this.log = new StoreHealth(logger, LOG_TEXTS);
    this.meta = new StoreHealth(logger, META_TEXTS);
    this.failed = Promise.race([this.log.failed, this.meta.failed]);
  }

  /** The worse state of the two stores. */
  get state(): StorageState {
    const states = [this.log.state, this.meta.state];
    if (states.includes('failed')) return 'failed';
    return states.includes('refusing') ? 'refusing' : 'working';
  }
}
