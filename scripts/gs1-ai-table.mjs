/**
 * Writes devices/barcode/gs1-ai-table.ts from a GS1 Barcode Syntax Dictionary:
 *   node scripts/gs1-ai-table.mjs path/to/gs1-syntax-dictionary.txt
 * The dictionary's facts are taken over, in our own notation; see NOTICE for where they come from.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = process.argv[2];
if (source === undefined) {
  console.error('usage: node scripts/gs1-ai-table.mjs DICTIONARY');
  process.exit(2);
}

const dictionary = readFileSync(source, 'utf8');
const release = /^# Release: (\S+)$/m.exec(dictionary)?.[1] ?? 'unknown';
const rows = dictionary
  .split('\n')
  .filter((line) => /^\d/.test(line))
  .map(rowOf);

function rowOf(line) {
  const [facts, title = ''] = line.split(/\s+#\s+/);
  const [ais, ...words] = facts.trim().split(/\s+/);
  const flags = /^[*?]+$/.test(words[0]) ? words.shift() : '';
  const parts = words.filter((word) => /^\[?[NXYZ]/.test(word)).map(partOf);
  const valuesOf = (name) =>
    words.filter((word) => word.startsWith(`${name}=`)).map((word) => word.slice(name.length + 1));
  const keys = words.some((word) => word === 'dlpkey') ? ['key'] : valuesOf('dlpkey');
  return [
    ais,
    flags.replace('*', '='),
    parts.join(' '),
    title.trim(),
    valuesOf('req').join(' '),
    valuesOf('ex').join(' '),
    keys.join(' '),
  ]
    .join(';')
    .replace(/;+$/, '');
}

function partOf(word) {
  const [, open, set, range, length, checks] = /^(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)$/.exec(word);
  const size = range === undefined ? length : `1-${length}`;
  const part = `${set.toLowerCase()}${size}${checks.replaceAll(',', ':')}`;
  return open === '' ? part : `(${part})`;
}

const quoted = rows.map((row) => `  ${row.includes("'") ? JSON.stringify(row) : `'${row}'`},`);
const text = `/**
 * The GS1 Application Identifiers, from the GS1 Barcode Syntax Dictionary, release ${release} (see NOTICE). Written by
 * \`scripts/gs1-ai-table.mjs\`. A row is \`AIs;flags;parts;title;needs;bars;key\`:
 * flags \`=\` predefined length, needs no separator; \`?\` may be a query attribute of a Digital Link.
 * parts, in order: character set (n digits, x 82 characters, y 39, z base64url), length or least-most, checks by name; in round
 *   brackets when it may be missing.
 * needs: groups parted by spaces, each wants one of its alternatives (\`+\`: all of these); n stands for any digit.
 * bars: must not stand beside these. key: primary key of a Digital Link, with its qualifiers in order, \`|\` between alternatives.
 */
export const aiRows: readonly string[] = [
${quoted.join('\n')}
];
`;
writeFileSync(fileURLToPath(new URL('../devices/barcode/gs1-ai-table.ts', import.meta.url)), text);
console.log(`${rows.length} rows`);
