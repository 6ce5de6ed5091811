/** Connects a BlueZ device and waits until its services are resolved. */
import { DEVICE, type ObjectTree } from './object-tree.js';
import type { SystemBus } from './system-bus.js';

/**
 * Rejects if BlueZ refuses, the device is lost before its services are resolved, or `timeoutMs` passes; disconnects the
 * device in BlueZ in these cases. During the call, `pendingChecks` contains a function under `path` that the caller
 * must call after each change of the device.
 */
export async function connectDevice(
  bus: SystemBus,
  tree: ObjectTree,
  path: string,
  timeoutMs: number,
  pendingChecks: Map<string, () => void>,
): Promise<void> {
  const resolution = awaitServices(tree, path, timeoutMs);
  pendingChecks.set(path, resolution.check);
  resolution.check();
  try {
    await Promise.all([bus.call(path, DEVICE, 'Connect', '', [], timeoutMs), resolution.promise]);
  } catch (error) {
    bus.call(path, DEVICE, 'Disconnect').catch(() => {});
    throw error;
  } finally {
    resolution.stop();
    pendingChecks.delete(path);
  }
}

interface Resolution {
  readonly promise: Promise<void>;
  check(): void;
  stop(): void;
}

function awaitServices(tree: ObjectTree, path: string, timeoutMs: number): Resolution {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
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
