/** As many as there are numbers for; addresses of their own are taken beyond 20,000 (see load-client.ts). */
export const CONNECTIONS_MAX = 900_000;
