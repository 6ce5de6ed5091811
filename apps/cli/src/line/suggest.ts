/** "Did you mean …?" for a word that is none of those there are. */
import leven from 'leven';

/** Largest edit distance, as a part of the word's length, at which two words are still alike. */
const ALIKE_PART = 0.4;

/** The closest of the choices, or `undefined` where none is close. Case does not count. */
export function closest(word: string, choices: readonly string[]): string | undefined {
  const plain = simplified(word);
  const ranked = choices
    .map((choice) => ({ choice, distance: leven(plain, simplified(choice)) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best === undefined || best.distance > Math.max(1, word.length * ALIKE_PART)) return undefined;
  return best.choice;
}

/** `; did you mean X?` or nothing. */
export function suggestion(word: string, choices: readonly string[], prefix = ''): string {
  const choice = closest(word, choices);
  return choice === undefined ? '' : `; did you mean ${prefix}${choice}?`;
}

function simplified(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}
