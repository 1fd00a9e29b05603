/** Figures from samples, and how they are written. */

/** The sample below which `share` of them lie; NaN of none. Sorts in place. */
export function percentile(samples: number[] | Float64Array, share: number): number {
  samples.sort((a, b) => a - b);
  return samples[Math.min(samples.length - 1, Math.floor(samples.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? Number.NaN)) / 2;
}

/** Three digits that count, thousands apart: 12,300 and 4.07. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = value === 0 ? 1 : Math.floor(Math.log10(Math.abs(value))) + 1;
  if (digits >= 3) return (Math.round(value / 10 ** (digits - 3)) * 10 ** (digits - 3)).toLocaleString('en-US');
  return value.toFixed(Math.min(2, 3 - Math.max(1, digits)));
}

export function range(samples: readonly number[]): string {
  return `${shown(Math.min(...samples))}–${shown(Math.max(...samples))}`;
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MB`;
}

/** Columns as wide as their widest cell; the first leans left, the others right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
