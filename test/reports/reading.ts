/** Reads a picture of a label as a scanner would: with another library than the one that drew it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

// From the package's folder: by default the library fetches it from the network.
const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({
  overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) },
});

export interface Dots {
  readonly width: number;
  readonly height: number;
  /** One byte a dot, 1 is black. */
  readonly dots: Uint8Array;
}

/** What a scanner that is told to send symbology identifiers would send for each code in the picture. */
export async function scansOf(label: Dots): Promise<readonly string[]> {
  const { width, height, dots } = aroundCode(label);
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let at = 0; at < dots.length; at += 1) if (dots[at] === 1) data.fill(0, at * 4, at * 4 + 3);
  const picture = { data, width, height, colorSpace: 'srgb' } as const;
  const found = await readBarcodes(picture, { textMode: 'Plain', tryHarder: true });
  return found.map(({ symbologyIdentifier, text }) => symbologyIdentifier + text);
}

const light_around = 30;

/** The part of a label with its code, and white paper around it: a label is mostly white, and looking at it takes time. */
function aroundCode({ width, height, dots }: Dots): Dots {
  const box = { left: width, right: 0, top: height, bottom: 0 };
  for (let row = 0; row < height; row += 1) {
    const line = dots.subarray(row * width, (row + 1) * width);
    const first = line.indexOf(1);
    if (first < 0) continue;
    box.left = Math.min(box.left, first);
    box.right = Math.max(box.right, line.lastIndexOf(1) + 1);
    box.top = Math.min(box.top, row);
    box.bottom = row + 1;
  }
  // Bars say the same in every row.
  const rows = Math.min(box.bottom - box.top, box.right - box.left);
  const wide = box.right - box.left + 2 * light_around;
  const part = new Uint8Array(wide * (rows + 2 * light_around));
  for (let row = 0; row < rows; row += 1) {
    const from = (box.top + row) * width;
    part.set(dots.subarray(from + box.left, from + box.right), (row + light_around) * wide + light_around);
  }
  return { width: wide, height: rows + 2 * light_around, dots: part };
}

/** The labels of a page, each as the browser would draw its code: the paths are rectangles in dots. */
export function labelsOfPage(html: string): readonly Dots[] {
  return [
    ...html.matchAll(/<g transform="translate\(\d+ \d+\)"><path shape-rendering="crispEdges" d="([^"]*)"\/>/g),
  ].map(([, path = '']) => rectanglesOf(path));
}

function rectanglesOf(path: string): Dots {
  const all = [...path.matchAll(/M(\d+) (\d+)h(\d+)v(\d+)h-\d+z/g)].map((match) => match.slice(1).map(Number));
  const width = Math.max(...all.map(([x = 0, , w = 0]) => x + w));
  const height = Math.max(...all.map(([, y = 0, , h = 0]) => y + h));
  const dots = new Uint8Array(width * height);
  for (const [x = 0, y = 0, w = 0, h = 0] of all) {
    for (let row = y; row < y + h; row += 1) dots.fill(1, row * width + x, row * width + x + w);
  }
  return { width, height, dots };
}
