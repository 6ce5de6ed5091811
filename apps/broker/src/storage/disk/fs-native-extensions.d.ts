/** Types for the part of the library that we use; the library has no types. */
declare module 'fs-native-extensions' {
  /**
   * Locks a range of an open file, or all of it from `offset` on with a `length` of 0, until the file is
   * closed; `false`: another open file has a lock there. An exclusive lock needs a file open for writing.
   */
  export function tryLock(
    fd: number,
    offset: number,
    length: number,
    options?: { readonly shared?: boolean },
  ): boolean;

  /** Releases the lock of this open file on the range. */
  export function unlock(fd: number, offset: number, length: number): void;
}
