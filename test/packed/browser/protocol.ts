/** `@wearwire/protocol` in a browser, without types and globals of Node. */
import { decodeServerFrame, encodeFrame, Opcode } from '@wearwire/protocol';
import { decodeServerFrameMsgpack, encodeFrameMsgpack } from '@wearwire/protocol/msgpack';

const text = encodeFrame({ op: Opcode.HeartbeatAck });
const bytes = encodeFrameMsgpack({ op: Opcode.HeartbeatAck });
console.log(decodeServerFrame(text).ok && decodeServerFrameMsgpack(bytes).ok ? 'ok' : 'wrong');
