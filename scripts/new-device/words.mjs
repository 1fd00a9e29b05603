/** Small pieces of source text. */

/** Imports by their paths, as Biome has them; else it parts the first from the comment above. */
export function inOrder(imports) {
  const pathIn = (line) => /'([^']+)'/.exec(line)[1];
  const lines = imports.split('\n').map((line) => ({ line, path: pathIn(line) }));
  return lines
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map(({ line }) => line)
    .join('\n');
}

export function bytesIn(text) {
  return Array.from(text, (character) => character.charCodeAt(0));
}

export function hexText(bytes) {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

export function hexByte(byte) {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}

export function quoted(text) {
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

export function lineOf(text) {
  return text === undefined ? '' : `\n${text}`;
}

export function lower(text) {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

export function capital(word) {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
