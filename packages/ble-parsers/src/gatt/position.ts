/** Codes that Location and Speed, Navigation and Position Quality have in common. */

export const POSITION_STATUSES = ['none', 'ok', 'estimated', 'last-known'] as const;

/** Where the position comes from, if there is one. */
export type PositionStatus = (typeof POSITION_STATUSES)[number];

export const HEADING_SOURCES = ['movement', 'compass'] as const;

/** How the heading is determined. */
export type HeadingSource = (typeof HEADING_SOURCES)[number];
