/** The protocol as an AsyncAPI 3 document, of the frames' schemas. */

/** From the broker's side, as AsyncAPI's `action` wants it. */
const OPERATIONS = [
  {
    name: 'receiveFromProducer',
    action: 'receive',
    summary:
      'What a producer may send: the readings of one user. SUBMIT_BATCH only with its extension.',
    frames: ['Heartbeat', 'Identify', 'Submit', 'SubmitBatch', 'Status'],
  },
  {
    name: 'receiveFromConsumer',
    action: 'receive',
    summary: 'What a consumer may send.',
    frames: ['Heartbeat', 'Identify', 'Replay'],
  },
  {
    name: 'sendToProducer',
    action: 'send',
    summary: 'What a producer is sent. ACK, RECONNECT and REJOIN only with their extensions.',
    frames: ['Hello', 'HeartbeatAck', 'Ready', 'Ack', 'Reconnect', 'Rejoin'],
  },
  {
    name: 'sendToConsumer',
    action: 'send',
    summary:
      'What a consumer is sent. REPLAY_END, RECONNECT and REJOIN only with their extensions.',
    frames: ['Hello', 'HeartbeatAck', 'Ready', 'Dispatch', 'ReplayEnd', 'Reconnect', 'Rejoin'],
  },
];

/** `frames`: `{ name, description, schema }` each; names end with `Frame`. Throws for one that no operation has. */
export function asyncApiOf(frames, { extensions, encodings }) {
  const used = new Set(OPERATIONS.flatMap((operation) => operation.frames));
  const unused = frames.find(({ name }) => !used.has(name.replace(/Frame$/, '')));
  if (unused) throw new Error(`${unused.name} is in no operation: see OPERATIONS`);
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
        'Live readings of wearables: the Terra Streaming Protocol as wearwire speaks it, with its extensions. The rules are in docs/protocol.md.',
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
        description: 'One WebSocket for each producer or consumer; a text message is a frame.',
        bindings: {
          ws: {
            query: {
              type: 'object',
              properties: {
                encoding: {
                  ...strings(encodings),
                  description: 'encoding of the frames that is asked for',
                },
                extensions: {
                  type: 'string',
                  description: `extensions that are asked for, with commas between: ${extensions.join(', ')}`,
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

/** `HeartbeatAck` as `HEARTBEAT_ACK`. */
function upperCase(name) {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}
