/** Limits and periods of the console; docs/console.md lists them. */
export const CONSOLE_LIMITS = {
  /** How long a one-time code is valid. */
  codeLifetimeMs: 60_000,
  /** How long a session lasts before the page asks the user to sign in again. */
  sessionLifetimeMs: 12 * 3_600_000,
  /** Limit on codes, and separately on sessions; a further one evicts the oldest. */
  sessionsMax: 1_000,
  /** Maximum number of overlay links per developer; further ones are refused. */
  overlayLinksMax: 20,
  /** Longest lifetime of an overlay link. */
  overlayHoursMax: 7 * 24,
} as const;
