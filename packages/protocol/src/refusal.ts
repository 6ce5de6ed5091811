/**
 * Name of the header of an HTTP refusal, in lower case; its value is the status code. It shows a client that the
 * broker refused the request, and not an intermediary such as the captive portal of a network (P-TOK-11).
 */
export const REFUSAL_HEADER = 'wearwire-refused';
