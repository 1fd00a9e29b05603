/** Who noticed each movement: how much of the stock moves without anybody typing. */
import type { Site } from '../stock/site.ts';

export const movement_sources = ['weight', 'tag', 'scan', 'fused', 'person'] as const;
export type MovementSource = (typeof movement_sources)[number];

export interface SourceShare {
  readonly source: MovementSource;
  readonly movements: number;
  readonly pieces: number;
}

/** A movement with the devices of its evidence. */
export interface SourcedRow {
  readonly seq: number;
  readonly at_ms: number;
  readonly quantity: number;
  readonly rule: string;
  readonly devices: readonly string[];
}

export interface SourceRows {
  sources(after_seq: number, until_seq: number, limit: number): readonly SourcedRow[];
}

/** Corrections are none: the opposite that a late movement meets, and what is taken back. Gives way after each page. */
export function* sourceShares(
  ledger: SourceRows,
  site: Site,
  asked: { readonly head_seq: number; readonly from_ms: number; readonly until_ms: number; readonly page_rows: number },
): Generator<undefined, readonly SourceShare[]> {
  const found = new Map(movement_sources.map((source) => [source, { source, movements: 0, pieces: 0 }]));
  const senseOf = sensesOf(site);
  for (let after_seq = 0; ; ) {
    const rows = ledger.sources(after_seq, asked.head_seq, asked.page_rows);
    for (const { at_ms, quantity, rule, devices } of rows) {
      if (at_ms < asked.from_ms || at_ms >= asked.until_ms || rule.startsWith('anchors@')) continue;
      const sum = found.get(sourceOf(devices, senseOf));
      if (sum === undefined) continue;
      sum.movements += 1;
      sum.pieces += quantity;
    }
    if (rows.length < asked.page_rows) return [...found.values()];
    after_seq = rows.at(-1)?.seq ?? asked.head_seq;
    yield;
  }
}

/** Evidence of several senses is fused; a person who scans is a scan; a person who types is a person. */
export function sourceOf(
  devices: readonly string[],
  senseOf: (device: string) => MovementSource | undefined,
): MovementSource {
  const senses = new Set(devices.flatMap((device) => senseOf(device) ?? []));
  if (senses.size > 1) return 'fused';
  const [only] = senses;
  return only ?? 'person';
}

function sensesOf({ devices }: Site): (device: string) => MovementSource | undefined {
  const senses = new Map<string, MovementSource>();
  for (const { id, channels, antennas } of devices) {
    senses.set(id, channels.length > 0 ? 'weight' : antennas.length > 0 ? 'tag' : 'scan');
  }
  return (device) => senses.get(device);
}
