/** Sends random frames from connections of every role, in both encodings, while a bystander is checked. */
import { Opcode } from '@wearwire/protocol';
import { RawClient } from '../client/raw-client.js';
import { WireConnection, wireFrame } from '../client/wire.js';
import type { FaultRow, RowContext } from '../row.js';
import { fuzzFrame } from './fuzz-frames.js';
import { type Attack, underAttack } from './under-attack.js';

const CONNECTIONS = 14;
/** Maximum number of frames per connection; they are sent in batches of `BATCH`. */
const FRAMES_PER_CONNECTION = 200;
const BATCH = 20;

/** Roles of the connections, assigned in turn. */
const ROLES = [
  'producer',
  'consumer',
  'producer',
  'monitor',
  'producer',
  'anonymous',
  'producer',
] as const;

async function run(context: RowContext): Promise<void> {
  await underAttack(context, async (attack) => {
    using _reader = await connectReader(attack, context);
    const lane = async (i: number): Promise<void> => {
      while (!context.isDone() && attack.broker.exit === undefined) {
        await connectAndFuzz(attack, context, i);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => lane(i)));
  });
}

/** A consumer of the attacked stream: every frame must be valid JSON with consecutive numbers. */
async function connectReader({ target }: Attack, { tally }: RowContext): Promise<RawClient> {
  let last: number | undefined;
  return RawClient.identified(target, 'developer', {
    onFrame: (op, text) => {
      if (op !== Opcode.Dispatch) return;
      const { seq, uid } = parse(text) ?? {};
      const isNext = last === undefined || seq === last + 1;
      tally.expect(isNext, 'numbersHaveNoGap', `seq ${seq} after ${last}`);
      tally.expect(
        uid === 'attacker',
        'bystanderIsUnharmed',
        `a malformed frame or a wrong uid: ${text}`,
      );
      last = seq;
      tally.compared++;
    },
  });
}

function parse(text: string): { seq?: number; uid?: string } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function connectAndFuzz(attack: Attack, context: RowContext, i: number): Promise<void> {
  const { random, tally } = context;
  const role = ROLES[i % ROLES.length] as (typeof ROLES)[number];
  const isBinary = role === 'producer' && i % 4 === 0;
  const query = isBinary
    ? '?encoding=msgpack&extensions=ack,batch'
    : '?extensions=ack,batch,replay-end,position';
  const connection = await WireConnection.open(attack.target, query).catch(() => undefined);
  if (connection === undefined) {
    tally.add('handshakes refused');
    return;
  }
  using _ = connection;
  tally.add('connections');
  if (role !== 'anonymous') await connection.write(identify(attack, role, isBinary));
  const isConsumer = role === 'consumer' || role === 'monitor';
  for (let sent = 0; sent < FRAMES_PER_CONNECTION && !connection.isGone; sent += BATCH) {
    const frames = Array.from({ length: BATCH }, () => fuzzFrame(random, isConsumer, isBinary));
    await connection.write(Buffer.concat(frames));
    tally.injected += BATCH;
    if (tally.injected % 1_000_000 < BATCH) context.progress(`${tally.injected} frames`);
    // Let the other connections run, and notice a close by the server.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function identify(attack: Attack, role: (typeof ROLES)[number], isBinary: boolean): Buffer {
  const token = {
    anonymous: '',
    producer: attack.producerToken,
    consumer: attack.consumerToken,
    monitor: attack.monitorToken,
  }[role];
  const type = role === 'producer' ? 0 : 1;
  if (!isBinary) return wireFrame(Buffer.from(JSON.stringify({ op: 3, d: { token, type } })));
  const text = Buffer.from(token);
  const payload = Buffer.concat([
    Buffer.from([0x82, 0xa2, 0x6f, 0x70, 3, 0xa1, 0x64, 0x82, 0xa5]),
    Buffer.from('token'),
    Buffer.of(0xd9, text.length),
    text,
    Buffer.of(0xa4),
    Buffer.from('type'),
    Buffer.of(type),
  ]);
  return wireFrame(payload, { opcode: 2 });
}

export const fuzz: FaultRow = {
  name: 'fuzz',
  title: 'Random frames',
  method:
    'Frames from 14 connections at a time, of every role, in JSON and MessagePack. 199 of 200 are valid but unusual; the others are truncated, corrupted, have a wrong opcode, are not JSON, or are invalid WebSocket frames. A connection that the broker closes is replaced. A consumer reads the attacked stream; a bystander uses another.',
  unit: 'frames',
  invariants: ['brokerStaysUp', 'bystanderIsUnharmed', 'numbersHaveNoGap'],
  injections: { proof: 20_000, short: 100_000, long: 10_000_000 },
  mutations: [
    {
      meaning: 'a broker that exits 2 s after it is ready',
      preload: 'end-soon.mjs',
    },
    {
      meaning: 'a relay that drops every 47th DISPATCH of the bystander',
      tampering: 'drop-dispatch',
    },
  ],
  run,
};
