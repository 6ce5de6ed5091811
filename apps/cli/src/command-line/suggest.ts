/** Suggests the closest known word for an unknown one. */
import leven from 'leven';

/** Largest edit distance of a suggestion, as a fraction of the word's length; a distance of 1 is always allowed. */
const DISTANCE_MAX_FRACTION = 0.4;

/** The closest of the choices, or `undefined` if none is close. Case, hyphens, underscores and spaces are ignored. */
export function closest(word: string, choices: readonly string[]): string | undefined {
  const simplifiedWord = simplified(word);
  const ranked = choices
    .map((choice) => ({ choice, distance: leven(simplifiedWord, simplified(choice)) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best === undefined || best.distance > Math.max(1, word.length * DISTANCE_MAX_FRACTION))
    return undefined;
  return best.choice;
}

/** `; did you mean X?`, or an empty string. */
export function suggestion(word: string, choices: readonly string[], prefix = ''): string {
  const choice = closest(word, choices);
  return choice === undefined ? '' : `; did you mean ${prefix}${choice}?`;
}

function simplified(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}
