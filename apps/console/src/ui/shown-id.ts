/** Prepares an untrusted id for display: removes characters that would change the rendering of the page. */
export function shownId(id: string): string {
  return id.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}
