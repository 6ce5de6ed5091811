/**
 * Generates JSON Schemas (draft 2020-12) of exported interfaces with the TypeScript compiler API. Supports only the
 * types that frames use, and throws for any other. Constraints that types cannot express are in JSDoc tags:
 * `@integer`, `@minimum N`, `@exclusiveMinimum N`, `@minLength N`, `@maxLength N`, `@minItems N`, `@maxItems N`, and
 * `@optional` for a key that frames may lack and that a decoder fills in.
 */
import ts from 'typescript60';
import { lineOfDoc } from '../reference/docstring.js';

const OPTIONS = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
};

/** Tags that have the name and the value of a keyword of JSON Schema. */
const BOUNDS = ['minimum', 'exclusiveMinimum', 'minItems', 'maxItems', 'minLength', 'maxLength'];

/** Returns the exported interfaces whose name matches the pattern, as `[{ name, description, schemaOf(isClosed) }]`. */
export function interfacesOf(file, pattern) {
  const program = ts.createProgram([file], OPTIONS);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  return checker
    .getExportsOfModule(checker.getSymbolAtLocation(source))
    .filter((symbol) => symbol.flags & ts.SymbolFlags.Interface && pattern.test(symbol.name))
    .map((symbol) => ({
      name: symbol.name,
      description: lineOfDoc(symbol, checker),
      schemaOf: (isClosed) => ({
        description: lineOfDoc(symbol, checker),
        ...objectSchema(checker.getDeclaredTypeOfSymbol(symbol), { checker, source, isClosed }),
      }),
    }));
}

function objectSchema(type, context) {
  const { checker, source, isClosed } = context;
  const properties = {};
  const required = [];
  for (const property of checker.getPropertiesOfType(type)) {
    const tags = property.getJsDocTags(checker).map(({ name }) => name);
    const isOptional =
      (property.flags & ts.SymbolFlags.Optional) !== 0 || tags.includes('optional');
    const declared = checker.getTypeOfSymbolAtLocation(property, source);
    properties[property.name] = propertySchema(property, declared, context);
    if (!isOptional) required.push(property.name);
  }
  const isOpaque = checker.getIndexInfosOfType(type).length > 0;
  return {
    type: 'object',
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
    ...(isClosed && !isOpaque && { additionalProperties: false }),
  };
}

function propertySchema(property, type, context) {
  const description = lineOfDoc(property, context.checker);
  const schema = schemaOf(context.checker.getNonNullableType(type), property.name, context);
  for (const { name, text = [] } of property.getJsDocTags(context.checker)) {
    if (name === 'integer') schema.type = 'integer';
    else if (BOUNDS.includes(name)) schema[name] = Number(ts.displayPartsToString(text));
  }
  return { ...(description !== '' && { description }), ...schema };
}

function schemaOf(type, name, context) {
  const { checker } = context;
  if (type.flags & ts.TypeFlags.Unknown) return {};
  if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
  if (type.isUnion()) return { enum: type.types.map((one) => literalOf(one, name)) };
  if (type.isLiteral()) return { const: literalOf(type, name) };
  if (type.flags & ts.TypeFlags.String) return { type: 'string' };
  if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type);
    return { type: 'array', items: schemaOf(item, name, context) };
  }
  if (type.flags & ts.TypeFlags.Object) return objectSchema(type, context);
  throw new Error(`${name}: unsupported type: ${checker.typeToString(type)}`);
}

function literalOf(type, name) {
  if (!type.isLiteral()) throw new Error(`${name}: only unions of literals are supported`);
  return type.value;
}
