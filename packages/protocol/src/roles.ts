/** The `type` of an IDENTIFY: producer of a user, or consumer of a developer. */
export const Role = { Producer: 0, Consumer: 1 } as const;

export type Role = (typeof Role)[keyof typeof Role];
