/** What the comment before a declaration says. */
import ts from 'typescript60';

/** Empty where there is none. */
export function docOf(symbol, checker) {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}
