/** permessage-deflate of the reference server: the answer to an offer, and the inflater of a connection. */
import { constants, inflateRawSync } from 'node:zlib';
import type { Fault } from './faults.js';

const BITS = /^"?([89]|1[0-5])"?$/;

interface Refused {
  readonly refuses: true;
}

/** The answer to the first acceptable offer; `undefined` declines all. */
export function answerTo(offer: string, fault: Fault | undefined): string | Refused | undefined {
  if (offer === '') return undefined;
  if (fault === 'takes-any-offer') return offer.split(',')[0];
  for (const one of offer.split(',').map((text) => text.trim())) {
    const answer = answerToOne(one);
    if (answer === undefined && fault === 'refuses-broken-offers') return { refuses: true };
    if (answer === undefined) continue;
    if (fault === 'unknown-answer') return `${answer}; unknown_parameter`;
    return fault === 'forgets-parameters' ? 'permessage-deflate' : answer;
  }
  return undefined;
}

/** Confirms all valid parameters of the offer; `undefined` if one is invalid. */
function answerToOne(offer: string): string | undefined {
  const [name, ...parameters] = offer.split(';').map((part) => part.trim());
  if (name !== 'permessage-deflate') return undefined;
  const names = parameters.map((one) => one.split('=')[0]);
  if (new Set(names).size < names.length) return undefined;
  const answer = [name];
  for (const parameter of parameters) {
    const [key = '', value] = parameter.split('=');
    const bits = value === undefined ? undefined : BITS.exec(value)?.[1];
    const isFlag = key === 'server_no_context_takeover' || key === 'client_no_context_takeover';
    if (isFlag && value === undefined) answer.push(key);
    else if (key === 'server_max_window_bits' && bits !== undefined) answer.push(`${key}=${bits}`);
    else if (!(key === 'client_max_window_bits' && (value === undefined || bits !== undefined)))
      return undefined;
  }
  return answer.join('; ');
}

export class Inflater {
  #window = Buffer.alloc(0);
  readonly #fault: Fault | undefined;

  constructor(fault: Fault | undefined) {
    this.#fault = fault;
  }

  /** Throws for invalid data; returns `undefined` if it inflates to more than `bytesMax`. */
  inflate(bytes: Buffer, bytesMax: number): Buffer | undefined {
    const keeps = this.#window.length > 0 && this.#fault !== 'forgets-window';
    try {
      const payload = inflateRawSync(Buffer.concat([bytes, Buffer.of(0, 0, 0xff, 0xff)]), {
        finishFlush: constants.Z_SYNC_FLUSH,
        ...(keeps && { dictionary: this.#window }),
        ...(this.#fault !== 'no-inflate-limit' && { maxOutputLength: bytesMax }),
      });
      this.#window = Buffer.concat([this.#window, payload]).subarray(-32_768);
      return payload;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
      if (this.#fault === 'takes-broken-deflate') return bytes;
      throw error;
    }
  }
}
