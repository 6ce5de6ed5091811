/** Starts the requested streams of a Polar device through its control point. */
import {
  encodePolarCommand,
  isPolarResponseTo,
  type PolarCommand,
  type PolarControlPoint,
  type PolarControlPointResponse,
  startPolarStreams,
} from '@wearwire/ble-parsers';
import { SensorUnreachableError } from '../errors.js';
import { withTimeout } from '../with-timeout.js';
import type { StartContext } from './start-context.js';

const CONTROL_POINT = 'FB005C8102E7F3871CAD8ACD2D8DF0C8';

export async function startPolar(context: StartContext): Promise<void> {
  const features = context.valuesAtConnect.get(CONTROL_POINT)?.value as
    | PolarControlPoint
    | undefined;
  const send = (command: PolarCommand) => sendCommand(context, command);
  const refusals = await startPolarStreams(features, context.polarStreams, send);
  if (refusals.length === 0) return;
  const refused = refusals.map(({ stream, status }) => `${stream} with status ${status}`);
  throw new SensorUnreachableError(`the device refused ${refused.join(', ')}`);
}

/** Writes a command and waits for its response. */
async function sendCommand(
  context: StartContext,
  command: PolarCommand,
): Promise<PolarControlPointResponse> {
  const { link, sensor, characteristic, packetListeners, timeoutMs } = context;
  let listener: Parameters<typeof packetListeners.add>[0] = () => {};
  const response = new Promise<PolarControlPointResponse>((resolve) => {
    listener = (uuid, { value }) => {
      if (uuid === CONTROL_POINT && isPolarResponseTo(command, value)) resolve(value);
    };
  });
  packetListeners.add(listener);
  try {
    const bytes = encodePolarCommand(command);
    sensor.recordCommand(CONTROL_POINT, bytes);
    await link.write(characteristic, bytes);
    return await withTimeout(response, timeoutMs);
  } finally {
    packetListeners.delete(listener);
  }
}
