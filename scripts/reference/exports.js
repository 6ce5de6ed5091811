/**
 * Reads the exports of a package from its built declarations: name, docstring and declaration. Uses the compiler
 * API of TypeScript 6, because TypeScript 7 has no stable API yet.
 */
import { join } from 'node:path';
import ts from 'typescript60';
import { ROOT } from '../packages/publishable.js';
import { codeOf } from './declaration.js';
import { docOf } from './docstring.js';

const OPTIONS = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.esnext.disposable.d.ts'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
};

/**
 * Returns the entry points in the order of `exports` as `{ entry, doc, names }`. Each name is
 * `{ name, doc, code, file, isValue }`; `file` is the declaring file relative to the root, `doc` is empty if there
 * is no docstring.
 */
export function exportsOf({ folder, manifest }) {
  const entries = Object.entries(manifest.exports).map(([key, { types }]) => ({
    entry: manifest.name + key.slice(1),
    path: join(ROOT, folder, types),
  }));
  const program = ts.createProgram(
    entries.map(({ path }) => path),
    OPTIONS,
  );
  const checker = program.getTypeChecker();
  return entries.map(({ entry, path }) => {
    const source = program.getSourceFile(path);
    const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source));
    const names = symbols.map((symbol) => describe(symbol, checker));
    return { entry, doc: openingComment(source), names: names.sort(byName) };
  });
}

function byName(one, other) {
  return one.name.localeCompare(other.name, 'en', { sensitivity: 'base' });
}

function describe(symbol, checker) {
  const isAlias = symbol.flags & ts.SymbolFlags.Alias;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  const { name } = symbol;
  const [first] = target.declarations;
  return {
    name,
    doc: ts.isSourceFile(first) ? openingComment(first) : docOf(target, checker),
    code: target.declarations.map((declaration) => codeOf(declaration, name, checker)).join('\n'),
    file: first.getSourceFile().fileName.slice(ROOT.length),
    isValue: (target.flags & ts.SymbolFlags.Value) !== 0,
  };
}

/** Returns the docstring before the first statement of an entry point. */
function openingComment(source) {
  const [range] = ts.getLeadingCommentRanges(source.text, 0) ?? [];
  const text = range ? source.text.slice(range.pos, range.end) : '';
  if (!text.startsWith('/**')) return '';
  return text
    .replace(/^\/\*\*|\s*\*\/$/g, '')
    .replace(/^ *\* ?/gm, '')
    .trim();
}
