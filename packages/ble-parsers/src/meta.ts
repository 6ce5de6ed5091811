/**
 * What is told of a decoder for people and tables. Meta stands beside its decoder, in the same file,
 * but no decoder refers to it: a bundle that imports the decoder alone leaves it out.
 */
import type { Payload } from './reader.js';

/** Keys of each member of a union. */
type KeyOf<T> = T extends unknown ? keyof T : never;

/** What a decoder reads, for tables and inspectors: its id, its source, its fields with their units. */
export interface DecoderMeta<T extends object = object> {
  readonly profile: string;
  /** The id under which the registry knows the decoder. */
  readonly id: string;
  readonly name: string;
  /** Specification and section. */
  readonly source: string;
  /** Every field with its unit; empty where there is none. */
  readonly fields: { readonly [K in Exclude<KeyOf<T>, keyof Payload> & string]: string };
  /** Whether there is an encoder too. */
  readonly encodes?: true;
}
