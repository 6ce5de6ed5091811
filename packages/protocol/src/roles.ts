/** What an IDENTIFY's `type` says: a user's producer or a developer's consumer. */
export const Role = { Producer: 0, Consumer: 1 } as const;

export type Role = (typeof Role)[keyof typeof Role];
