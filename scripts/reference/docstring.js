/** Docstrings of declarations. */
import ts from 'typescript60';

/** Returns the docstring of the symbol, or an empty string. */
export function docOf(symbol, checker) {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}

/** Returns the docstring of the symbol on one line. */
export function lineOfDoc(symbol, checker) {
  return docOf(symbol, checker).replaceAll(/\s+/g, ' ');
}
