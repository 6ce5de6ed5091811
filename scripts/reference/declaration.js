/**
 * Formats an exported declaration: the text of the .d.ts file, in which types derived from a private declaration
 * (`typeof LAYOUT`) are expanded, because readers do not see that declaration.
 */
import ts from 'typescript60';
import { docOf } from './docstring.js';

const FORMAT =
  ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

/** `name` is the name under which the declaration is exported. */
export function codeOf(declaration, name, checker) {
  if (ts.isSourceFile(declaration)) return moduleCode(declaration, name, checker);
  if (ts.isInterfaceDeclaration(declaration)) return interfaceCode(declaration, checker);
  if (ts.isTypeAliasDeclaration(declaration)) return aliasCode(declaration, checker);
  const isVariable = ts.isVariableDeclaration(declaration);
  return declarationText(isVariable ? declaration.parent.parent : declaration, checker);
}

/** Formats a module that is exported under a name as an object. */
function moduleCode(source, name, checker) {
  const members = checker.getExportsOfModule(checker.getSymbolAtLocation(source));
  const lines = members.map((member) => propertyLine(member, source, checker));
  return `const ${name}: {\n${lines.join('')}};`;
}

function declarationText(node, checker) {
  return expandLiterals(node, checker)
    .replace(/^export (declare )?/, '')
    .replace(/^ *(#private|private .*);\n/gm, '')
    .replace(/^( {4})+/gm, (indent) => ' '.repeat(indent.length / 2));
}

/** Returns the text of the node with each `(typeof NAMES)[number]` replaced by the union of its literals. */
function expandLiterals(node, checker) {
  let text = node.getText();
  const visit = (child) => {
    const literals = literalsOf(child, checker);
    if (literals === undefined) ts.forEachChild(child, visit);
    else
      text = text.replace(
        child.getText(),
        ts.isArrayTypeNode(child.parent) ? `(${literals})` : literals,
      );
  };
  ts.forEachChild(node, visit);
  return text;
}

/** Returns the union for a type that is derived by `typeof` from a list or table of literals. */
function literalsOf(node, checker) {
  const isDerived = [
    ts.isIndexedAccessTypeNode,
    ts.isTypeOperatorNode,
    ts.isTypeReferenceNode,
  ].some((is) => is(node));
  if (!isDerived || !node.getText().includes('typeof ')) return undefined;
  const type = checker.getTypeFromTypeNode(node);
  const literals = type.isUnion() ? type.types : [type];
  const isLiteral = (literal) =>
    literal.isLiteral() || (literal.flags & ts.TypeFlags.Undefined) !== 0;
  if (!literals.every(isLiteral)) return undefined;
  return literals.map((literal) => checker.typeToString(literal).replaceAll('"', "'")).join(' | ');
}

function interfaceCode(declaration, checker) {
  const code = declarationText(declaration, checker);
  const bases = declaration.heritageClauses?.flatMap(({ types }) => types) ?? [];
  const hidden = bases.filter((base) => base.getText().includes('typeof '));
  if (hidden.length === 0) return code;
  const own = new Set(declaration.members.map((member) => member.name?.getText()));
  const lines = hidden
    .flatMap((base) => checker.getPropertiesOfType(checker.getTypeAtLocation(base)))
    .filter((property) => !own.has(property.name))
    .map((property) => propertyLine(property, declaration, checker));
  const shown = bases.filter((base) => !hidden.includes(base)).map((base) => base.getText());
  const heading = shown.length > 0 ? ` extends ${shown.join(', ')} {` : ' {';
  return code.replace(/ extends [^{]*\{/, heading).replace(/\}$/, `${lines.join('')}}`);
}

/** Formats a computed type as the list of its properties. */
function aliasCode(declaration, checker) {
  const { name, type, typeParameters } = declaration;
  const isGeneric = typeParameters?.length > 0;
  const isApplied = ts.isTypeReferenceNode(type) && type.typeArguments?.length > 0;
  const isComputed = !isGeneric && (isApplied || ts.isIntersectionTypeNode(type));
  const known = checker.getTypeAtLocation(declaration);
  const isObject = (known.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  const properties = isComputed && isObject ? checker.getPropertiesOfType(known) : [];
  if (properties.length === 0 || known.getCallSignatures().length > 0)
    return declarationText(declaration, checker);
  const lines = properties.map((property) => propertyLine(property, declaration, checker));
  return `type ${name.text} = {\n${lines.join('')}};`;
}

function propertyLine(property, declaration, checker) {
  const doc = docOf(property, checker).replaceAll('\n', ' ');
  const type = checker.getTypeOfSymbolAtLocation(property, declaration);
  const mark = property.flags & ts.SymbolFlags.Optional ? '?' : '';
  const text = checker.typeToString(type, declaration, FORMAT);
  // TypeScript numbers the names of symbols differently in each program.
  const name = property.name.replace(/^__@(\w+)@\d+$/, '[Symbol.$1]');
  return `${doc && `  /** ${doc} */\n`}  ${name}${mark}: ${text};\n`;
}
