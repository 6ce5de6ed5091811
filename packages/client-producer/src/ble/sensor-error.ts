import { ClientError } from '@wearwire/client-core';

/**
 * `sensor-lost`: the connection to the sensor was lost; `sensor-refused`: the sensor could not be found or subscribed
 * to; `payload-invalid`: a packet could not be decoded and was ignored; `sensor-unknown`: there is no decoder for the
 * sensor's id. No message contains bytes of a packet.
 */
export class SensorError extends ClientError {
  constructor(
    code: 'sensor-lost' | 'sensor-refused' | 'payload-invalid' | 'sensor-unknown',
    message: string,
    cause?: unknown,
  ) {
    super(code, message, { retryable: code !== 'sensor-unknown', cause });
  }
}
