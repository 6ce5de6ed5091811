/** Selects the radios of a gateway by the flags --no-ble and --no-ant. */
import { type FindSticks, type OpenRadio, openRadio, usbSticks } from '@wearwire/gateway';
import { UsageError } from '../command-line/errors.js';

export interface Receivers {
  readonly openRadio: OpenRadio | undefined;
  readonly findSticks: FindSticks | undefined;
}

export function receiversFor(options: {
  readonly noBle: boolean;
  readonly noAnt: boolean;
}): Receivers {
  if (options.noBle && options.noAnt)
    throw new UsageError('--no-ble and --no-ant together disable all radios');
  return {
    openRadio: options.noBle ? undefined : openRadio,
    findSticks: options.noAnt ? undefined : usbSticks(),
  };
}
