/**
 * A portal as systems without a model of the radio have it: a tag that was read first by an antenna of one side and last by one
 * of the other went from there to here. A passage is over when the tag was quiet for `quiet_ms`; fewer than `reads_min` are none.
 */
import type { Portal } from '../../../gateway/stock/site.ts';
import { isOutside } from '../../../gateway/stock/site-index.ts';
import type { TagBook } from './tag-book.ts';

export interface DoorManner {
  readonly quiet_ms: number;
  readonly reads_min: number;
}

/** What its movements name as their rule. */
export const door_name = 'first and last antenna';

type Side = 'inside' | 'outside';

interface Passage {
  readonly portal: Portal;
  readonly epc: string;
  readonly first: Side;
  last: Side;
  reads: number;
  /** When the side it was last read at was first read after the other one: it passed about then. */
  turned_ms: number;
  arrived_ms: number;
}

export interface Door {
  read(portal: Portal, epc: string, side: Side, at_ms: number, arrived_ms: number): void;
  tick(now_ms: number): void;
}

export function doorOf(book: TagBook, { quiet_ms, reads_min }: DoorManner): Door {
  /** By tag and portal, the longest quiet first. */
  const passing = new Map<string, Passage>();
  function conclude(passage: Passage, now_ms: number): void {
    const { portal, epc, first, last, reads, turned_ms } = passage;
    if (reads < reads_min || first === last) return;
    const known = book.placeOf(epc);
    const here = known !== undefined && !isOutside(book.index, known) ? known : undefined;
    if (last === 'inside') {
      if (here === undefined) book.stood(epc, portal.from_outside);
      book.goes(epc, portal.inside, turned_ms, now_ms, door_name);
    } else {
      if (here === undefined) book.stood(epc, portal.inside);
      book.goes(epc, portal.to_outside, turned_ms, now_ms, door_name);
    }
  }
  return {
    read(portal, epc, side, at_ms, arrived_ms) {
      const key = `${portal.inside}\u0000${portal.to_outside}\u0000${epc}`;
      const known = passing.get(key);
      passing.delete(key);
      const passage = known ?? { portal, epc, first: side, last: side, reads: 0, turned_ms: at_ms, arrived_ms };
      if (passage.last !== side) passage.turned_ms = at_ms;
      passage.last = side;
      passage.reads += 1;
      passage.arrived_ms = arrived_ms;
      passing.set(key, passage);
    },
    tick(now_ms) {
      for (const [key, passage] of passing) {
        if (now_ms - passage.arrived_ms < quiet_ms) return;
        passing.delete(key);
        conclude(passage, now_ms);
      }
    },
  };
}
