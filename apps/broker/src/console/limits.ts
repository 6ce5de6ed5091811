/** Limits and periods of the console; docs/console.md lists them. */
export const CONSOLE_LIMITS = {
  /** How long a one-time code is valid. */
  codeLifetimeMs: 60_000,
  /** How long a session lasts before the page asks the user to sign in again. */
  sessionLifetimeMs: 12 * 3_600_000,
  /** Limit on codes, and on sessions; one more evicts the oldest. */
  sessionsMax: 1_000,
  /** Links to overlays that a developer has at a time; one more is refused. */
  overlayLinksMax: 20,
  /** Longest lifetime of an overlay link. */
  overlayHoursMax: 7 * 24,
} as const;
