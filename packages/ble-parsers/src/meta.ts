/**
 * The description of a decoder, for documentation and tables. It is in the file of its decoder, but no
 * decoder refers to it, so a bundle that imports only the decoder does not contain it.
 * `scripts/declarations.js` generates the lists of decoders, the catalog and the index from these
 * descriptions.
 */
import type { Payload } from './reader.js';

/** Keys of each member of a union. */
type KeyOf<T> = T extends unknown ? keyof T : never;

/** Describes a decoder for tables and inspectors: its id, its source, its fields with their units. */
export interface DecoderMeta<T extends object = object> {
  readonly profile: string;
  /** The id under which the registry knows the decoder. */
  readonly id: string;
  readonly name: string;
  /** Specification and section. */
  readonly source: string;
  /** Every field with its unit; empty if it has none. */
  readonly fields: { readonly [K in Exclude<KeyOf<T>, keyof Payload> & string]: string };
  /** Whether there is an encoder too. */
  readonly encodes?: true;
  /** The name of the decoder function, if it does not follow from that of the meta. */
  readonly decoder?: string;
}

/** Creates one meta per id for a decoder that serves several ids. `names`: the name of each id. */
/*#__NO_SIDE_EFFECTS__*/
export function metasOf<T extends object>(
  common: Omit<DecoderMeta<T>, 'id' | 'name'>,
  names: Readonly<Record<string, string>>,
): readonly DecoderMeta<T>[] {
  return Object.entries(names).map(([id, name]) => ({ ...common, id, name }));
}
