import type { WriteStream } from 'node:tty';

/** An output stream; a terminal also has a size. */
export type Output = NodeJS.WritableStream &
  Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>;
