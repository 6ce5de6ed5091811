/** Every target: wearwire first, then the controls, then the peers. To add one, add a file here and a row. */
import type { Target } from '../target.js';
import { mosquitto } from './mosquitto/target.js';
import { natsCore } from './nats/core-target.js';
import { jetStream } from './nats/jetstream-target.js';
import { natsPublishes } from './nats/publishes-target.js';
import { redisStreams } from './redis-streams/target.js';
import { relayByTurnTarget, relayTarget } from './relay/relay.js';
import { socketIo } from './socket-io/target.js';
import { wearwireTarget } from './wearwire.js';
import { wearwireNats } from './wearwire-nats.js';
import { wsBroker } from './ws-broker/target.js';

/** `program`: path of wearwire.js, which starts the wearwire broker. */
export function createTargets(program: string): readonly Target[] {
  return [
    wearwireTarget(program, 'disk'),
    wearwireTarget(program, 'process'),
    wearwireTarget(program, 'memory'),
    wearwireTarget(program, 'ws'),
    wearwireNats(program, 1),
    wearwireNats(program, 3),
    relayTarget,
    relayByTurnTarget,
    natsPublishes(1),
    natsPublishes(3),
    jetStream(false),
    jetStream(true),
    redisStreams('everysec'),
    redisStreams('always'),
    natsCore,
    mosquitto(0),
    mosquitto(1),
    socketIo,
    wsBroker,
  ];
}
