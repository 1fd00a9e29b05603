/** Puts what the score generated between its markers in a page. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Whether the page has the markers `<!-- NAME: begin … -->` and `<!-- NAME: end -->`; what is between them is replaced. */
export function writeBetween(path: string, name: string, text: string): boolean {
  const page = readFileSync(path, 'utf8');
  const replaced = between(page, name, text);
  if (replaced === undefined) return false;
  writeFileSync(path, replaced);
  return true;
}

/** The page with the text between its markers; undefined when it has none. */
export function between(page: string, name: string, text: string): string | undefined {
  const begin = page.indexOf(`<!-- ${name}: begin`);
  const beginEnd = page.indexOf('-->', begin);
  const end = page.indexOf(`<!-- ${name}: end`, beginEnd);
  if (begin < 0 || beginEnd < 0 || end < 0) return undefined;
  return `${page.slice(0, beginEnd + 3)}\n${text}\n${page.slice(end)}`;
}
