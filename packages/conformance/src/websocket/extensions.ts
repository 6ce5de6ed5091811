/** `Sec-WebSocket-Extensions` (RFC 6455, 9.1; RFC 7692, 7.1): parses it and validates an answer to an offer. */

/** An extension with its parameters in order; `true` for a parameter without a value. */
interface Element {
  readonly name: string;
  readonly parameters: readonly (readonly [name: string, value: string | true])[];
}

const NAME = 'permessage-deflate';
const FLAGS = ['server_no_context_takeover', 'client_no_context_takeover'];
const SERVER_BITS = 'server_max_window_bits';
const CLIENT_BITS = 'client_max_window_bits';
const WINDOW_BITS = /^(?:[89]|1[0-5])$/;

export interface DeflateParameters {
  /** The server compresses each message without the window of earlier ones. */
  readonly serverNoContextTakeover: boolean;
  /** The client must do the same. */
  readonly clientNoContextTakeover: boolean;
}

/** Why the answer is invalid for the offer; `undefined` if it is valid. An absent answer declines the offer. */
export function extensionProblem(offer: string, answer: string | undefined): string | undefined {
  if (answer === undefined) return undefined;
  const [element, ...others] = elementsOf(answer);
  if (element === undefined) return 'an empty Sec-WebSocket-Extensions';
  if (others.length > 0) return `more than one extension: ${answer}`;
  if (element.name !== NAME) return `an extension that was not offered: ${answer}`;
  const broken = invalidParameter(element, true);
  if (broken !== undefined) return `an invalid parameter (${broken}) in the answer: ${answer}`;
  const offers = elementsOf(offer).filter(
    (one) => one.name === NAME && invalidParameter(one, false) === undefined,
  );
  if (offers.length === 0) return `an answer to an offer that must be declined: ${answer}`;
  return offers.some((one) => isAllowed(one, element))
    ? undefined
    : `an answer that matches no offer: ${answer}`;
}

/** The negotiated parameters; `undefined` if the server declined. */
export function agreementOf(answer: string | undefined): DeflateParameters | undefined {
  const element = answer === undefined ? undefined : elementsOf(answer)[0];
  if (element?.name !== NAME) return undefined;
  return {
    serverNoContextTakeover: has(element, 'server_no_context_takeover'),
    clientNoContextTakeover: has(element, 'client_no_context_takeover'),
  };
}

function elementsOf(header: string): Element[] {
  return header
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => {
      const [name = '', ...parameters] = text.split(';').map((part) => part.trim());
      return { name, parameters: parameters.map(parameterOf) };
    });
}

function parameterOf(text: string): readonly [string, string | true] {
  const at = text.indexOf('=');
  if (at < 0) return [text, true];
  const value = text.slice(at + 1).trim();
  return [text.slice(0, at).trim(), value.replace(/^"(.*)"$/, '$1')];
}

/** Returns the first parameter that RFC 7692, 7.1 does not allow; `undefined` if all are valid. */
function invalidParameter({ parameters }: Element, isAnswer: boolean): string | undefined {
  const seen = new Set<string>();
  for (const [name, value] of parameters) {
    if (seen.has(name)) return `${name} twice`;
    seen.add(name);
    if (FLAGS.includes(name) && value === true) continue;
    const isBits = name === SERVER_BITS || name === CLIENT_BITS;
    if (isBits && value !== true && WINDOW_BITS.test(value)) continue;
    if (name === CLIENT_BITS && value === true && !isAnswer) continue;
    return `${name}${value === true ? '' : `=${value}`}`;
  }
  return undefined;
}

/** Whether RFC 7692, 7.1.1 and 7.1.2, allows this answer to the offer. */
function isAllowed(offer: Element, answer: Element): boolean {
  if (has(offer, 'server_no_context_takeover') && !has(answer, 'server_no_context_takeover'))
    return false;
  if (has(answer, CLIENT_BITS) && !has(offer, CLIENT_BITS)) return false;
  if (has(offer, SERVER_BITS) && !has(answer, SERVER_BITS)) return false;
  const isWithin = (name: string): boolean =>
    !has(answer, name) || bitsOf(answer, name) <= bitsOf(offer, name);
  return isWithin(SERVER_BITS) && isWithin(CLIENT_BITS);
}

function has({ parameters }: Element, name: string): boolean {
  return parameters.some(([own]) => own === name);
}

function bitsOf({ parameters }: Element, name: string): number {
  const value = parameters.find(([own]) => own === name)?.[1];
  return value === undefined || value === true ? 15 : Number(value);
}
