/** The signature of a webhook request, for its sender and its receiver. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Name of the header that holds the signature. */
export const SIGNATURE_HEADER = 'wearwire-signature';

/** How far the sender's clock may be off, or a request be late, in ms. */
const TOLERANCE_MS = 300_000;

/** `t=SECONDS,v1=HEX`: HMAC-SHA-256 with the secret over `SECONDS.BODY`. */
export function signatureOf(secret: string, body: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000);
  return `t=${seconds},v1=${digestOf(secret, seconds, body)}`;
}

/** What a receiver checks a request by. */
export interface WebhookRequest {
  readonly secret: string;
  /** The value of the header `wearwire-signature`. */
  readonly signature: string | undefined;
  /** The body as it came, before any parsing. */
  readonly body: string;
  /** Default 300,000: requests that are older or newer are refused, so that none can be sent again later. */
  readonly toleranceMs?: number;
  readonly nowMs?: number;
}

/** Whether a request came from who knows the secret, unchanged and lately. */
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
