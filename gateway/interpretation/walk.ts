/** The guided walk through a zone. */
import type { Walked } from './walk-histogram.ts';

export interface Walks {
  readonly zones: Map<string, Walked>;
}

export function walksOf(): Walks {
  return { zones: new Map() };
}
