// Builds the page into dist/: one style sheet, a small first view, and a chunk
// for each page that is loaded when it is visited. The same sources give the
// same bytes on every machine, because dist/ is committed and compared.
import { createHash } from 'node:crypto';
import { readFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { gzipSync } from 'fflate';

const ui = dirname(fileURLToPath(import.meta.url));
const web = dirname(ui);
const dist = join(web, 'dist');

const common = {
  absWorkingDir: web,
  bundle: true,
  minify: true,
  outdir: 'dist/assets',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  publicPath: '/assets',
  loader: { '.woff2': 'file' },
  target: ['es2022', 'chrome123', 'firefox121', 'safari17.5'],
  charset: 'utf8',
  legalComments: 'none',
  // The checks build in a copy of the tree whose node_modules is a link: the
  // names that go into the hashes must not tell.
  preserveSymlinks: true,
  metafile: true,
  write: false,
  logLevel: 'warning',
};

const page = await build({
  ...common,
  entryPoints: ['ui/main.tsx'],
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
});
// A classic script, so that the theme is set before the first paint.
const theme = await build({ ...common, entryPoints: ['ui/theme.ts'], format: 'iife' });

const outputs = { ...page.metafile.outputs, ...theme.metafile.outputs };

/** The path of what was built from a source. */
function built(source) {
  const path = Object.keys(outputs).find((name) => outputs[name].entryPoint === source);
  if (!path) throw new Error(`nothing was built from ${source}`);
  return path;
}

const main = built('ui/main.tsx');
// The first page's style sheet has the others' in it, those of pages loaded
// later too: one request, and nothing that shifts when a page arrives.
const style = outputs[main].cssBundle;
const iconContents = readFileSync(join(ui, 'icon.svg'));
const icon = `dist/assets/icon-${createHash('sha256').update(iconContents).digest('hex').slice(0, 8)}.svg`;

/** @param {string} path */
const address = (path) => `/${relative('dist', path)}`;

const index = readFileSync(join(ui, 'index.html'), 'utf8')
  .replace('{{icon}}', address(icon))
  .replace('{{theme}}', address(built('ui/theme.ts')))
  .replace('{{style}}', address(style))
  .replace('{{main}}', address(main));

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'assets'), { recursive: true });

/** Writes a file, and beside it a compressed one that the server prefers. */
function write(path, contents) {
  writeFileSync(path, contents);
  // fflate, not zlib: its output is the same under every version of Node.
  if (!path.endsWith('.woff2')) writeFileSync(`${path}.gz`, gzipSync(contents, { level: 9, mtime: 0 }));
}

for (const output of [...page.outputFiles, ...theme.outputFiles]) {
  const name = relative(web, output.path);
  if (!name.endsWith('.css') || name === style) write(output.path, output.contents);
}
write(join(web, icon), iconContents);
const fontLicense = readFileSync(join(web, 'node_modules/@fontsource-variable/figtree/LICENSE'));
writeFileSync(join(dist, 'assets', 'figtree-license.txt'), fontLicense);
write(join(dist, 'index.html'), new TextEncoder().encode(index));
