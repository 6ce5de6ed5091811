/** Connections that request extensions. A check is skipped if HELLO does not confirm them. */
import { type Encoding, type Extension, queryOf, type Role } from '@wearwire/protocol';
import type { Developer } from '../settings.js';
import { assert, Deviation, formatValue, NotApplicable } from '../verdict.js';
import type { TestClient } from './test-client.js';
import type { OpenOptions, TestContext } from './test-context.js';

export interface Negotiation {
  readonly extensions?: readonly Extension[];
  readonly encoding?: Encoding;
}

export interface NegotiatedIdentifyOptions extends Negotiation {
  readonly developer?: Developer;
  /** User of a producer. Default: a new user. */
  readonly user?: string;
  /** Further members of IDENTIFY's `d`. */
  readonly extras?: object;
}

export interface NegotiatedSession {
  readonly client: TestClient;
  /** READY as received. */
  readonly ready: { readonly op: number; readonly d?: Readonly<Record<string, unknown>> };
}

/** The `d` of HELLO. */
export interface Hello {
  readonly heartbeat_interval?: unknown;
  readonly encoding?: unknown;
  readonly extensions?: unknown;
}

/** Options of a connection that requests this encoding and these extensions. */
export function negotiationOptions({ extensions = [], encoding }: Negotiation): OpenOptions {
  const query = `?${queryOf({ extensions, ...(encoding && { encoding }) })}`;
  return encoding === 'msgpack' ? { query, msgpack: true } : { query };
}

/** Connects and reads HELLO. Throws `NotApplicable` if HELLO does not confirm everything requested. */
export async function openWithExtensions(
  context: TestContext,
  requested: Negotiation,
): Promise<TestClient> {
  const client = await context.connect(negotiationOptions(requested));
  const confirmed = parseHello(await receiveHello(client));
  const { extensions = [], encoding } = requested;
  const list = Array.isArray(confirmed.extensions) ? confirmed.extensions : [];
  const missing: string[] = extensions.filter((name) => !list.includes(name));
  if (encoding !== undefined && confirmed.encoding !== encoding) missing.push(encoding);
  if (missing.length > 0)
    throw new NotApplicable(`the server does not support ${missing.join(', ')}`);
  return client;
}

/** Connects, identifies, and sends heartbeats in the background. */
export async function identifyWithExtensions(
  context: TestContext,
  type: Role,
  options: NegotiatedIdentifyOptions,
): Promise<NegotiatedSession> {
  const { developer, user, extras } = options;
  const isProducer = type === 0;
  const token = await (isProducer
    ? context.producerToken(user, developer)
    : context.consumerToken(developer));
  const client = await openWithExtensions(context, options);
  client.startHeartbeats(context.settings.intervalMs / 4);
  client.send({ op: 3, d: { token, type, ...extras } });
  const text = await client.nextFrame('READY');
  const ready = JSON.parse(text) as NegotiatedSession['ready'];
  assert(ready.op === 4, `${formatValue(text)} instead of READY`);
  return { client, ready };
}

/** Returns the `d` of a HELLO. Throws `Deviation` for any other frame. */
export function parseHello(text: string): Hello {
  const { op, d } = JSON.parse(text) as { op?: unknown; d?: Hello };
  if (op !== 2 || typeof d !== 'object')
    throw new Deviation(`${formatValue(text)} instead of HELLO`);
  return d;
}

/** Reads HELLO. A HELLO in text shows that the server does not support MessagePack: throws `NotApplicable`. */
async function receiveHello(client: TestClient): Promise<string> {
  try {
    return await client.nextFrame('HELLO');
  } catch (error) {
    if (
      client.unexpectedMessage?.startsWith('{') &&
      parseHello(client.unexpectedMessage).encoding !== 'msgpack'
    )
      throw new NotApplicable('the server does not support msgpack');
    throw error;
  }
}
