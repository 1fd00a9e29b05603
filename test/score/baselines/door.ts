/**
 * A portal as systems without a model of the radio have it. A passage is over when the tag was quiet for `quiet_ms`; fewer than
 * `reads_min` are none. Which way it went is told in one of two ways, and the search tries both: by the side whose antenna read the
 * tag first and last, or by the side at which the reads, weighted with their power, lie earlier in the mean.
 */
import type { Portal } from '../../../gateway/stock/site.ts';
import { isOutside } from '../../../gateway/stock/site-index.ts';
import type { TagBook } from './tag-book.ts';

export interface DoorManner {
  readonly quiet_ms: number;
  readonly reads_min: number;
  readonly by: 'first and last' | 'centroid';
}

/** What its movements name as their rule. */
export const door_name = 'door';

type Side = 'inside' | 'outside';

export interface DoorRead {
  readonly epc: string;
  readonly side: Side;
  /** Undefined from readers that tell none: all of their reads weigh the same. */
  readonly rssi_dbm: number | undefined;
  readonly at_ms: number;
  readonly arrived_ms: number;
}

/** Of one side: the power received there, and when, in the mean. */
interface Heard {
  power: number;
  mean_ms: number;
}

interface Passage {
  readonly portal: Portal;
  readonly epc: string;
  readonly first: Side;
  readonly heard: Readonly<Record<Side, Heard>>;
  last: Side;
  reads: number;
  /** When the side it was last read at was first read after the other one: it passed about then. */
  turned_ms: number;
  arrived_ms: number;
}

/** Centroids closer than this tell no way: the tag stood, or passed by. */
const apart_ms = 100;

export interface Door {
  read(portal: Portal, read: DoorRead): void;
  tick(now_ms: number): void;
}

export function doorOf(book: TagBook, { quiet_ms, reads_min, by }: DoorManner): Door {
  /** By tag and portal, the longest quiet first. */
  const passing = new Map<string, Passage>();
  function conclude(passage: Passage, now_ms: number): void {
    const { portal, epc, reads } = passage;
    const gone = by === 'centroid' ? byCentroid(passage) : byAntennas(passage);
    if (reads < reads_min || gone === undefined) return;
    const known = book.placeOf(epc);
    const here = known !== undefined && !isOutside(book.index, known) ? known : undefined;
    if (gone.to === 'inside') {
      if (here === undefined) book.stood(epc, portal.from_outside);
      book.goes(epc, portal.inside, gone.at_ms, now_ms, door_name);
    } else {
      if (here === undefined) book.stood(epc, portal.inside);
      book.goes(epc, portal.to_outside, gone.at_ms, now_ms, door_name);
    }
  }
  return {
    read(portal, { epc, side, rssi_dbm, at_ms, arrived_ms }) {
      const key = `${portal.inside}\u0000${portal.to_outside}\u0000${epc}`;
      const known = passing.get(key);
      passing.delete(key);
      const passage = known ?? begun(portal, epc, side, at_ms, arrived_ms);
      if (passage.last !== side) passage.turned_ms = at_ms;
      passage.last = side;
      passage.reads += 1;
      passage.arrived_ms = arrived_ms;
      weigh(passage.heard[side], rssi_dbm === undefined ? 1 : 10 ** (rssi_dbm / 10), at_ms);
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

function begun(portal: Portal, epc: string, side: Side, at_ms: number, arrived_ms: number): Passage {
  const heard = { inside: { power: 0, mean_ms: at_ms }, outside: { power: 0, mean_ms: at_ms } };
  return { portal, epc, first: side, heard, last: side, reads: 0, turned_ms: at_ms, arrived_ms };
}

function weigh(heard: Heard, power: number, at_ms: number): void {
  heard.power += power;
  heard.mean_ms += ((at_ms - heard.mean_ms) * power) / heard.power;
}

type Gone = { readonly to: Side; readonly at_ms: number } | undefined;

function byAntennas({ first, last, turned_ms }: Passage): Gone {
  return first === last ? undefined : { to: last, at_ms: turned_ms };
}

/** It passed the plane of the door between the two centroids. */
function byCentroid({ heard: { inside, outside } }: Passage): Gone {
  const apart = inside.mean_ms - outside.mean_ms;
  if (inside.power === 0 || outside.power === 0 || Math.abs(apart) < apart_ms) return undefined;
  return { to: apart > 0 ? 'inside' : 'outside', at_ms: Math.round((inside.mean_ms + outside.mean_ms) / 2) };
}
