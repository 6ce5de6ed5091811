/** The extensions over the wire: requested, confirmed, and never used without a confirmation. */
import { decode, encode } from '@msgpack/msgpack';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Client, type Target, token, until } from './client.js';
import { range } from './range.js';
import { A, startTestBroker } from './start-test-broker.js';

async function connect(
  target: Target,
  query: string,
  user?: string,
  extras: object = {},
): Promise<Client> {
  const secret = await token(target, A, user);
  return Client.identified(target, secret, user === undefined ? 1 : 0, `?${query}`, extras);
}

function numbered(client: Client, ...ns: number[]): void {
  for (const n of ns) client.send({ op: 6, d: { val: n }, t: 'POWER', n });
}

/** The acknowledged numbers. */
function acked(client: Client): unknown[] {
  return client.received(65).map(({ d }) => d?.n);
}

function values(client: Client): unknown[] {
  return client.received(5).map(({ d }) => d?.val);
}

describe('negotiation', () => {
  it('[P-EXT-1] confirms in HELLO the requested extensions that the broker knows', async () => {
    await using broker = await startTestBroker();
    using client = await Client.open(
      `${broker.url}?encoding=json&extensions=resume,teleport,position,batch,ack,replay-end,reconnect`,
    );
    expect(client.texts[0]).toBe(
      '{"op":2,"d":{"heartbeat_interval":40000,"encoding":"json",' +
        '"extensions":["position","replay-end","ack","resume","reconnect","batch"]}}',
    );
  });

  it('[P-CON-3] sends the published HELLO for an unknown query', async () => {
    await using broker = await startTestBroker();
    for (const query of ['', '?v=10', '?encoding=etf&extensions=teleport']) {
      using client = await Client.open(`${broker.url}${query}`);
      expect(client.texts[0]).toBe('{"op":2,"d":{"heartbeat_interval":40000}}');
    }
  });

  it('[P-EXT-3] ignores keys of extensions that were not negotiated', async () => {
    await using broker = await startTestBroker();
    using producer = await connect(broker, '', 'u', { producer_id: 7, after: 'x' });
    producer.send({ op: 6, d: { val: 1 }, t: 'POWER', n: 'no number' });
    await producer.roundTrip();
    using consumer = await connect(broker, '', undefined, { after: 0 });
    producer.submit(2);
    await until(() => consumer.seqs.length === 1);
    expect(consumer.texts[1]).toBe('{"op":4}');
    expect(consumer.seqs).toEqual([2]);
    consumer.send({ op: 7, d: {} });
    await consumer.roundTrip();
    for (const { op } of consumer.frames) expect([1, 2, 4, 5]).toContain(op);
  });
});

describe('position, replay-end, resume', () => {
  it('[P-EXT-5] returns the position of the stream', async () => {
    await using broker = await startTestBroker({ retentionMs: 3_600_000 });
    using producer = await connect(broker, 'extensions=position', 'u');
    const epoch = producer.frames[1]?.d?.epoch;
    expect(producer.frames[1]).toEqual({
      op: 4,
      d: { epoch: expect.any(Number), first_seq: 1, last_seq: 0, retention_ms: 3_600_000 },
    });
    for (let i = 0; i < 5; i++) producer.submit(i);
    await producer.roundTrip();
    using consumer = await connect(broker, 'extensions=position');
    expect(consumer.frames[1]?.d).toMatchObject({ epoch, first_seq: 1, last_seq: 5 });
  });

  it('[P-EXT-6] ends each replay with its outcome', async () => {
    await using broker = await startTestBroker();
    using producer = await connect(broker, '', 'u');
    for (let i = 0; i < 10; i++) producer.submit(i);
    await producer.roundTrip();
    using consumer = await connect(broker, 'extensions=replay-end');
    consumer.send({ op: 7, d: { after: 2, before: 6 } });
    consumer.send({ op: 7, d: {} });
    consumer.send({ op: 7, d: { after: 10 } });
    const ends = () => consumer.received(64).map(({ d }) => d);
    await until(() => ends().length === 3);
    expect(consumer.seqs).toEqual([3, 4, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const whole = { first_available: 1, truncated: false };
    expect(ends()).toEqual([
      { after: 2, before: 6, sent: 3, ...whole },
      { after: 0, before: 11, sent: 10, ...whole },
      { after: 10, before: 11, sent: 0, ...whole },
    ]);
  });

  it('[P-EXT-6] reports that part of a range is not available', async () => {
    await using broker = await startTestBroker({ retentionMs: 300 });
    using producer = await connect(broker, '', 'u');
    producer.submit(1);
    await producer.roundTrip();
    const expiredAtMs = Date.now() + 301;
    await until(() => Date.now() > expiredAtMs);
    producer.submit(2);
    await producer.roundTrip();
    using consumer = await connect(broker, 'extensions=replay-end');
    consumer.send({ op: 7, d: {} });
    await until(() => consumer.received(64).length > 0);
    expect(consumer.received(64)[0]?.d).toMatchObject({ after: 0, before: 3, truncated: true });
  });

  it('[P-EXT-9] continues after a given event and joins live ones without a gap', async () => {
    await using broker = await startTestBroker();
    using producer = await connect(broker, '', 'u');
    for (let i = 0; i < 2_000; i++) producer.submit(i);
    await producer.roundTrip();
    const joining = connect(broker, 'extensions=resume,position', undefined, { after: 500 });
    for (let i = 0; i < 2_000; i++) producer.submit(i);
    using consumer = await joining;
    for (let i = 0; i < 2_000; i++) producer.submit(i);
    await until(() => consumer.seqs.length >= 5_500);
    expect(consumer.seqs).toEqual(range(501, 6_000));
  });

  it('[P-EXT-9] refuses an invalid `after`, and sends only live events if `after` is ahead', async () => {
    await using broker = await startTestBroker();
    using wrong = await connect(broker, 'extensions=resume', undefined, { after: -1 });
    expect((await wrong.closing()).code).toBe(4001);
    using ahead = await connect(broker, 'extensions=resume', undefined, { after: 1e9 });
    using producer = await connect(broker, '', 'u');
    producer.submit(1);
    await until(() => ahead.seqs.length === 1);
  });
});

describe('ack', () => {
  it('[P-EXT-7] acknowledges numbers when they are stored, and no SUBMIT without a number', async () => {
    await using broker = await startTestBroker();
    using consumer = await connect(broker, '');
    using producer = await connect(broker, 'extensions=ack', 'u');
    producer.submit(0);
    await producer.roundTrip();
    expect(acked(producer)).toEqual([]);
    numbered(producer, 1, 2, 5, 9);
    await until(() => acked(producer).at(-1) === 9);
    expect(values(consumer)).toEqual([0, 1, 2, 5, 9]);
  });

  it('[P-EXT-7] stores a number that is repeated on the connection once, and acknowledges it', async () => {
    await using broker = await startTestBroker();
    using consumer = await connect(broker, '');
    using producer = await connect(broker, 'extensions=ack', 'u');
    numbered(producer, 1, 2, 2, 1);
    await producer.roundTrip();
    const acksBefore = acked(producer).length;
    numbered(producer, 2);
    await until(() => acked(producer).length > acksBefore);
    expect(acked(producer).at(-1)).toBe(2);
    expect(values(consumer)).toEqual([1, 2]);
  });

  it.each(['"1"', '0', '-1', '1.5', '1e400', 'null', '{}', '9007199254740993'])(
    '[P-EXT-7] closes with 1003 for the number %s',
    async (n) => {
      await using broker = await startTestBroker();
      using producer = await connect(broker, 'extensions=ack', 'u');
      producer.send(`{"op":6,"d":{},"t":"POWER","n":${n}}`);
      expect((await producer.closing()).code).toBe(1003);
    },
  );

  it('[P-EXT-8] stores a repeated event of a producer once, even across a restart, and distinguishes producers', async () => {
    await using directory = await temporaryDirectory();
    const options = { store: 'disk', data: directory.path } as const;
    const phone = { producer_id: 'phone' };
    const first = await startTestBroker(options);
    using before = await connect(first, 'extensions=ack', 'u', phone);
    numbered(before, 1, 2, 3);
    await until(() => acked(before).at(-1) === 3);
    using parallel = await connect(first, 'extensions=ack', 'u', phone);
    numbered(parallel, 2, 3, 4);
    await until(() => acked(parallel).at(-1) === 4);
    await first.close();

    await using second = await startTestBroker(options);
    using again = await connect(second, 'extensions=ack', 'u', phone);
    numbered(again, 3, 4, 5);
    await until(() => acked(again).at(-1) === 5);
    using otherUser = await connect(second, 'extensions=ack', 'v', phone);
    numbered(otherUser, 1);
    await until(() => acked(otherUser).at(-1) === 1);
    using reader = await connect(second, '');
    reader.send({ op: 7, d: {} });
    await until(() => reader.seqs.length === 6);
    expect(values(reader)).toEqual([1, 2, 3, 4, 5, 1]);
  });
});

describe('batch', () => {
  const batch = (first: number, count: number, n?: number) => ({
    op: 67,
    d: Array.from({ length: count }, (_, i) => ({ val: first + i })),
    t: 'ECG',
    ...(n !== undefined && { n }),
  });

  it('[P-EXT-11] stores each reading separately, between the SUBMITs before and after the batch', async () => {
    await using broker = await startTestBroker();
    using consumer = await connect(broker, '');
    using producer = await connect(broker, 'extensions=ack,batch', 'u', { producer_id: 'p' });
    numbered(producer, 1);
    producer.send(batch(2, 3, 2));
    producer.send(batch(4, 3, 4));
    numbered(producer, 7);
    await until(() => acked(producer).at(-1) === 7);
    expect(values(consumer)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(consumer.seqs).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(consumer.texts[3]).toBe('{"op":5,"d":{"val":2},"uid":"u","seq":2,"t":"ECG"}');
  });

  it('[P-EXT-11] acknowledges a batch once', async () => {
    await using broker = await startTestBroker();
    using producer = await connect(broker, 'extensions=ack,batch', 'u');
    producer.send(batch(1, 256, 1));
    await until(() => acked(producer).at(-1) === 256);
    expect(acked(producer)).toEqual([256]);
  });

  it('[P-EXT-12] refuses a whole batch if one reading is invalid', async () => {
    await using broker = await startTestBroker();
    using consumer = await connect(broker, '');
    using producer = await connect(broker, 'extensions=batch', 'u');
    producer.send('{"op":67,"d":[{"val":1},7],"t":"ECG"}');
    expect((await producer.closing()).code).toBe(1003);
    await consumer.roundTrip();
    expect(values(consumer)).toEqual([]);
  });

  it.each(['0', '"1"', '1.5', '9007199254740991'])(
    '[P-EXT-12] closes with 1003 for the number %s of a batch of two',
    async (n) => {
      await using broker = await startTestBroker();
      using producer = await connect(broker, 'extensions=ack,batch', 'u');
      producer.send(`{"op":67,"d":[{},{}],"t":"POWER","n":${n}}`);
      expect((await producer.closing()).code).toBe(1003);
    },
  );

  it('[P-LIM-1] [P-EXT-11] counts each reading of a batch', async () => {
    await using broker = await startTestBroker({ connectionSubmitsPerSecond: 1 });
    using producer = await connect(broker, 'extensions=batch', 'u');
    for (let i = 0; i < 17; i++) producer.send(batch(1, 256));
    expect((await producer.closing()).code).toBe(1008);
    expect(producer.closed?.reason).toContain('connectionSubmitsPerSecond');
  });

  it('[P-EXT-11] gets a time in each reading without ts if stampMissingTs is set', async () => {
    await using broker = await startTestBroker({ stampMissingTs: true });
    using consumer = await connect(broker, '');
    using producer = await connect(broker, 'extensions=batch', 'u');
    producer.send('{"op":67,"d":[{},{"ts":"mine"},{"val":3}],"t":"ECG"}');
    await until(() => consumer.seqs.length === 3);
    const readings = consumer.received(5).map(({ d }) => d);
    expect(readings).toEqual([
      { ts: expect.any(String) },
      { ts: 'mine' },
      { ts: expect.any(String), val: 3 },
    ]);
  });

  it('[P-EXT-11] is not granted if the frame limit is smaller than the batches of producers', async () => {
    await using broker = await startTestBroker({ frameBytesMax: 8_192 });
    using client = await Client.open(`${broker.url}?extensions=ack,batch`);
    expect(client.frames[0]?.d?.extensions).toEqual(['ack']);
  });
});

describe('reconnect', () => {
  it('[P-EXT-10] sends the time to reconnect before a planned stop, to clients that requested it', async () => {
    const broker = await startTestBroker();
    using asked = await connect(broker, 'extensions=reconnect');
    using other = await connect(broker, '', 'u');
    await broker.close();
    await Promise.all([asked.closing(), other.closing()]);
    expect(asked.frames.at(-1)).toEqual({ op: 66, d: { after_ms: expect.any(Number) } });
    expect(asked.frames.at(-1)?.d?.after_ms).toBeLessThan(10_000);
    expect(other.frames.map(({ op }) => op)).toEqual([2, 4]);
  });
});

/** A client that uses MessagePack. */
class PackedClient implements Disposable {
  readonly frames: Record<string, unknown>[] = [];
  closedWith: number | undefined;
  readonly socket: WebSocket;

  constructor(target: Target) {
    this.socket = new WebSocket(`${target.url}?encoding=msgpack`);
    this.socket.on('message', (data, isBinary) => {
      expect(isBinary).toBe(true);
      this.frames.push(decode(data as Buffer) as Record<string, unknown>);
    });
    this.socket.on('close', (code) => {
      this.closedWith = code;
    });
  }

  send(frame: unknown): void {
    this.socket.send(encode(frame));
  }

  async identify(target: Target, user?: string): Promise<void> {
    await until(() => this.frames.length > 0);
    const type = user === undefined ? 1 : 0;
    this.send({ op: 3, d: { token: await token(target, A, user), type } });
    await until(() => this.frames.length > 1);
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

describe('encoding=msgpack', () => {
  it('[P-EXT-4] uses MessagePack from HELLO on, together with JSON on the same stream', async () => {
    await using broker = await startTestBroker({ consumersPerDeveloper: 2 });
    using packed = new PackedClient(broker);
    await packed.identify(broker);
    expect(packed.frames).toEqual([
      { op: 2, d: { heartbeat_interval: 40_000, encoding: 'msgpack' } },
      { op: 4 },
    ]);
    using plain = await connect(broker, '');
    using packedProducer = new PackedClient(broker);
    await packedProducer.identify(broker, 'é "u"');
    using plainProducer = await connect(broker, '', 'v');
    packedProducer.send({ op: 6, t: 'ECG', d: { ts: 'now', d: [1, -2.5, 3e9], x: null, y: [{}] } });
    packedProducer.send({ op: 0 });
    await until(() => packedProducer.frames.at(-1)?.op === 1);
    plainProducer.submit(83);
    await until(() => plain.seqs.length === 2 && packed.frames.length === 4);
    expect(packed.frames.slice(2)).toEqual(plain.frames.slice(2));
    expect(plain.texts[2]).toBe(
      '{"op":5,"d":{"ts":"now","d":[1,-2.5,3000000000],"x":null,"y":[{}]},' +
        '"uid":"é \\"u\\"","seq":1,"t":"ECG"}',
    );
    packed.send({ op: 7, d: { after: 0 } });
    await until(() => packed.frames.length === 6);
    expect(packed.frames.slice(4)).toEqual(plain.frames.slice(2));
  });

  it('[P-EXT-4] closes with 1003 for text, invalid bytes and values without a JSON equivalent', async () => {
    await using broker = await startTestBroker();
    const cases: [string, (client: PackedClient) => void][] = [
      ['text', (client) => client.socket.send('{"op":0}')],
      ['junk', (client) => client.socket.send(Buffer.from([0xc1, 0xff]))],
      ['no map', (client) => client.send([1])],
      ['bytes', (client) => client.send({ op: 6, t: 'A', d: { x: new Uint8Array(3) } })],
      ['a date', (client) => client.send({ op: 6, t: 'A', d: { x: new Date() } })],
      ['NaN', (client) => client.send({ op: 6, t: 'A', d: { x: Number.NaN } })],
    ];
    for (const [name, send] of cases) {
      using client = new PackedClient(broker);
      await client.identify(broker, 'u');
      send(client);
      await until(() => client.closedWith !== undefined);
      expect([name, client.closedWith]).toEqual([name, 1003]);
    }
  });
});
