/**
 * The map file, reloaded whenever it changes. If a new version is invalid, the error is reported and
 * the previous map stays in use. Watches the folder instead of the file, because editors replace the file by
 * renaming.
 */
import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { MapError, messageOf } from '../errors.js';
import type { Assignment } from './assignment.js';
import { parseMapText, SensorMap } from './sensor-map.js';

/** Delay before a changed file is read, because editors write a file in several steps. */
const SETTLE_MS = 100;
const FILE_BYTES_MAX = 256 * 1024;

/** The file, further lines of the map, and callbacks. */
export interface MapFileOptions {
  readonly path: string;
  /** Lines that precede those of the file, such as those from flags. */
  readonly before?: readonly Assignment[];
  /** Lines that follow those of the file. */
  readonly after?: readonly Assignment[];
  readonly onChange: (map: SensorMap) => void;
  /** Called if a new version of the file is invalid or cannot be read. */
  readonly onError: (error: MapError) => void;
}

/** Reloads one file on changes until disposed. */
export class MapFile implements Disposable {
  readonly #options: MapFileOptions;
  readonly #watcher: FSWatcher;
  #timer: NodeJS.Timeout | undefined;
  #text: string;

  private constructor(options: MapFileOptions, text: string) {
    this.#options = options;
    this.#text = text;
    this.#watcher = watch(dirname(resolve(options.path)), (_event, name) => {
      if (name === null || name === basename(options.path)) this.#changed();
    });
    this.#watcher.on('error', (cause) => {
      options.onError(
        new MapError(
          `stopped watching ${options.path} (${cause}); restart the gateway to load its changes`,
          cause,
        ),
      );
    });
  }

  /** Loads the file. Rejects with `MapError` if it cannot be read or is invalid. */
  static async open(options: MapFileOptions): Promise<{ file: MapFile; map: SensorMap }> {
    const text = await read(options.path);
    const map = mapOf(options, text);
    return { file: new MapFile(options, text), map };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#watcher.close();
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#reload(), SETTLE_MS);
  }

  async #reload(): Promise<void> {
    try {
      const text = await read(this.#options.path);
      if (text === this.#text) return;
      const map = mapOf(this.#options, text);
      this.#text = text;
      this.#options.onChange(map);
    } catch (error) {
      this.#options.onError(error as MapError);
    }
  }
}

async function read(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new MapError(`cannot read ${path}: ${messageOf(cause)}`, cause);
  });
  if (Buffer.byteLength(text) <= FILE_BYTES_MAX) return text;
  throw new MapError(`${path} is larger than ${FILE_BYTES_MAX} bytes`);
}

function mapOf({ path, before = [], after = [] }: MapFileOptions, text: string): SensorMap {
  return new SensorMap([...before, ...parseMapText(text, path), ...after]);
}
