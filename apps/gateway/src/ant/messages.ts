/**
 * Messages of the ANT serial protocol: encodes commands, splits the byte stream into messages, and reads the
 * sensor id and RSSI that follow the page in an extended message. `decodeAntMessage` decodes one message.
 * Source: ANT Message Protocol and Usage, as implemented by openant and other open implementations.
 */
import { decodeAntMessage } from '@wearwire/ble-parsers';

const SYNC = 0xa4;
/** Bytes of a message besides its content: sync, length, id, checksum. */
const OVERHEAD_BYTES = 4;
/** Maximum length of the content; a larger length byte means that bytes were lost. */
const CONTENT_BYTES_MAX = 64;

export const AntMessageId = {
  ChannelResponse: 0x40,
  AssignChannel: 0x42,
  RadioFrequency: 0x45,
  NetworkKey: 0x46,
  Reset: 0x4a,
  Broadcast: 0x4e,
  Acknowledged: 0x4f,
  ChannelId: 0x51,
  OpenScan: 0x5b,
  LibConfig: 0x6e,
  Startup: 0x6f,
} as const;

/** Encodes a command: sync byte, length, id, content and checksum. */
export function antCommand(id: number, ...content: number[]): Uint8Array {
  const bytes = [SYNC, content.length, id, ...content];
  return Uint8Array.from([...bytes, bytes.reduce((sum, byte) => sum ^ byte, 0)]);
}

/** A message received from the stick. */
export interface StickMessage {
  readonly id: number;
  /** Starts with the channel number, except in a startup message, which starts with the reason for the reset. */
  readonly content: Uint8Array;
}

/** Splits a byte stream, in parts of any size, into messages; skips bytes that are not part of a message. */
export class MessageSplitter {
  #remainder = new Uint8Array(0);

  push(bytes: Uint8Array): StickMessage[] {
    let data = Buffer.concat([this.#remainder, bytes]);
    const messages: StickMessage[] = [];
    for (;;) {
      const start = data.indexOf(SYNC);
      data = data.subarray(start < 0 ? data.length : start);
      const length = data[1];
      if (length === undefined) break;
      const messageBytes = length + OVERHEAD_BYTES;
      const isLengthValid = length <= CONTENT_BYTES_MAX;
      if (isLengthValid && data.length < messageBytes) break;
      const result = isLengthValid ? decodeAntMessage(data.subarray(0, messageBytes)) : undefined;
      if (result?.ok) {
        const { messageId, channel, data: content } = result.value;
        messages.push({ id: messageId, content: Uint8Array.from([channel, ...content]) });
        data = data.subarray(messageBytes);
      } else data = data.subarray(1);
    }
    this.#remainder = Uint8Array.from(data);
    return messages;
  }
}

/** A page that a sensor sent, from an extended message. */
export interface AntPage {
  /** 20 bits: the upper 4 come from the transmission type. */
  readonly deviceNumber: number;
  readonly deviceType: number;
  readonly bytes: Uint8Array;
  readonly rssiDbm?: number;
}

/** Offset of the end of the page in the content: after the channel number and 8 bytes of the page. */
const PAGE_END = 9;
/** Flags of an extended message: the fields that follow the page. */
export const HAS_CHANNEL_ID = 0x80;
export const HAS_RSSI = 0x40;
/** The sensor id: device number, device type and transmission type. */
const CHANNEL_ID_BYTES = 4;
/** The measurement type whose RSSI is in dBm; the values of other types have no common unit. */
const RSSI_IN_DBM = 0x20;
const DEVICE_TYPE_MASK = 0x7f;

/** Returns the page of a broadcast or acknowledged message; `undefined` if the message has no sensor id. */
export function pageOf({ id, content }: StickMessage): AntPage | undefined {
  const isData = id === AntMessageId.Broadcast || id === AntMessageId.Acknowledged;
  const flags = content[PAGE_END] ?? 0;
  const extra = content.subarray(PAGE_END + 1);
  if (!isData || (flags & HAS_CHANNEL_ID) === 0 || extra.length < CHANNEL_ID_BYTES)
    return undefined;
  const [low = 0, high = 0, type = 0, transmission = 0] = extra;
  const [rssiType, rssi] = extra.subarray(CHANNEL_ID_BYTES);
  const hasRssi = (flags & HAS_RSSI) !== 0 && rssiType === RSSI_IN_DBM && rssi !== undefined;
  return {
    deviceNumber: low | (high << 8) | ((transmission & 0xf0) << 12),
    deviceType: type & DEVICE_TYPE_MASK,
    bytes: content.slice(1, PAGE_END),
    // The byte is signed.
    ...(hasRssi && { rssiDbm: (rssi << 24) >> 24 }),
  };
}
