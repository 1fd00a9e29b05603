/** What all presence baselines share: which reads are whose, and how time passes. The rule alone is each one's own. */
import type { Site } from '../../../gateway/stock/site.ts';
import { antennaPlace, siteIndexOf } from '../../../gateway/stock/site-index.ts';
import { type Baseline, look_ms } from './baseline.ts';
import { type DoorManner, doorOf } from './door.ts';
import { type TagBook, tagBookOf } from './tag-book.ts';

export interface ShelfRead {
  readonly epc: string;
  readonly location: string;
  /** Device and antenna. */
  readonly antenna: string;
  /** Undefined from readers that tell none. */
  readonly rssi_dbm: number | undefined;
  readonly count: number;
  readonly at_ms: number;
  readonly arrived_ms: number;
}

/** Decides where tags are by the reads at shelves, and tells the book. */
export interface PresenceRule {
  read(read: ShelfRead): void;
  /** Time has come to here, by arrival. */
  tick(now_ms: number): void;
}

export function presenceBaseline(
  name: string,
  site: Site,
  door: DoorManner,
  ruleOf: (book: TagBook) => PresenceRule,
): Baseline {
  const index = siteIndexOf(site);
  const book = tagBookOf(index, name);
  const passages = doorOf(book, door);
  const rule = ruleOf(book);
  let looked_ms = Number.NEGATIVE_INFINITY;
  function tickTo(now_ms: number): void {
    if (now_ms - looked_ms < look_ms) return;
    looked_ms = now_ms;
    passages.tick(now_ms);
    rule.tick(now_ms);
  }
  return {
    name,
    sense: 'presence',
    booked: book.booked,
    take({ device, reading, at_ms, arrived_ms }) {
      tickTo(arrived_ms);
      if (reading.kind !== 'tag' || book.itemOf(reading) === undefined) return;
      const settings = index.devices.get(device);
      const place = settings === undefined ? undefined : antennaPlace(settings, reading.antenna);
      if (settings === undefined || place === undefined) return;
      const { epc, rssi_cdbm, count } = reading;
      const { role, location, rssi_floor_cdbm } = place;
      if (rssi_cdbm !== undefined && rssi_floor_cdbm !== undefined && rssi_cdbm < rssi_floor_cdbm) return;
      const { portal } = settings.settings;
      const rssi_dbm = rssi_cdbm === undefined ? undefined : rssi_cdbm / 100;
      if (role === 'portal-inside' || role === 'portal-outside') {
        const side = role === 'portal-inside' ? 'inside' : 'outside';
        if (portal !== undefined) passages.read(portal, { epc, side, rssi_dbm, at_ms, arrived_ms });
      } else if (location !== undefined) {
        rule.read({ epc, location, antenna: `${device}/${place.antenna}`, rssi_dbm, count, at_ms, arrived_ms });
      }
    },
    end(at_ms) {
      looked_ms = Number.NEGATIVE_INFINITY;
      tickTo(at_ms);
    },
  };
}
