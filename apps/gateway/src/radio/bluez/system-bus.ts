/**
 * A connection to the D-Bus system bus for BlueZ only: calls with a timeout, signals in the order received,
 * and a single event when the connection is lost.
 *
 * Does not use dbus-next's proxies, which introspect every object and add a match rule for each. Here one
 * match rule covers all signals of BlueZ.
 */
import { existsSync } from 'node:fs';
import type { Message, MessageBus, Variant } from 'dbus-next';
import { messageOf, RadioError } from '../../errors.js';

type DbusModule = typeof import('dbus-next');

const BLUEZ = 'org.bluez';
const DBUS = 'org.freedesktop.DBus';
const DBUS_PATH = '/org/freedesktop/DBus';
const DEFAULT_ADDRESS = 'unix:path=/var/run/dbus/system_bus_socket';
/** Timeout for the first reply of the bus. */
const HELLO_TIMEOUT_MS = 5_000;
/** Interval of pings, because a stopped bus may leave its socket open. */
const PING_MS = 10_000;

/** A D-Bus signal from BlueZ. */
export interface BusSignal {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

export interface SystemBusEvents {
  signal(signal: BusSignal): void;
  /** BlueZ has started (`true`) or stopped (`false`). */
  service(isRunning: boolean): void;
  /** Called once when the connection is lost, but not after `close`. */
  lost(reason: string): void;
}

/** A private member of dbus-next, which reports the end of the connection; the public API does not. */
interface BusInternals {
  readonly _connection: { on(event: 'end', listener: () => void): void };
}

export class SystemBus {
  readonly #dbus: DbusModule;
  readonly #bus: MessageBus;
  readonly #events: SystemBusEvents;
  readonly #callTimeoutMs: number;
  readonly #pending = new Set<(error: Error) => void>();
  #ping: NodeJS.Timeout | undefined;
  #isEnded = false;

  private constructor(
    dbus: DbusModule,
    bus: MessageBus,
    events: SystemBusEvents,
    timeoutMs: number,
  ) {
    this.#dbus = dbus;
    this.#bus = bus;
    this.#events = events;
    this.#callTimeoutMs = timeoutMs;
    bus.on('error', (error: Error) => this.#lost(messageOf(error)));
    (bus as unknown as BusInternals)._connection.on('end', () => this.#lost('it was closed'));
    bus.on('message', (message: Message) => this.#message(message));
  }

  /** Rejects with `RadioError` if there is no system bus or this user may not use it. */
  static async open(events: SystemBusEvents, callTimeoutMs: number): Promise<SystemBus> {
    const address = process.env.DBUS_SYSTEM_BUS_ADDRESS || DEFAULT_ADDRESS;
    const [, path] = /^unix:path=([^,;]+)/.exec(address) ?? [];
    // Without this check dbus-next would throw an uncaught error and end the process.
    if (path !== undefined && !existsSync(path)) {
      throw new RadioError(
        `no D-Bus system bus at ${path}`,
        'install and start dbus and bluez (in a container, mount /run/dbus)',
      );
    }
    const dbus = await loadDbus();
    // Only `sessionBus` accepts an address; nothing else distinguishes it from `systemBus`.
    const messageBus = dbus.sessionBus({ busAddress: address });
    const bus = new SystemBus(dbus, messageBus, events, callTimeoutMs);
    try {
      await bus.#connected(address);
      await bus.#dbusCall('AddMatch', 's', [`type='signal',sender='${BLUEZ}'`]);
      const ownerRule = `type='signal',sender='${DBUS}',member='NameOwnerChanged',arg0='${BLUEZ}'`;
      await bus.#dbusCall('AddMatch', 's', [ownerRule]);
    } catch (cause) {
      bus.close();
      throw new RadioError(
        `no reply from the D-Bus system bus (${messageOf(cause)})`,
        'start dbus and allow this user to use it',
        cause,
      );
    }
    bus.#ping = setInterval(() => void bus.#checkBus(), PING_MS);
    return bus;
  }

  /** Whether BlueZ is running. */
  async hasService(): Promise<boolean> {
    const [has] = await this.#dbusCall('NameHasOwner', 's', [BLUEZ]);
    return has === true;
  }

  /** Calls a method of BlueZ. Rejects with its error, or after `timeoutMs`. */
  call(
    path: string,
    iface: string,
    member: string,
    signature = '',
    body: readonly unknown[] = [],
    timeoutMs = this.#callTimeoutMs,
  ): Promise<readonly unknown[]> {
    return this.#call(
      { destination: BLUEZ, path, interface: iface, member, signature, body },
      timeoutMs,
    );
  }

  variant(signature: string, value: unknown): Variant {
    return new this.#dbus.Variant(signature, value);
  }

  close(): void {
    this.#end('the gateway is closing');
    try {
      this.#bus.disconnect();
    } catch {
      // Already closed.
    }
  }

  /** Resolves when the bus has answered the first call. */
  #connected(address: string): Promise<void> {
    return this.#withTimeout('Hello', HELLO_TIMEOUT_MS, (resolve, reject) => {
      this.#bus.once('connect', resolve);
      this.#bus.once('error', (error: Error) => {
        reject(new Error(`${address}: ${error.message}`));
      });
    });
  }

  /** Calls a method of the bus; without a reply the connection counts as lost. */
  async #checkBus(): Promise<void> {
    await this.#dbusCall('GetId', '', []).catch((error) => this.#lost(messageOf(error)));
  }

  #dbusCall(member: string, signature: string, body: readonly unknown[]) {
    const target = { destination: DBUS, path: DBUS_PATH, interface: DBUS };
    return this.#call({ ...target, member, signature, body }, this.#callTimeoutMs);
  }

  #call(
    parts: Omit<ConstructorParameters<DbusModule['Message']>[0], 'body'> & {
      readonly body: readonly unknown[];
    },
    timeoutMs: number,
  ): Promise<readonly unknown[]> {
    return this.#withTimeout(String(parts.member), timeoutMs, (resolve, reject) => {
      const message = new this.#dbus.Message({ ...parts, body: [...parts.body] });
      this.#bus.call(message).then((reply) => resolve(reply?.body ?? []), reject);
    });
  }

  /** Returns a promise that also rejects after `timeoutMs`, or when the bus is lost. */
  #withTimeout<T>(
    name: string,
    timeoutMs: number,
    start: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.#pending.delete(fail);
      };
      const fail = (error: Error) => {
        settle();
        reject(error);
      };
      const timer = setTimeout(
        () => fail(new Error(`no reply to ${name} in ${timeoutMs} ms`)),
        timeoutMs,
      );
      if (this.#isEnded) return fail(new Error('the connection to the D-Bus system bus is closed'));
      this.#pending.add(fail);
      start((value) => {
        settle();
        resolve(value);
      }, fail);
    });
  }

  #message(message: Message): void {
    if (message.type !== this.#dbus.MessageType.SIGNAL || this.#isEnded) return;
    const { path = '', interface: iface = '', member = '', body = [] } = message;
    if (iface === DBUS) {
      // The new owner is empty when a service has stopped.
      const [service, , newOwner] = body;
      if (member === 'NameOwnerChanged' && service === BLUEZ) this.#events.service(newOwner !== '');
      return;
    }
    this.#events.signal({ path, interface: iface, member, body });
  }

  #lost(reason: string): void {
    if (this.#isEnded) return;
    this.#end(reason);
    this.#events.lost(reason);
  }

  #end(reason: string): void {
    this.#isEnded = true;
    clearInterval(this.#ping);
    for (const fail of [...this.#pending]) fail(new Error(`lost the D-Bus system bus: ${reason}`));
  }
}

async function loadDbus(): Promise<DbusModule> {
  try {
    const loaded = await import('dbus-next');
    return (loaded as { default?: DbusModule }).default ?? loaded;
  } catch (cause) {
    throw new RadioError('cannot load the package dbus-next', 'run "npm install dbus-next"', cause);
  }
}
