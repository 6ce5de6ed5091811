/**
 * Checks whether this computer can receive sensors: bus, adapters, permissions and sticks, with one result for each.
 */
import { setTimeout } from 'node:timers/promises';
import type { FindSticks } from '../ant/ant-stick.js';
import { AntReceiver } from '../ant/receiver.js';
import { messageOf, RadioError, StickError } from '../errors.js';
import { GATEWAY_LIMITS } from '../limits.js';
import { plural } from '../plural.js';
import type { AdapterState, OpenRadio } from '../radio/radio.js';

/** One result of `wearwire doctor --sensors`. */
export interface SensorCheck {
  /** Stable between versions, for scripts. */
  readonly name: string;
  readonly verdict: 'ok' | 'warn' | 'fail';
  /** The result in words. */
  readonly seen: string;
  /** What to do; set for `warn` and `fail`. */
  readonly remedy?: string;
}

/** Default duration of the Bluetooth scan. */
const SCAN_MS = 3_000;

/** Opens the radio and each stick as the gateway does, scans for `scanMs`, and closes them again. */
export async function checkSensors(
  openRadio: OpenRadio,
  findSticks: FindSticks,
  scanMs = SCAN_MS,
): Promise<SensorCheck[]> {
  const [ofRadio, ofSticks] = await Promise.all([
    checkRadio(openRadio, scanMs),
    checkSticks(findSticks),
  ]);
  return [...ofRadio, ...ofSticks];
}

async function checkRadio(openRadio: OpenRadio, scanMs: number): Promise<SensorCheck[]> {
  let adapters: readonly AdapterState[] = [];
  const heard = new Set<string>();
  const notices: string[] = [];
  try {
    const events = {
      heard: ({ id }: { readonly id: string }) => void heard.add(id),
      adapters: (states: readonly AdapterState[]) => {
        adapters = states;
      },
      notice: (message: string) => void notices.push(message),
    };
    const radio = await openRadio(events, GATEWAY_LIMITS);
    await setTimeout(scanMs);
    await radio.close();
  } catch (error) {
    return [failed('bluetooth', error)];
  }
  const seen = `the Bluetooth service responds; ${plural(heard.size, 'device')} in range`;
  const noDevice = {
    verdict: 'warn',
    remedy: 'wake a sensor: most advertise only while they are worn or moved',
  } as const;
  const bluetooth = { name: 'bluetooth', seen, ...(heard.size > 0 ? OK : noDevice) };
  return [bluetooth, ...adapters.map(adapterCheck), ...notices.map(noticeCheck)];
}

const OK = { verdict: 'ok' } as const;

function adapterCheck({ id, isOn }: AdapterState): SensorCheck {
  const name = `adapter-${id}`;
  if (isOn) return { name, seen: 'is on', ...OK };
  const remedy = 'run "bluetoothctl power on"; if that fails, run "rfkill unblock bluetooth"';
  return { name, verdict: 'fail', seen: 'is off', remedy };
}

function noticeCheck(seen: string): SensorCheck {
  return { name: 'bluetooth', verdict: 'warn', seen, remedy: 'see "journalctl -u bluetooth"' };
}

async function checkSticks(findSticks: FindSticks): Promise<SensorCheck[]> {
  try {
    const sticks = await findSticks();
    if (sticks.length === 0)
      return [{ name: 'ant-stick', seen: 'no ANT+ stick is plugged in', ...OK }];
    const checks: SensorCheck[] = [];
    for (const stick of sticks) {
      try {
        const receiver = await AntReceiver.start(await stick.open(), () => {});
        await receiver.close();
        checks.push({ name: 'ant-stick', seen: `${stick.name} is receiving`, ...OK });
      } catch (error) {
        checks.push(failed('ant-stick', error));
      }
    }
    return checks;
  } catch (error) {
    return [failed('ant-stick', error)];
  }
}

function failed(name: string, error: unknown): SensorCheck {
  const isOurs = error instanceof RadioError || error instanceof StickError;
  const seen = isOurs ? error.problem : messageOf(error);
  const remedy = isOurs ? error.remedy : 'run "wearwire devices --debug" for the stack trace';
  return { name, verdict: 'fail', seen, remedy };
}
