/** The developer of each broker that a row starts: id and key. */
export const DEVELOPER = 'a:key-of-a';
