/** Signs and verifies webhook requests. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Name of the header that holds the signature. */
export const SIGNATURE_HEADER = 'wearwire-signature';

/** Maximum accepted difference between the signed time and the clock of the receiver, in ms. */
const TOLERANCE_MS = 300_000;

/** Returns `t=SECONDS,v1=HEX`: HMAC-SHA-256 with the secret over `SECONDS.BODY`. */
export function sign(secret: string, body: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000);
  return `t=${seconds},v1=${digestOf(secret, seconds, body)}`;
}

/** Arguments of `verifyWebhook`. */
export interface WebhookRequest {
  readonly secret: string;
  /** The value of the header `wearwire-signature`. */
  readonly signature: string | undefined;
  /** The raw body, before any parsing. */
  readonly body: string;
  /**
   * Maximum difference in ms between the signed time and `nowMs`, in either direction; prevents replay attacks. Default
   * 300,000.
   */
  readonly toleranceMs?: number;
  readonly nowMs?: number;
}

/** Returns whether a request was signed with the secret, is unchanged, and is recent. */
export function verifyWebhook(request: WebhookRequest): boolean {
  const { secret, signature, body, toleranceMs = TOLERANCE_MS, nowMs = Date.now() } = request;
  const [, seconds, given] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature ?? '') ?? [];
  if (seconds === undefined || given === undefined) return false;
  if (Math.abs(nowMs - Number(seconds) * 1_000) > toleranceMs) return false;
  const expected = digestOf(secret, Number(seconds), body);
  return timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(given, 'hex'));
}

function digestOf(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}
