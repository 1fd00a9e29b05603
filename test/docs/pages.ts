/** The documents as the tests see them: pages, the blocks of code in them, the rows of their tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-files.ts';

export interface Page {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** What stands between two fences. */
export interface Block {
  /** Where it begins, for the person who mends it: `docs/start.md:31`. */
  readonly place: string;
  /** What stands behind the opening fence: a language and what the block is, e.g. `json site`. */
  readonly info: string;
  readonly body: string;
}

export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Everything written for people. */
export function pages(): Page[] {
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`);
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs.sort()]
    .filter((path) => path.endsWith('.md'))
    .map((path) => {
      const text = textOf(path);
      return { path, text, blocks: blocksOf(path, text) };
    });
}

function blocksOf(path: string, text: string): Block[] {
  const blocks: Block[] = [];
  let open: { readonly line: number; readonly info: string; readonly lines: string[] } | undefined;
  for (const [i, line] of text.split('\n').entries()) {
    if (!line.startsWith('```')) open?.lines.push(line);
    else if (open === undefined) open = { line: i + 1, info: line.slice(3).trim(), lines: [] };
    else {
      blocks.push({ place: `${path}:${open.line}`, info: open.info, body: open.lines.join('\n') });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${path}:${open.line}: the block does not end`);
  return blocks;
}

/** The page without its blocks and without what stands in backticks. */
export function proseOf({ text }: Page): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** What stands in backticks outside of blocks. */
export function quotedIn({ text }: Page): string[] {
  return [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, quoted = '']) => quoted);
}

/** The cells of the table that follows a mark `<!-- name: … -->`, row by row, without its head; backticks are kept. */
export function tableAfter(page: Page, mark: string): string[][] {
  const lines = linesAfter(page, mark);
  const first = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, i) => i > first && !line.startsWith('|'));
  return lines.slice(first + 2, end).map(cellsOf);
}

/** The same of all tables from the mark to the end of the page, heads and all. */
export function tablesAfter(page: Page, mark: string): string[][] {
  return linesAfter(page, mark)
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
}

function linesAfter({ path, text }: Page, mark: string): string[] {
  const [, after] = text.split(`<!-- ${mark}:`);
  if (after === undefined) throw new Error(`${path} has no mark ${mark}`);
  return after.split('\n').slice(1);
}

function cellsOf(line: string): string[] {
  const cells = line.slice(1, line.lastIndexOf('|')).split('|');
  return cells.map((cell) => cell.trim());
}

/** Words in backticks, as a list. */
export function namesIn(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}
