export { type NatsMessage, NatsProxy } from './nats-proxy.js';
export { NatsServers, natsServer } from './nats-servers.js';
