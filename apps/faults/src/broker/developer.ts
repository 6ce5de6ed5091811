/** Id and key of the developer of every broker that a row starts. */
export const DEVELOPER = 'a:key-of-a';
