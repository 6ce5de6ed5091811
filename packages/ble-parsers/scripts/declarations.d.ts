/** Types of `declarations.js` for the tests. */
import type { DecoderMeta } from '../src/meta.js';

export interface DeclaringFile {
  name: string;
  text: string;
  exports: Record<string, unknown>;
}

export interface Declaration {
  file: string;
  key: string;
  meta: DecoderMeta;
  decoder: string;
}

export const FOLDERS: readonly string[];
export const START: string;
export function declarationsOf(files: readonly DeclaringFile[]): Declaration[];
export function decodersFile(folder: string, files: readonly DeclaringFile[]): string;
export function catalogFile(folder: string, files: readonly DeclaringFile[]): string;
export function indexPart(
  folders: readonly { folder: string; files: readonly DeclaringFile[] }[],
): string;
