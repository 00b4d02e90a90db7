// An appearance as the code that a merchant writes.

/** A JavaScript literal; names without quotation marks where they need none. */
function literal(value: unknown, indent: string): string {
  if (typeof value == 'string') return `'${JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
  if (Object(value) !== value) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, inner)).join(', ')}]`;
  const lines = Object.entries(value as object)
    .map(([name, member]) => `${inner}${/^[A-Za-z_]\w*$/.test(name) ? name : literal(name, '')}: ${literal(member, inner)},\n`);
  return lines.length > 0 ? `{\n${lines.join('')}${indent}}` : '{}';
}

/** What to write to have a form look so. */
export function codeOf(appearance: unknown): string {
  return `const elements = tillkit.elements({\n  clientSecret,\n  appearance: ${literal(appearance, '  ')},\n});\n`;
}
