/**
 * The built page. All files are read once at the start, including their compressed forms. A request path is only
 * looked up in this table, so a request cannot reach other files.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { HttpReply, HttpRequest } from '../http/http.js';

/** Output of the build of this package; found from `src` and from `dist`. */
export const PAGE_DIRECTORY = join(import.meta.dirname, '../../dist/page');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** File names in this folder contain a hash of the content. */
const HASHED_FOLDER = '/assets/';

/** Content codings in which the build compresses the files, with the extension of each; the smallest first. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;

/**
 * Allows only the page's own files and its broker; `connect-src 'self'` includes the WebSocket. Trusted types prevent
 * scripts from turning text into HTML.
 */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'bluetooth=(self), camera=(), geolocation=(), microphone=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

interface PageFile {
  readonly headers: Readonly<Record<string, string>>;
  /** By content coding; always contains `identity`. */
  readonly variants: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly etag: string }>;
}

/** By request path. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** `undefined`: the page was not built. */
export async function readPageFiles(directory = PAGE_DIRECTORY): Promise<PageFiles | undefined> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const contentType = CONTENT_TYPES[extname(name)];
    if (contentType === undefined) continue;
    const path = `/${name.replaceAll('\\', '/')}`;
    files.set(pathOf(path), await readPageFile(join(directory, name), path, contentType));
  }
  return files.has('/') ? files : undefined;
}

/** `/index.html` is served at `/`, `/overlay.html` at `/overlay`. */
function pathOf(path: string): string {
  return path.replace(/(?:index)?\.html$/, '');
}

async function readPageFile(file: string, path: string, contentType: string): Promise<PageFile> {
  const identity = await readFile(file);
  // 27 characters are 162 bits: enough to identify the content.
  const hash = createHash('sha256').update(identity).digest('base64url').slice(0, 27);
  const variants = new Map([['identity', { bytes: identity, etag: `"${hash}"` }]]);
  for (const [coding, ending] of Object.entries(ENCODINGS)) {
    const bytes = await readFile(file + ending).catch(() => undefined);
    if (bytes !== undefined) variants.set(coding, { bytes, etag: `"${hash}-${coding}"` });
  }
  const isHashed = path.startsWith(HASHED_FOLDER);
  return {
    headers: {
      'content-type': contentType,
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...SECURITY_HEADERS,
    },
    variants,
  };
}

/** The file in an encoding that the client accepts, or 304 if the client has it. */
export function replyWithFile(file: PageFile, request: HttpRequest): HttpReply {
  const coding = codingFor(file, request.header('accept-encoding'));
  const { bytes, etag } = file.variants.get(coding) as { bytes: Uint8Array; etag: string };
  const headers = { ...file.headers, etag };
  const knownTags = request
    .header('if-none-match')
    .split(',')
    .map((tag) => tag.trim());
  if (knownTags.some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag)) {
    return { status: 304, headers, body: '', bytes: new Uint8Array() };
  }
  if (coding === 'identity') return { status: 200, headers, body: '', bytes };
  return { status: 200, headers: { ...headers, 'content-encoding': coding }, body: '', bytes };
}

function codingFor({ variants }: PageFile, acceptEncoding: string): string {
  const accepted = new Set(
    acceptEncoding
      .toLowerCase()
      .split(',')
      .map((part) => part.trim())
      .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
      .map((part) => part.replace(/;.*$/, '').trim()),
  );
  const codings = Object.keys(ENCODINGS);
  return codings.find((one) => accepted.has(one) && variants.has(one)) ?? 'identity';
}
