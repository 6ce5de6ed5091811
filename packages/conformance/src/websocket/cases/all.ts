/** All cases of the WebSocket suite. */
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

/** All cases, in the order of a report, for a server with this message limit. */
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
