/** Random secrets and their hashes. What is stored is always the hash (P-TOK-8). */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, URL-safe. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** 128 random bits, URL-safe: short enough to type, for what lives a minute and works once. */
export function newCode(): string {
  return randomBytes(16).toString('base64url');
}

/** SHA-256, hex. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Takes the same time wherever the two differ. Both are hashes of `hashSecret`. */
export function isSameHash(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
