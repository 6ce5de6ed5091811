/** Connections that ask for extensions. Where HELLO does not confirm them, a check cannot look. */
import { type Encoding, type Extension, queryOf, type Role } from '@wearwire/protocol';
import type { Developer } from '../settings.js';
import { Deviation, demand, NotApplicable, shown } from '../verdict.js';
import type { Peer } from './peer.js';
import type { OpenOptions, Scene } from './scene.js';

export interface Asked {
  readonly extensions?: readonly Extension[];
  readonly encoding?: Encoding;
}

export interface JoinOptions extends Asked {
  readonly developer?: Developer;
  /** Of a producer; default: a user of this check's own. */
  readonly user?: string;
  /** What IDENTIFY carries beside token and type. */
  readonly extras?: object;
}

export interface Joined {
  readonly peer: Peer;
  /** READY as it came. */
  readonly ready: { readonly op: number; readonly d?: Readonly<Record<string, unknown>> };
}

/** What HELLO confirms. */
export interface Hello {
  readonly heartbeat_interval?: unknown;
  readonly encoding?: unknown;
  readonly extensions?: unknown;
}

/** How to open a connection that asks for these. */
export function asking({ extensions = [], encoding }: Asked): OpenOptions {
  const query = `?${queryOf({ extensions, ...(encoding && { encoding }) })}`;
  return encoding === 'msgpack' ? { query, packed: true } : { query };
}

/** Opens, reads HELLO. Throws `NotApplicable` where something that was asked for is not confirmed. */
export async function openAsking(scene: Scene, asked: Asked): Promise<Peer> {
  const peer = await scene.dial(asking(asked));
  const confirmed = helloIn(await helloText(peer));
  const { extensions = [], encoding } = asked;
  const list = Array.isArray(confirmed.extensions) ? confirmed.extensions : [];
  const missing: string[] = extensions.filter((name) => !list.includes(name));
  if (encoding !== undefined && confirmed.encoding !== encoding) missing.push(encoding);
  if (missing.length > 0) throw new NotApplicable(`the server does not know ${missing.join(', ')}`);
  return peer;
}

/** Opens, identifies and beats in the background. */
export async function join(scene: Scene, type: Role, options: JoinOptions): Promise<Joined> {
  const { developer, user, extras } = options;
  const isProducer = type === 0;
  const token = await (isProducer
    ? scene.producerToken(user, developer)
    : scene.consumerToken(developer));
  const peer = await openAsking(scene, options);
  peer.keepBeating(scene.settings.intervalMs / 4);
  peer.send({ op: 3, d: { token, type, ...extras } });
  const text = await peer.take('READY');
  const ready = JSON.parse(text) as Joined['ready'];
  demand(ready.op === 4, `${shown(text)} instead of READY`);
  return { peer, ready };
}

/** The `d` of a HELLO. Throws `Deviation` for anything else. */
export function helloIn(text: string): Hello {
  const { op, d } = JSON.parse(text) as { op?: unknown; d?: Hello };
  if (op !== 2 || typeof d !== 'object') throw new Deviation(`${shown(text)} instead of HELLO`);
  return d;
}

/** A server that confirms no MessagePack greets with text, and no other server does. */
async function helloText(peer: Peer): Promise<string> {
  try {
    return await peer.take('HELLO');
  } catch (error) {
    if (peer.stray?.startsWith('{') && helloIn(peer.stray).encoding !== 'msgpack')
      throw new NotApplicable('the server does not know msgpack');
    throw error;
  }
}
