/**
 * Socket.IO over its WebSocket transport (engine.io protocol 4, socket.io protocol 5), JSON as its own
 * clients send it: each developer is a room. The server pings, the client responds.
 *
 *    0{"sid":…} ◄─          42["submit",{"d":…,"t":…}] ─►
 *   40{…auth…} ─►           42["dispatch",{"d":…,"uid":…,"seq":…,"t":…}] ◄─
 *   40{"sid":…} ◄─           2 ◄─   3 ─►
 */
import { frameMessage, WebSocketOpcode } from '../../framing.js';
import { typeOf } from '../../payload.js';
import type {
  ClientIdentity,
  Link,
  Opening,
  PreparedFrame,
  Session,
  Sink,
  Wire,
} from '../../wire.js';
import { developerOf, readEvent } from '../../wires/wearwire.js';

const CONNECT = '40';
const PONG = '3';
const BEFORE = Buffer.from('42["submit",{"d":');
const PAYLOAD_AT = '42["dispatch",{"d":'.length;

const ENGINE_CLOSE = 0x31;
const ENGINE_PING = 0x32;
const ENGINE_MESSAGE = 0x34;
const SOCKET_DISCONNECT = 0x31;
const SOCKET_EVENT = 0x32;

export function createWire(): Wire {
  return new SocketIoWire();
}

class SocketIoWire implements Wire {
  upgrade(_identity: ClientIdentity): { path: string } {
    return { path: '/socket.io/?EIO=4&transport=websocket' };
  }

  async open(
    link: Link,
    identity: ClientIdentity,
    _opening: Opening,
    _token: string,
  ): Promise<Session> {
    await link.next();
    const user = identity.role === 'producer' ? { user: `u${identity.number}` } : {};
    link.send(CONNECT + JSON.stringify({ developer: developerOf(identity.stream), ...user }));
    const answer = String(await link.next());
    if (!answer.startsWith(CONNECT)) throw new Error(`Socket.IO refused the connection: ${answer}`);
    return {};
  }

  prepare(_identity: ClientIdentity, payload: Buffer): PreparedFrame {
    const after = Buffer.from(`,"t":"${typeOf(payload)}"}]`);
    return frameMessage(WebSocketOpcode.Text, BEFORE, payload, after);
  }

  read(bytes: Buffer, from: number, to: number, sink: Sink): number {
    const engine = bytes[from];
    const socket = engine === ENGINE_MESSAGE ? bytes[from + 1] : undefined;
    if (socket === SOCKET_EVENT) readEvent(bytes, from + PAYLOAD_AT, to, sink);
    else if (engine === ENGINE_PING) sink.reply(PONG);
    else if (engine === ENGINE_CLOSE || socket === SOCKET_DISCONNECT) {
      throw new Error('Socket.IO closed the connection');
    }
    return to;
  }
}
