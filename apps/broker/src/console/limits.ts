/** Limits and periods of the console; docs/console.md lists them. */
export const CONSOLE_LIMITS = {
  /** How long a one-time code may wait to be used. */
  codeLifetimeMs: 60_000,
  /** How long a session may go on before the page asks to sign in again. */
  sessionLifetimeMs: 12 * 3_600_000,
  /** Codes, and sessions, that are known at a time; with one more the oldest ends. */
  sessionsMax: 1_000,
  /** Links to overlays that a developer has at a time; one more is refused. */
  overlayLinksMax: 20,
  /** The longest life of such a link. */
  overlayHoursMax: 7 * 24,
} as const;
