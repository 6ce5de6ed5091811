/** HTTP routes of the overlay: developers create and revoke links; the holder of a link reads the heart rate. */
import { LIMITS } from '@wearwire/protocol';
import {
  type AuthenticationContext,
  asDeveloper,
  limitAddress,
  refuseKey,
} from '../http/authenticate.js';
import type { HttpReply, HttpRequest, RouteTable } from '../http/http.js';
import { errorReply } from '../http/replies.js';
import { CONSOLE_LIMITS } from './limits.js';
import type { NewestHeartRates } from './newest-heart-rates.js';
import type { OverlayLinks } from './overlay-links.js';

/** Header with the secret of a link. */
const OVERLAY_HEADER = 'wearwire-overlay';
const HOUR_MS = 3_600_000;

export interface OverlayContext extends AuthenticationContext {
  readonly links: OverlayLinks;
  readonly heartRates: NewestHeartRates;
}

export function createOverlayRoutes(context: OverlayContext): RouteTable {
  return {
    '/console/overlay': { GET: (request) => heartRate(context, request) },
    '/console/overlays': {
      GET: (request) => asDeveloper(context, request, (id) => list(context, id)),
      POST: (request) => asDeveloper(context, request, (id) => create(context, id, request)),
      DELETE: (request) => asDeveloper(context, request, (id) => revoke(context, id, request)),
    },
  };
}

/** Requests with a valid link are not rate-limited: each page sends one per second. */
async function heartRate(context: OverlayContext, request: HttpRequest): Promise<HttpReply> {
  const link = context.links.lookup(request.header(OVERLAY_HEADER));
  if (link === undefined || !(await context.developers.isKnown(link.developerId))) {
    return limitAddress(context.rates, request) ?? refuseKey(context, request);
  }
  const { developerId, userId } = link;
  const newest = await context.heartRates.of(developerId, userId);
  if (newest === undefined) return { status: 200, body: { user: userId } };
  const ageMs = Math.round(context.rates.monotonicMs() - newest.atMs);
  return { status: 200, body: { user: userId, bpm: newest.bpm, ageMs } };
}

function list({ links }: OverlayContext, developerId: string): HttpReply {
  const all = links.list(developerId).map((link) => ({
    id: link.id,
    user: link.userId,
    leftMs: Math.round(links.leftMs(link)),
  }));
  return { status: 200, body: { links: all } };
}

function create({ links }: OverlayContext, developerId: string, { query }: HttpRequest): HttpReply {
  const userId = query?.get('user') ?? '';
  const hours = Number(query?.get('hours'));
  const userBytesMax = LIMITS.userIdBytesMax.default;
  const { overlayHoursMax, overlayLinksMax } = CONSOLE_LIMITS;
  if (userId === '' || Buffer.byteLength(userId) > userBytesMax) {
    return errorReply(400, `the query parameter "user" must have 1 to ${userBytesMax} bytes`);
  }
  if (!(hours > 0 && hours <= overlayHoursMax)) {
    return errorReply(
      400,
      `the query parameter "hours" must be above 0 and at most ${overlayHoursMax}`,
    );
  }
  const secret = links.issue(developerId, userId, hours * HOUR_MS);
  if (secret === undefined) {
    return errorReply(409, `there are ${overlayLinksMax} links already; revoke one first`);
  }
  return { status: 200, body: { secret } };
}

function revoke({ links }: OverlayContext, developerId: string, { query }: HttpRequest): HttpReply {
  const isRevoked = links.revoke(developerId, query?.get('id') ?? '');
  return isRevoked ? { status: 200, body: {} } : errorReply(404, 'no such link');
}
