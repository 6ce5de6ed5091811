import { ClientError } from '@wearwire/client-core';

/**
 * `sensor-lost`: the link to it is gone; `sensor-refused`: it could not be found or subscribed to;
 * `payload-invalid`: a packet could not be decoded and was passed over; `sensor-unknown`: no decoder knows
 * its id. No text here holds a byte of a packet.
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
