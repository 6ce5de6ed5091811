import type { WriteStream } from 'node:tty';

/** Where text goes; a terminal has a size and colours, too. */
export type Output = NodeJS.WritableStream &
  Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>;
