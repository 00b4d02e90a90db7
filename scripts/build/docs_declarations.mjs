// What the loader's TypeScript says of itself, read by the compiler: public types with their JSDoc, and calls.

import { readdirSync } from 'node:fs';
import { inRoot } from '../paths.mjs';

/** Files whose exported types merchants meet. */
const PUBLIC = ['types', 'protocol', 'payment_tag'];

/** Folders whose sources make errors. */
const SOURCES = [['www', 'sdk'], ['www', 'frame']];

/**
 * Answers `{types, calls}`: `types` maps a name to `{name, text, doc, members}`, and `calls(names)` lists the calls of
 * these functions as `{name, texts}`, `texts` being the arguments' literals, or undefined where there is none.
 *
 * A member is `{path, optional, type, text, doc}`; `doc` is `{text, tags: [{name, text}]}` or undefined.
 */
export async function readDeclarations() {
  // Imported here and not above: the package may only just have been installed.
  const { API } = await import('typescript/unstable/sync');
  const { SyntaxKind } = await import('typescript/unstable/ast');
  const api = new API({ cwd: inRoot() });
  try {
    const [project] = api.updateSnapshot({ openProjects: [inRoot('tsconfig.json')] }).getProjects();
    const open = (...path) => project.program.getSourceFile(inRoot(...path));
    const types = new Map(PUBLIC.flatMap((name) => readTypes(open('www', 'sdk', `${name}.ts`), SyntaxKind)).map((type) => [type.name, type]));
    const files = SOURCES.flatMap((folder) => readdirSync(inRoot(...folder)).filter((name) => name.endsWith('.ts')).sort().map((name) => [...folder, name]));
    const calls = files.flatMap((path) => readCalls(open(...path), path.join('/'), SyntaxKind));
    return { types, calls };
  } finally {
    api.close();
  }
}

function readTypes(file, SyntaxKind) {
  const kinds = [SyntaxKind.InterfaceDeclaration, SyntaxKind.TypeAliasDeclaration];
  const isExported = ({ modifiers }) => [...(modifiers ?? [])].some(({ kind }) => kind === SyntaxKind.ExportKeyword);
  return [...file.statements].filter((node) => kinds.includes(node.kind) && isExported(node)).map((node) => ({
    name: node.name.text,
    text: node.type?.getText(file),
    doc: docOf(node, file),
    members: membersIn(node.kind === SyntaxKind.InterfaceDeclaration ? node : node.type, file, SyntaxKind),
  }));
}

/** The members of an interface or of an object's type, with those of objects in them. */
function membersIn(node, file, SyntaxKind, prefix = '') {
  return [...(node.members ?? [])].flatMap((member) => {
    const path = prefix + (member.name?.getText(file) ?? '');
    const isObject = member.type?.kind === SyntaxKind.TypeLiteral;
    const own = {
      path,
      optional: member.postfixToken !== undefined,
      type: member.kind === SyntaxKind.PropertySignature ? member.type.getText(file) : undefined,
      text: member.getText(file).replace(/;$/, ''),
      doc: docOf(member, file),
      isObject,
    };
    return [own, ...(isObject ? membersIn(member.type, file, SyntaxKind, `${path}.`) : [])];
  });
}

function docOf(node, file) {
  const doc = [...(node.jsDoc ?? [])].at(-1);
  if (!doc) return undefined;
  const textOf = (comment) => [...(comment ?? [])].map((part) => part.text ?? part.getText(file)).join('').replaceAll(/\{@link (\w+)\}/g, '`$1`').trim();
  return { text: textOf(doc.comment), tags: [...(doc.tags ?? [])].map((tag) => ({ name: tag.tagName.text, text: textOf(tag.comment) })) };
}

function readCalls(file, path, SyntaxKind) {
  const calls = [];
  const visit = (node) => {
    if (node.kind === SyntaxKind.CallExpression || node.kind === SyntaxKind.NewExpression) {
      calls.push({ path, name: node.expression.getText(file), texts: [...(node.arguments ?? [])].map((argument) => literalOf(argument, file, SyntaxKind)) });
    }
    node.forEachChild((child) => void visit(child));
  };
  visit(file);
  return calls;
}

/** A text in the source. What is only known at run time is an ellipsis in it. */
function literalOf(node, file, SyntaxKind) {
  if (node.kind === SyntaxKind.StringLiteral || node.kind === SyntaxKind.NoSubstitutionTemplateLiteral) return node.text;
  if (node.kind === SyntaxKind.TemplateExpression) return node.head.text + [...node.templateSpans].map(({ literal }) => `…${literal.text}`).join('');
  if (node.kind !== SyntaxKind.BinaryExpression || node.operatorToken.kind !== SyntaxKind.PlusToken) return undefined;
  const [left, right] = [node.left, node.right].map((side) => literalOf(side, file, SyntaxKind));
  return left === undefined && right === undefined ? undefined : `${left ?? '…'}${right ?? '…'}`;
}
