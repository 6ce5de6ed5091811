/** Streams and environment of a command. Tests pass their own. */
import { basename, relative } from 'node:path';
import type { WriteStream } from 'node:tty';
import type { Output } from './output.js';
import { printable, terminalOutput } from './terminal-text.js';

export type { Output };

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How the user started this program, for command lines to copy: `wearwire`, `node apps/cli/bin/wearwire.js`. */
  readonly program: string;
}

export function processIo(): Io {
  return {
    stdout: terminalOutput(process.stdout),
    stderr: terminalOutput(process.stderr),
    env: process.env,
    program: programName(process.argv[1] ?? '', process.cwd(), process.env),
  };
}

/** Derives `Io.program` from the path of the running script. */
export function programName(script: string, directory: string, env: Io['env']): string {
  if (env.npm_command === 'exec') return 'npx wearwire';
  if (basename(script) !== 'wearwire.js') return 'wearwire';
  const path = relative(directory, script);
  return `node ${path.includes(' ') ? `"${path}"` : path}`;
}

/** Whether a stream is a terminal with cursor control. */
export function isTerminal(stream: Output, env: Io['env']): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Whether a stream shows colours; honours NO_COLOR and FORCE_COLOR. */
export function hasColours(stream: Output): boolean {
  return 'hasColors' in stream && (stream as WriteStream).hasColors();
}

/** Writes one line to stderr, so that stdout can be piped. */
export function notice(io: Io, message: string): void {
  io.stderr.write(`wearwire: ${printable(message)}\n`);
}
