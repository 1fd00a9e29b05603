/** The bin cards of Harbour Street: what its people wrote down in the weeks before the gateway came, as a file to be imported. */
import { consumables, tagged, weighed } from './demo-goods.ts';
import { type Seed, seedOf } from './seed.ts';

/** Whole weeks, so that each has all of its open days. */
const days = 56;
const columns = 'kind,item,quantity,location,to,at,reason,party';
const sunday = 0;

interface Card {
  readonly item: string;
  readonly location: string;
  readonly supplier: string | undefined;
  readonly box: number;
  readonly full: number;
  readonly low: number;
}

/** `dayAgo`: the local day so many days before today, `2026-11-23`. The same seed writes the same cards. */
export function demoCards(dayAgo: (days: number) => string, number = 1): string {
  const seed = seedOf(number, 'cards');
  const cards: Card[] = [
    ...weighed.map(({ id, bin, supplier, box = 1, full, low }) => ({
      item: id,
      location: bin,
      supplier,
      box,
      full,
      low,
    })),
    ...consumables.map(({ id, supplier, box = 1 }, at) => ({
      // Where its people have them, so that counts find more or less and nothing gone.
      ...{ item: id, location: `D${Math.floor(at / 2) + 1}`, supplier, box, full: 60, low: 12 },
    })),
  ];
  const rows = [
    ...cards.flatMap((card) => written(card, dayAgo, seed.stream(card.item))),
    ...tagged.flatMap((goods) => passed(goods, dayAgo, seed.stream(goods.id))),
  ];
  return `${[columns, ...rows].join('\n')}\n`;
}

/** Some is used on every open day, and it is filled up before it would run out: a card is never below nothing. */
function written({ item, location, supplier, box, full, low }: Card, dayAgo: (days: number) => string, seed: Seed) {
  let left = Math.ceil(full * 0.8);
  const rows = [`opening,${item},${left},${location},,${dayAgo(days)} 06:00,bin card,`];
  const used_max = Math.max(2, Math.ceil(low / 2));
  for (let ago = days; ago >= 1; ago -= 1) {
    const day = dayAgo(ago);
    if (new Date(day).getUTCDay() === sunday) continue;
    const used = seed.int(0, used_max);
    if (left - used < low) {
      const boxes = Math.max(1, Math.floor((full - left) / box));
      rows.push(`receipt,${item},${boxes * box},${location},,${day} 07:30,delivery,${supplier ?? ''}`);
      left += boxes * box;
    }
    if (used > 0) rows.push(`issue,${item},${used},${location},production,${day} 14:00,job card,`);
    left -= used;
  }
  return rows;
}

/** A pallet comes on Mondays and has gone to customers by Saturday; the rails are empty on Sundays. */
function passed({ id, supplier }: (typeof tagged)[number], dayAgo: (days: number) => string, seed: Seed) {
  const rows: string[] = [];
  let left = 0;
  for (let ago = days; ago >= 1; ago -= 1) {
    const day = dayAgo(ago);
    const weekday = new Date(day).getUTCDay();
    if (weekday === sunday) continue;
    if (left === 0 && ago >= 7) {
      left = seed.int(4, 8);
      rows.push(`receipt,${id},${left},R1,,${day} 07:30,pallet,${supplier ?? ''}`);
    }
    const isLast = weekday === 6 || ago <= 1;
    const sold = isLast ? left : Math.min(left, seed.int(0, 2));
    if (sold > 0) rows.push(`issue,${id},${sold},R1,customer,${day} 15:00,delivery note,`);
    left -= sold;
  }
  return rows;
}
