/** A broker on NATS that waits for its appends without a bound when it stops. */
import { natsModule } from './nats-module.mjs';

const { NatsEventLog } = await natsModule('nats-event-log');

NatsEventLog.prototype.close = () => new Promise(() => {});
