/**
 * A header by which a client recognises that a broker refused an HTTP request, and not an intermediary, such as
 * the captive portal of a network (P-TOK-11).
 */

/** Name of the header, in lower case; its value is the status code. */
export const REFUSAL_HEADER = 'wearwire-refused';
