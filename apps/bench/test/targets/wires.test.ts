/**
 * Tests the wire of each target with vectors: messages to read, whole and split at every byte, and messages to write.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clientFrame, type WebSocketOpcode } from '../../src/framing.js';
import * as mosquitto from '../../src/targets/mosquitto/wire.js';
import * as natsCore from '../../src/targets/nats/core-wire.js';
import * as jetStream from '../../src/targets/nats/jetstream-wire.js';
import * as publishes from '../../src/targets/nats/publishes-wire.js';
import * as socketIo from '../../src/targets/socket-io/wire.js';
import type { ClientIdentity, Sink, Wire, WireModule } from '../../src/wire.js';

interface Vectors {
  readonly settings: unknown;
  readonly encoding: 'utf8' | 'hex';
  /** Opcode of the frames that the wire sends. */
  readonly opcode: WebSocketOpcode;
  /** `false` if the transport always delivers whole messages, so that none is split. */
  readonly isSplit?: boolean;
  readonly hears: readonly ({ readonly title: string; readonly bytes: string } & Partial<Heard>)[];
  readonly refuses: readonly { title: string; bytes: string; error: string }[];
  readonly says: readonly {
    title: string;
    identity: ClientIdentity;
    payload: string;
    message: string;
  }[];
}

interface Heard {
  readonly events: { payload: string; seq: number }[];
  readonly replies: string[];
  readonly stored: number;
}

const WIRES: Readonly<Record<string, WireModule>> = {
  'nats-core': natsCore,
  'nats-jetstream': jetStream,
  'nats-publishes': publishes,
  mosquitto,
  'socket-io': socketIo,
};

for (const [name, { createWire }] of Object.entries(WIRES)) {
  const file = new URL(`../vectors/${name}.json`, import.meta.url);
  for (const vectors of JSON.parse(readFileSync(file, 'utf8')) as Vectors[]) {
    const { settings, encoding, opcode, isSplit = true } = vectors;
    describe(`${name} ${JSON.stringify(settings)}`, () => {
      test.each(vectors.hears)('reads: $title', ({ bytes, events, replies, stored }) => {
        const said = Buffer.from(bytes, encoding);
        const expected = { events: events ?? [], replies: replies ?? [], stored: stored ?? 0 };
        expect(hear(createWire(settings), [said], encoding)).toEqual(expected);
        if (!isSplit) return;
        for (let at = 1; at < said.length; at++) {
          const halves = [said.subarray(0, at), said.subarray(at)];
          expect(hear(createWire(settings), halves, encoding), `split at ${at}`).toEqual(expected);
        }
        const single = Array.from(said, (byte) => Buffer.from([byte]));
        expect(hear(createWire(settings), single, encoding)).toEqual(expected);
      });

      test.each(vectors.refuses)('fails at: $title', ({ bytes, error }) => {
        expect(() => hear(createWire(settings), [Buffer.from(bytes, encoding)], encoding)).toThrow(
          error,
        );
      });

      test.each(vectors.says)('writes: $title', ({ identity, payload, message }) => {
        const frame = createWire(settings).prepare(identity, Buffer.from(payload));
        expect(frame.bytes.toString('hex')).toBe(
          clientFrame(opcode, Buffer.from(message, encoding)).toString('hex'),
        );
        const { bytes, payloadAt } = frame;
        expect(bytes.toString('utf8', payloadAt, payloadAt + payload.length)).toBe(payload);
      });
    });
  }
}

/** Passes chunks to the wire as the connection does: prepends the unread bytes of the previous chunk. */
function hear(wire: Wire, chunks: readonly Buffer[], encoding: 'utf8' | 'hex'): Heard {
  const heard: Heard & { stored: number } = { events: [], replies: [], stored: 0 };
  const sink: Sink = {
    event(bytes, at, length, seq) {
      heard.events.push({ payload: bytes.toString('utf8', at, at + length), seq });
    },
    reply: (message) => heard.replies.push(Buffer.from(message).toString(encoding)),
    heartbeatAnswered: () => expect.unreachable(),
    eventStored: () => {
      heard.stored += 1;
    },
  };
  let left: Buffer = Buffer.alloc(0);
  for (const chunk of chunks) {
    // Surround the chunk with other bytes: a wire must read only from `from` to `to`.
    const around = Buffer.concat([Buffer.from('\r\n2'), left, chunk, Buffer.from('\r\nMSG 0')]);
    const from = 3;
    const to = from + left.length + chunk.length;
    left = Buffer.from(around.subarray(wire.read(around, from, to, sink), to));
  }
  expect(left.length).toBe(0);
  return heard;
}
