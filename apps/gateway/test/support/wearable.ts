/**
 * A virtual sensor: sends packets over the mock of BlueZ or a mock stick, and records the readings that the log must
 * contain for the delivered packets. These readings come from a separate device session, which is recreated when a
 * gateway must reset its own: after each connection, and after a restart of the gateway.
 */

import { createDeviceSession, type DeviceSession } from '@wearwire/ble-parsers';
import { type BluezMock, variant } from '@wearwire/test-support/bluez';
import type { MockStick } from './mock-stick.js';
import { PMD_CONTROL, polarAnswer, type WearableKind } from './packets.js';

/** A reading that must be in the log once; it may be missing if `isRequired` is false. */
export interface ExpectedReading {
  readonly type: string;
  /** `val` or `d` as JSON. */
  readonly content: string;
  /** Time at which its packet was sent, by the system clock. */
  readonly sentAtMs: number;
  isRequired: boolean;
}

/** The mocks over which sensors send. */
export interface Mocks {
  readonly bluez: BluezMock;
  readonly stick: MockStick;
}

export class Wearable {
  readonly kind: WearableKind;
  readonly user: string;
  readonly address: string;
  readonly adapter: string;
  readonly antNumber: number;
  readonly expected: ExpectedReading[] = [];
  readonly #mocks: Mocks;
  #session: DeviceSession;
  #n = 0;
  /** Number of packets without a receiver. */
  refused = 0;
  sent = 0;

  constructor(kind: WearableKind, index: number, user: string, mocks: Mocks) {
    this.kind = kind;
    this.user = user;
    this.#mocks = mocks;
    this.address = `C0:00:00:00:00:${(index + 1).toString(16).padStart(2, '0').toUpperCase()}`;
    this.adapter = `hci${index % 2}`;
    this.antNumber = 1_000 + index;
    this.#session = this.#newSession();
  }

  /** The sensor in the notation of the map. */
  get id(): string {
    const { send } = this.kind;
    return send.way === 'ant' ? `ant:${this.antNumber}/${send.deviceType}` : this.address;
  }

  /** Adds the sensor to the mock. */
  appear(): void {
    const { send } = this.kind;
    if (send.way === 'ant') return;
    const services = send.way === 'notify' ? send.services : [];
    const { address, adapter } = this;
    this.#mocks.bluez.addDevice({ address, adapter, services, name: this.kind.name });
  }

  /** Whether the gateway must connect it. */
  get isConnectable(): boolean {
    return this.kind.send.way === 'notify';
  }

  /** Sends the next packet if there is a receiver. */
  send(): void {
    const bytes = Uint8Array.from(this.kind.packet(this.#n + 1));
    const sentAtMs = Date.now();
    if (!this.#deliver(bytes)) {
      this.refused++;
      return;
    }
    this.#n++;
    this.sent++;
    const { send } = this.kind;
    if (send.way === 'notify') this.#expect(send.uuid, bytes, sentAtMs);
    else if (send.way === 'ant') this.#expect(String(send.deviceType), bytes, sentAtMs);
    else this.#expect(send.id, this.#withCompany(bytes), sentAtMs);
  }

  /** Resets the device session, as a restarted gateway does. */
  restarted(): void {
    this.#session = this.#newSession();
  }

  /** Handles a command of the gateway; Polar sensors respond to it. */
  wrote(uuid: string, bytes: Uint8Array): void {
    if (uuid !== PMD_CONTROL) return;
    const answer = Uint8Array.from(polarAnswer(bytes));
    this.#session.written(uuid, bytes);
    if (this.#mocks.bluez.notify(this.address, uuid, answer)) this.#session.next(uuid, answer);
  }

  #deliver(bytes: Uint8Array): boolean {
    const { bluez, stick } = this.#mocks;
    const { send } = this.kind;
    switch (send.way) {
      case 'notify':
        return bluez.notify(this.address, send.uuid, bytes);
      case 'company':
        return bluez.advertiseCompany(this.address, send.companyId, bytes);
      case 'service': {
        const data = { [send.uuid]: variant('ay', Buffer.from(bytes)) };
        return bluez.advertise(this.address, { ServiceData: variant('a{sv}', data) });
      }
      default:
        return stick.page(this.antNumber, send.deviceType, [...bytes]);
    }
  }

  #withCompany(bytes: Uint8Array): Uint8Array {
    const { send } = this.kind;
    if (send.way !== 'company' || send.profile !== 'keiser') return bytes;
    return Uint8Array.from([send.companyId & 0xff, send.companyId >> 8, ...bytes]);
  }

  #expect(id: string, bytes: Uint8Array, sentAtMs: number): void {
    const result = this.#session.next(id, bytes);
    if (!result.ok) throw new Error(`${this.kind.name}: ${result.error.code}`);
    for (const reading of result.value.readings) {
      if (!this.kind.types.includes(reading.type)) continue;
      const content = JSON.stringify('val' in reading ? reading.val : reading.d);
      this.expected.push({ type: reading.type, content, sentAtMs, isRequired: true });
    }
  }

  #newSession(): DeviceSession {
    const { send } = this.kind;
    const profile = send.way === 'notify' ? 'gatt' : send.way === 'ant' ? 'ant' : send.profile;
    return createDeviceSession({ profile });
  }
}
