// Finds in the source which texts it asks for. A key that is put together (`text(`popupCall_${state}`)`) stands for every value that
// the type checker knows for its parts.
import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from '../../scripts/bundle.ts';

export type AskedKey = { key: string; isCounted: boolean; values: number; at: string };

export type AskedTexts = {
  asked: AskedKey[];
  /** Every string literal of the source: keys that are handed on in a variable are among them. */
  literals: Set<string>;
  /** What is known of keys that end in a variable without known values. */
  patterns: { pattern: RegExp; at: string }[];
};

function createProgram(): ts.Program {
  const file = join(root, 'tsconfig.browser.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createProgram(fileNames, options);
}

const product = (left: string[], right: string[]) => left.flatMap((head) => right.map((tail) => head + tail));

/** All values of an expression, or undefined when there is no end of them. */
function valuesOf(expression: ts.Expression, checker: ts.TypeChecker): string[] | undefined {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isParenthesizedExpression(expression)) return valuesOf(expression.expression, checker);
  if (ts.isConditionalExpression(expression)) {
    const [left, right] = [valuesOf(expression.whenTrue, checker), valuesOf(expression.whenFalse, checker)];
    return left && right && [...left, ...right];
  }
  if (ts.isTemplateExpression(expression)) {
    return expression.templateSpans.reduce<string[] | undefined>(
      (heads, span) => {
        const parts = valuesOf(span.expression, checker);
        return heads && parts && product(product(heads, parts), [span.literal.text]);
      },
      [expression.head.text],
    );
  }
  if (ts.isCallExpression(expression) && ts.isPropertyAccessExpression(expression.expression)) {
    const [from, to] = expression.arguments;
    const isReplacing = /^replace(All)?$/.test(expression.expression.name.text);
    if (isReplacing && from && to && ts.isStringLiteral(from) && ts.isStringLiteral(to)) {
      return valuesOf(expression.expression.expression, checker)?.map((value) => value.replaceAll(from.text, to.text));
    }
  }
  const type = checker.getTypeAtLocation(expression);
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral()) ? parts.map((part) => String(part.value)) : undefined;
}

/** A template whose variables may be anything. */
function patternOf({ head, templateSpans }: ts.TemplateExpression): RegExp {
  return new RegExp(`^${[head.text, ...templateSpans.map((span) => span.literal.text)].join('\\w+')}$`);
}

/** `text` or `countedText` when the call is one of ours. */
function calledName(call: ts.CallExpression, checker: ts.TypeChecker): string | undefined {
  const symbol = checker.getSymbolAtLocation(call.expression);
  const origin = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaredIn = origin?.declarations?.[0]?.getSourceFile().fileName ?? '';
  return declaredIn === join(root, 'extension', 'text.ts').replaceAll('\\', '/') ? origin?.name : undefined;
}

/** Reads the whole extension. */
export function findAskedTexts(): AskedTexts {
  const program = createProgram();
  const checker = program.getTypeChecker();
  const found: AskedTexts = { asked: [], literals: new Set(), patterns: [] };
  const read = (call: ts.CallExpression, at: string) => {
    const name = calledName(call, checker);
    const [first, ...rest] = call.arguments;
    if (!name || !first) return;
    const keys = valuesOf(first, checker);
    if (!keys && ts.isTemplateExpression(first)) found.patterns.push({ pattern: patternOf(first), at });
    const values = rest.some(ts.isSpreadElement) ? Number.POSITIVE_INFINITY : rest.length;
    for (const key of keys ?? []) found.asked.push({ key, isCounted: name === 'countedText', values, at });
  };
  for (const file of program.getSourceFiles()) {
    const path = relative(root, file.fileName);
    if (path.startsWith('..') || path.includes('node_modules') || path === join('extension', 'text.ts')) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node)) found.literals.add(node.text);
      if (ts.isCallExpression(node)) {
        read(node, `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
      }
      node.forEachChild(visit);
    };
    visit(file);
  }
  return found;
}
