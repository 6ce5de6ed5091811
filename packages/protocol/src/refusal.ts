/**
 * How a client knows that a refused HTTP request was refused by a broker, and not by something in its path
 * that answers in the broker's place, such as the sign-in page of a network (P-TOK-11).
 */

/** Header of a refusal, in lower case; its value is the status code. */
export const REFUSAL_HEADER = 'wearwire-refused';
