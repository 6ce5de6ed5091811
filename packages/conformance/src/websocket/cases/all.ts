/** All cases, in the order of a report. */
import type { WebSocketCase } from '../case.js';
import { closingCases } from './closing.js';
import { deflateBombs, deflateCases, deflateOfferCases } from './deflate.js';
import { fragmentCases } from './fragments.js';
import { handshakeCases } from './handshake.js';
import { lengthCases } from './lengths.js';
import { limitCases } from './limits.js';
import { maskingCases } from './masking.js';
import { pingCases } from './pings.js';
import { reservedCases } from './reserved.js';
import { utf8Cases } from './utf8.js';

/** The cases for a server whose longest message has so many bytes. */
export function webSocketCases(messageBytesMax: number): readonly WebSocketCase[] {
  return [
    ...handshakeCases,
    ...lengthCases,
    ...maskingCases,
    ...pingCases,
    ...reservedCases,
    ...fragmentCases,
    ...utf8Cases,
    ...closingCases,
    ...limitCases(messageBytesMax),
    ...deflateOfferCases,
    ...deflateCases,
    ...deflateBombs(messageBytesMax),
  ];
}
