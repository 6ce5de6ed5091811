/** Connects a BlueZ device and waits until its services are known. */
import { DEVICE, type ObjectTree } from './object-tree.js';
import type { SystemBus } from './system-bus.js';

/**
 * Rejects if BlueZ refuses, the device is lost before its services are known, or `timeoutMs` passes, and then
 * disconnects the device in BlueZ. While this runs, `waiting` contains a function under `path` that the
 * caller must call after each change of the device.
 */
export async function connectDevice(
  bus: SystemBus,
  tree: ObjectTree,
  path: string,
  timeoutMs: number,
  waiting: Map<string, () => void>,
): Promise<void> {
  const resolved = servicesOf(tree, path, timeoutMs);
  waiting.set(path, resolved.check);
  resolved.check();
  try {
    await Promise.all([bus.call(path, DEVICE, 'Connect', '', [], timeoutMs), resolved.promise]);
  } catch (error) {
    bus.call(path, DEVICE, 'Disconnect').catch(() => {});
    throw error;
  } finally {
    resolved.stop();
    waiting.delete(path);
  }
}

interface Resolving {
  readonly promise: Promise<void>;
  check(): void;
  stop(): void;
}

function servicesOf(tree: ObjectTree, path: string, timeoutMs: number): Resolving {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  const timer = setTimeout(() => reject(new Error('service discovery timed out')), timeoutMs);
  let wasConnected = false;
  const check = () => {
    const device = tree.get(path, DEVICE);
    const isConnected = device?.Connected === true;
    if (isConnected && device.ServicesResolved === true) resolve();
    if (device === undefined) reject(new Error('the sensor is out of range'));
    if (wasConnected && !isConnected) reject(new Error('the sensor disconnected'));
    wasConnected ||= isConnected;
  };
  return { promise, check, stop: () => clearTimeout(timer) };
}
