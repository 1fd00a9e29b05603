/** What all weight baselines share: which plate is whose. The rule alone is each one's own. */
import type { Site } from '../../../gateway/stock/site.ts';
import { channelPlace, siteIndexOf } from '../../../gateway/stock/site-index.ts';
import type { Baseline } from './baseline.ts';
import { type Least, type StepBook, stepBookOf } from './step-book.ts';

export interface Sample {
  readonly mass_mg: number;
  readonly at_ms: number;
  readonly arrived_ms: number;
}

/** One plate, or one group of plates: samples in. */
export interface PlateRule {
  take(channel: string, sample: Sample): void;
}

/** What a rule is told of the plates it watches. */
export interface Plates {
  /** Location by channel. */
  readonly places: ReadonlyMap<string, string>;
  readonly book: StepBook;
}

/** `joined`: the plates of a group are one rule's. */
export function weightBaseline(
  name: string,
  site: Site,
  { least, joined }: { readonly least: Least; readonly joined: boolean },
  ruleOf: (plates: Plates) => PlateRule,
): Baseline {
  const index = siteIndexOf(site);
  const book = stepBookOf(index, name, least);
  const rules = new Map<string, PlateRule>();
  function ruleFor(device: string, channel: string): PlateRule | undefined {
    const key = `${device}\u0000${channel}`;
    const known = rules.get(key);
    if (known !== undefined) return known;
    const place = channelPlace(index, device, channel);
    if (place === undefined || book.lightestMg(place.location) === undefined) return undefined;
    const all = index.devices.get(device)?.settings.channels ?? [];
    const own = joined && place.group !== undefined ? all.filter(({ group }) => group === place.group) : [place];
    const rule = ruleOf({ book, places: new Map(own.map((each) => [each.channel, each.location])) });
    for (const each of own) rules.set(`${device}\u0000${each.channel}`, rule);
    return rule;
  }
  return {
    name,
    sense: 'weight',
    booked: book.booked,
    take({ device, reading, at_ms, arrived_ms }) {
      if (reading.kind !== 'weight') return;
      ruleFor(device, reading.channel)?.take(reading.channel, { mass_mg: reading.mass_mg, at_ms, arrived_ms });
    },
    end() {},
  };
}
