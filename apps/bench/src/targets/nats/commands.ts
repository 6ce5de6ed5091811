/** Commands of a NATS client. Source: docs.nats.io, "Client Protocol". */

const CONNECT_OPTIONS = {
  verbose: false,
  pedantic: false,
  lang: 'wearwire-bench',
  version: '1',
  protocol: 1,
  headers: true,
  no_responders: true,
};

const END = '\r\n';

export const CONNECT = `CONNECT ${JSON.stringify(CONNECT_OPTIONS)}${END}`;
export const PING = `PING${END}`;
export const PONG: Buffer = Buffer.from(`PONG${END}`);

export function subscribe(subject: string, sid: number): string {
  return `SUB ${subject} ${sid}${END}`;
}

/** The line before a payload; `AFTER_PAYLOAD` follows the payload. `reply`: subject for the response. */
export function publishLine(subject: string, payloadBytes: number, reply?: string): string {
  return `PUB ${subject} ${reply === undefined ? '' : `${reply} `}${payloadBytes}${END}`;
}

export const AFTER_PAYLOAD = END;

export function publish(subject: string, payload: string, reply?: string): string {
  return `${publishLine(subject, Buffer.byteLength(payload), reply)}${payload}${AFTER_PAYLOAD}`;
}
