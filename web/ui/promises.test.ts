import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const web = fileURLToPath(new URL('..', import.meta.url));

function load(): ts.Program {
  const config = ts.readConfigFile(`${web}tsconfig.json`, ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config.config, ts.sys, web);
  return ts.createProgram(fileNames, { ...options, noEmit: true });
}

/** A program of one file beside the page's own. */
function loadText(text: string): ts.Program {
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, strict: true, types: [] };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) => (name === 'sample.ts' ? ts.createSourceFile(name, text, version) : read(name, version));
  return ts.createProgram(['sample.ts'], options, host);
}

/** Finds promises that nobody waits for and whose failure nobody handles. */
class Finder {
  readonly found: string[] = [];
  private readonly checker: ts.TypeChecker;

  constructor(program: ts.Program, wanted: (file: ts.SourceFile) => boolean) {
    this.checker = program.getTypeChecker();
    for (const file of program.getSourceFiles()) if (wanted(file)) this.#visit(file);
  }

  #visit(node: ts.Node): void {
    if (ts.isExpressionStatement(node) && this.#loose(node.expression)) this.#tell(node, 'is left alone');
    if (ts.isVoidExpression(node) && this.#loose(node.expression)) this.#tell(node, 'is left alone');
    if (ts.isExpression(node) && this.#givenAway(node)) this.#tell(node, 'returns a promise to one who expects nothing');
    node.forEachChild((child) => this.#visit(child));
  }

  /** Whether an expression, as a statement, leaves a promise alone. */
  #loose(expression: ts.Expression): boolean {
    const bare = ts.isParenthesizedExpression(expression) ? expression.expression : expression;
    if (ts.isVoidExpression(bare) || ts.isAwaitExpression(bare)) return false;
    if (ts.isBinaryExpression(bare)) return bare.operatorToken.kind !== ts.SyntaxKind.EqualsToken && this.#loose(bare.right);
    if (ts.isConditionalExpression(bare)) return this.#loose(bare.whenTrue) || this.#loose(bare.whenFalse);
    return isPromise(this.checker.getTypeAtLocation(bare)) && !handles(bare);
  }

  /** Whether a function that is passed on returns a promise where its result is thrown away. */
  #givenAway(node: ts.Expression): boolean {
    if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node) && !ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return false;
    const { parent } = node;
    const passed = ts.isJsxExpression(parent) || (ts.isCallExpression(parent) && parent.arguments.includes(node)) || ts.isPropertyAssignment(parent);
    if (!passed) return false;
    const wanted = this.checker.getContextualType(node)?.getNonNullableType().getCallSignatures()[0]?.getReturnType();
    if (!wanted || (wanted.flags & ts.TypeFlags.Void) === 0) return false;
    return this.checker.getTypeAtLocation(node).getCallSignatures().some((signature) => isPromise(signature.getReturnType()));
  }

  #tell(node: ts.Node, what: string): void {
    const file = node.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    this.found.push(`${file.fileName.replace(web, '')}:${line + 1} ${what}: ${node.getText().split('\n')[0]}`);
  }
}

function isPromise(type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((part) => part.symbol?.name === 'Promise');
}

/** Whether a call ends a chain of promises with a handler for failures. */
function handles(expression: ts.Expression): boolean {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return false;
  const method = expression.expression.name.text;
  return (method === 'catch' && expression.arguments.length === 1) || (method === 'then' && expression.arguments.length === 2);
}

const mistakes = `
declare function work(): Promise<number>;
declare function each(call: () => void): void;
work();
void work();
work().then((n) => n);
work().finally(() => undefined);
Math.random() > 0.5 && work();
each(() => work());
each(work);
each(async () => { await work(); });
`;

const fine = `
declare function work(): Promise<number>;
declare function each(call: () => void): void;
declare function wait(call: () => Promise<number>): void;
work().catch(() => undefined);
work().then((n) => n, () => 0);
let kept = work();
kept = work();
wait(work);
wait(() => work());
each(() => { work().catch(() => undefined); });
async function waits(): Promise<number> { await work(); return work(); }
`;

describe('a promise', () => {
  it('is awaited, or its failure is handled', { timeout: 60_000 }, () => {
    const { found } = new Finder(load(), ({ fileName, isDeclarationFile }) => fileName.startsWith(`${web}ui/`) && !isDeclarationFile);
    expect(found).toEqual([]);
  });

  it('is found by this test where it is not', { timeout: 60_000 }, () => {
    const lines = (text: string) => new Finder(loadText(text), ({ fileName }) => fileName === 'sample.ts').found.map((told) => Number(/:(\d+)/.exec(told)?.[1]));
    expect(lines(mistakes)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(lines(fine)).toEqual([]);
  });
});
