/** An id that somebody else chose, as it is shown: without characters that would change how the page reads. */
export function shownId(id: string): string {
  return id.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}
