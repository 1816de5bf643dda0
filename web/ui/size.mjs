// Fails when the first view weighs more than its budget. The first view is
// what a browser fetches before the page shows anything: index.html, what it
// names, and what its module imports at once.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const budget = 120_000;
const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist');

const index = readFileSync(join(dist, 'index.html'), 'utf8');
const seen = new Set(['/index.html']);
const queue = [...index.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1]);
while (queue.length > 0) {
  const path = queue.pop();
  if (seen.has(path)) continue;
  seen.add(path);
  const text = readFileSync(join(dist, path), 'utf8');
  // Static imports of a module; import(...) is fetched later, if at all.
  const linked = path.endsWith('.js') ? /(?:from|import)\s*"(\/assets\/[^"]+)"/g : /url\("?(\/assets\/[^")]+)"?\)/g;
  for (const [, found] of text.matchAll(linked)) queue.push(found);
}

let total = 0;
for (const path of [...seen].sort()) {
  const packed = join(dist, `${path}.gz`);
  const bytes = readFileSync(existsSync(packed) ? packed : join(dist, path)).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${path}`);
}
console.log(`${String(total).padStart(8)}  first view, compressed; budget ${budget}`);
if (total > budget) process.exit(1);
