/** A broker on NATS that waits forever for its appends when it stops. */
import { natsModule } from './nats-module.mjs';

const { NatsEventLog } = await natsModule('nats-event-log');

NatsEventLog.prototype.close = () => new Promise(() => {});
