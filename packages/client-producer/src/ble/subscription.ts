/** Subscribes to notifications of a characteristic; detects its library by its members. */
import { type BytesInput, bytesFrom } from '@wearwire/ble-parsers';
import type {
  BleCharacteristic,
  NobleCharacteristic,
  PlxCharacteristic,
  WebCharacteristic,
} from './characteristics.js';

export interface SubscriptionPort {
  bytes(bytes: BytesInput): void;
  /** Called when the connection to the sensor was lost; may be called more than once. */
  lost(cause?: unknown): void;
}

/** Ends the subscription; never throws or rejects. */
export type Unsubscribe = () => Promise<void>;

/** Subscribes. Rejects if the sensor refuses. */
export function subscribe(
  characteristic: BleCharacteristic,
  port: SubscriptionPort,
): Promise<Unsubscribe> {
  if ('startNotifications' in characteristic) return subscribeWeb(characteristic, port);
  if ('monitor' in characteristic) return subscribePlx(characteristic, port);
  return subscribeNoble(characteristic, port);
}

/** Runs all steps, even after one that fails: libraries refuse some of them once the sensor is lost. */
function unsubscribeBy(...steps: readonly (() => unknown)[]): Unsubscribe {
  return async () => {
    for (const step of steps) {
      try {
        await step();
      } catch {}
    }
  };
}

async function subscribeWeb(
  characteristic: WebCharacteristic,
  port: SubscriptionPort,
): Promise<Unsubscribe> {
  const { device } = characteristic.service;
  const changed = () => {
    if (characteristic.value) port.bytes(characteristic.value);
  };
  const lost = () => port.lost();
  const detach = () => {
    characteristic.removeEventListener('characteristicvaluechanged', changed);
    device.removeEventListener('gattserverdisconnected', lost);
  };
  characteristic.addEventListener('characteristicvaluechanged', changed);
  device.addEventListener('gattserverdisconnected', lost);
  await characteristic.startNotifications().catch((error) => {
    detach();
    throw error;
  });
  return unsubscribeBy(detach, () => {
    if (device.gatt?.connected) return characteristic.stopNotifications();
  });
}

async function subscribeNoble(
  characteristic: NobleCharacteristic,
  port: SubscriptionPort,
): Promise<Unsubscribe> {
  const data = (bytes: Uint8Array) => port.bytes(bytes);
  characteristic.on('data', data);
  await characteristic.subscribeAsync().catch((error) => {
    characteristic.removeListener('data', data);
    throw error;
  });
  return unsubscribeBy(
    () => characteristic.removeListener('data', data),
    () => characteristic.unsubscribeAsync(),
  );
}

async function subscribePlx(
  characteristic: PlxCharacteristic,
  port: SubscriptionPort,
): Promise<Unsubscribe> {
  const subscription = characteristic.monitor((error, changed) => {
    if (error) port.lost(error);
    else if (changed?.value) port.bytes(bytesFrom(changed.value) ?? new Uint8Array(0));
  });
  return unsubscribeBy(() => subscription.remove());
}
