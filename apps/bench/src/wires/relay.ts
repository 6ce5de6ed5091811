/** The wire of the bare relay: the path gives role and stream; SUBMITs are delivered unchanged. */
import type { ClientIdentity, PreparedFrame, Session, Sink, Wire } from '../wire.js';
import { submitFrame } from './wearwire.js';

export function createWire(): Wire {
  return RELAY_WIRE;
}

const PAYLOAD_AT = '{"op":6,"d":'.length;
const CLOSING_BRACE = 125;

const RELAY_WIRE: Wire = {
  upgrade: ({ role, stream }: ClientIdentity) => ({ path: `/${role}/${stream}` }),
  open: async (): Promise<Session> => ({}),
  prepare: (_identity: ClientIdentity, payload: Buffer): PreparedFrame => submitFrame(payload),
  /** Hot path. In `{"op":6,"d":{…},"t":"…"}` the payload ends at the last brace but one. */
  read: (bytes: Buffer, from: number, to: number, sink: Sink): number => {
    let at = to - 2;
    while (at > from && bytes[at] !== CLOSING_BRACE) at--;
    sink.event(bytes, from + PAYLOAD_AT, at + 1 - from - PAYLOAD_AT, 0);
    return to;
  },
};
