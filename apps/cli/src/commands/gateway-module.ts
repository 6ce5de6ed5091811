/** The gateway's radios, by the flags that leave one of them out. */
import { type FindSticks, type OpenRadio, openRadio, usbSticks } from '@wearwire/gateway';
import { UsageError } from '../line/errors.js';

export interface Receivers {
  readonly openRadio: OpenRadio | undefined;
  readonly findSticks: FindSticks | undefined;
}

export function receiversFor(options: {
  readonly noBle: boolean;
  readonly noAnt: boolean;
}): Receivers {
  if (options.noBle && options.noAnt)
    throw new UsageError('--no-ble and --no-ant leave nothing to receive');
  return {
    openRadio: options.noBle ? undefined : openRadio,
    findSticks: options.noAnt ? undefined : usbSticks(),
  };
}
