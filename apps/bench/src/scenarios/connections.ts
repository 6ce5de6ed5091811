/** For more than 20,000 connections, further source addresses are used (see source-address.ts). */
export const CONNECTIONS_MAX = 900_000;
