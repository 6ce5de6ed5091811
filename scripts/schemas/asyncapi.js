/** Generates an AsyncAPI 3 document of the protocol from the schemas of the frames. */

/** Operations from the broker's perspective, as AsyncAPI's `action` requires. */
const OPERATIONS = [
  {
    name: 'receiveFromProducer',
    action: 'receive',
    summary:
      'Frames that a producer may send: the readings of one user. SUBMIT_BATCH only with its extension.',
    frames: ['Heartbeat', 'Identify', 'Submit', 'SubmitBatch', 'Status'],
  },
  {
    name: 'receiveFromConsumer',
    action: 'receive',
    summary: 'Frames that a consumer may send.',
    frames: ['Heartbeat', 'Identify', 'Replay'],
  },
  {
    name: 'sendToProducer',
    action: 'send',
    summary:
      'Frames that a producer receives. ACK, RECONNECT and REJOIN only with their extensions.',
    frames: ['Hello', 'HeartbeatAck', 'Ready', 'Ack', 'Reconnect', 'Rejoin'],
  },
  {
    name: 'sendToConsumer',
    action: 'send',
    summary:
      'Frames that a consumer receives. REPLAY_END, RECONNECT and REJOIN only with their extensions.',
    frames: ['Hello', 'HeartbeatAck', 'Ready', 'Dispatch', 'ReplayEnd', 'Reconnect', 'Rejoin'],
  },
];

/** Names of the frames that clients send, without `Frame`. */
export const CLIENT_FRAMES = new Set(
  OPERATIONS.filter(({ action }) => action === 'receive').flatMap(({ frames }) => frames),
);

/**
 * Returns the document. Its keys have the order of the literal below. `frames` are `{ name, description, schema }`;
 * names end with `Frame`. Throws if a frame belongs to no operation.
 */
export function asyncApiOf(frames, { extensions, encodings }) {
  const used = new Set(OPERATIONS.flatMap((operation) => operation.frames));
  const unused = frames.find(({ name }) => !used.has(name.replace(/Frame$/, '')));
  if (unused) throw new Error(`${unused.name} belongs to no operation; add it to OPERATIONS`);
  const short = (name) => name.replace(/Frame$/, '');
  const ref = (path) => ({ $ref: `#/${path}` });
  const messages = Object.fromEntries(
    frames.map(({ name, description }) => [
      short(name),
      {
        name: upperCase(short(name)),
        summary: description,
        payload: ref(`components/schemas/${name}`),
      },
    ]),
  );
  const strings = (values) => ({ type: 'string', enum: values });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'wearwire',
      version: '1.0.0',
      description:
        'Live readings of wearables: the Terra Streaming Protocol with the extensions of wearwire. The rules are in docs/protocol.md.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    defaultContentType: 'application/json',
    servers: {
      local: {
        host: 'localhost:8080',
        protocol: 'ws',
        description: 'a broker that runs on this machine',
      },
    },
    channels: {
      connect: {
        address: '/connect',
        description: 'One WebSocket per producer or consumer; each text message is one frame.',
        bindings: {
          ws: {
            query: {
              type: 'object',
              properties: {
                encoding: {
                  ...strings(encodings),
                  description: 'requested encoding of the frames',
                },
                extensions: {
                  type: 'string',
                  description: `requested extensions, separated by commas: ${extensions.join(', ')}`,
                },
              },
            },
            bindingVersion: '0.1.0',
          },
        },
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, ref(`components/messages/${name}`)]),
        ),
      },
    },
    operations: Object.fromEntries(
      OPERATIONS.map(({ name, action, summary, frames: names }) => [
        name,
        {
          action,
          channel: ref('channels/connect'),
          summary,
          messages: names.map((one) => ref(`channels/connect/messages/${one}`)),
        },
      ]),
    ),
    components: {
      messages,
      schemas: Object.fromEntries(frames.map(({ name, schema }) => [name, schema])),
    },
  };
}

/** Converts `HeartbeatAck` to `HEARTBEAT_ACK`. */
function upperCase(name) {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}
