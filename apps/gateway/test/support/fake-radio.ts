/** A radio controlled by a test: one sensor with one characteristic that sends notifications. */
import type { OpenRadio, RadioEvents, RadioLink } from '../../src/radio/radio.js';

export class FakeRadio {
  readonly #id: string;
  readonly #service: string;
  readonly #characteristic: string;
  #packet: ((bytes: Uint8Array) => void) | undefined;
  #events: RadioEvents | undefined;
  #close: () => void = () => {};
  #subscribed: () => void = () => {};

  constructor(id: string, service: string, characteristic: string) {
    this.#id = id;
    this.#service = service;
    this.#characteristic = characteristic;
  }

  readonly open: OpenRadio = async (events) => {
    this.#events = events;
    events.adapters([{ id: 'fake', isOn: true }]);
    return { connect: async () => this.#link(), close: async () => this.#close() };
  };

  /** Lets the gateway hear the sensor; resolves when the gateway has connected it and subscribed. */
  async appear(): Promise<void> {
    const subscribed = new Promise<void>((resolve) => {
      this.#subscribed = resolve;
    });
    this.#events?.heard({
      id: this.#id,
      adapter: 'fake',
      serviceUuids: [this.#service],
      manufacturerData: [],
      serviceData: [],
    });
    await subscribed;
  }

  notify(bytes: Uint8Array): void {
    this.#packet?.(bytes);
  }

  /** Ends the link; resolves when the gateway has reconnected. */
  async drop(): Promise<void> {
    const subscribed = new Promise<void>((resolve) => {
      this.#subscribed = resolve;
    });
    this.#packet = undefined;
    this.#close();
    await subscribed;
  }

  #link(): RadioLink {
    const closed = new Promise<void>((resolve) => {
      this.#close = resolve;
    });
    const characteristic = {
      uuid: this.#characteristic,
      key: this.#characteristic,
      canRead: false,
      canNotify: true,
      canWrite: false,
    };
    return {
      adapter: 'fake',
      services: [{ uuid: this.#service, characteristics: [characteristic] }],
      read: async () => new Uint8Array(),
      write: async () => {},
      subscribe: async (_characteristic, packet) => {
        this.#packet = packet;
        this.#subscribed();
      },
      closed,
      close: async () => this.#close(),
    };
  }
}
