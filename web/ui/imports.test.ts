import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ui = fileURLToPath(new URL('.', import.meta.url));

/** Who imports whom: the page's own modules, by their path, types and what is loaded later included. */
type Graph = ReadonlyMap<string, readonly string[]>;

function readGraph(): Graph {
  const files = readdirSync(ui, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'));
  const known = new Set(files);
  return new Map(files.map((file) => [file, importsOf(readFileSync(join(ui, file), 'utf8')).flatMap((to) => resolve(file, to, known))]));
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']*)'/g)].map((match) => match[1] ?? '');
}

function resolve(from: string, to: string, known: ReadonlySet<string>): string[] {
  const path = relative('.', join(dirname(from), to));
  return ['', '.ts', '.tsx', '.d.ts'].map((end) => path + end).filter((file) => known.has(file));
}

/** The same graph between folders. */
function folders(graph: Graph): Graph {
  const between = new Map<string, string[]>();
  for (const [file, targets] of graph) {
    const from = dirname(file);
    const others = targets.map((target) => dirname(target)).filter((to) => to !== from);
    between.set(from, [...(between.get(from) ?? []), ...others]);
  }
  return between;
}

/** The first way found that leads back to where it began; empty when there is none. */
function circle(graph: Graph): readonly string[] {
  const done = new Set<string>();
  const walk = (node: string, way: readonly string[]): readonly string[] => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const found = walk(next, [...way, node]);
      if (found.length > 0) return found;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const found = walk(node, []);
    if (found.length > 0) return found;
  }
  return [];
}

describe('the imports of the page', () => {
  const graph = readGraph();

  it('are all read', () => {
    expect(graph.size).toBeGreaterThan(100);
    expect(graph.get('main.tsx')).toContain('App.tsx');
    expect(graph.get('routes.tsx')).toContain('room/RoomPage.tsx');
  });

  it('lead round in no circle, neither of files nor of folders', () => {
    expect(circle(graph)).toEqual([]);
    expect(circle(folders(graph))).toEqual([]);
  });

  it('would be told if they did', () => {
    expect(circle(new Map([['a', ['b']], ['b', ['c', 'd']], ['c', []], ['d', ['b']]]))).toEqual(['b', 'd', 'b']);
  });
});
