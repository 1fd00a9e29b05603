/** One location on the map: what is there, how full, how sure. */

import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LocationView } from '../../gateway/live/messages.ts';
import { go, route, stillness } from '../browser.ts';
import type { Place } from '../screen.ts';
import { linkOf } from '../screen.ts';
import { askedAt, itemName, items, links, places, tree } from '../store.ts';
import { countWords, figure } from '../wording.ts';
import { FillBar } from './fill-bar.tsx';
import { isThere } from './link.tsx';

/** Lines of a tile that holds several items. */
const lines_max = 3;
const nothing: Place = new Map();

/** A location that is not for one item alone needs room for several names. */
export function isWide({ item }: LocationView): boolean {
  return item === undefined;
}

export function Tile({ location }: { readonly location: LocationView }) {
  const { id, item } = location;
  const place = useComputed(() => places.value.get(id) ?? nothing);
  const away = useComputed(() => (route.value.at === undefined ? awayDevice(id) : undefined));
  const asked = useComputed(() => askedAt.value.get(id) ?? 0);
  const relation = useComputed(() => relationTo(id));
  const total = item === undefined ? sumOf(place.value) : (place.value.get(item) ?? 0);
  const button = useFlash(total);
  const mood = moodOf(location, place.value, total);
  return (
    <button
      ref={button}
      type="button"
      class="tile"
      data-stop
      data-mood={mood}
      data-away={away.value !== undefined}
      data-relation={relation.value}
      data-wide={isWide(location)}
      aria-pressed={relation.value === 'chosen'}
      aria-label={labelOf(location, place.value, mood, away.value, asked.value)}
      onClick={() => go({ view: 'shelf-map', selected: { kind: 'location', id } })}
    >
      <span class="head">
        <span class="name">{location.name}</span>
        {asked.value > 0 && <span class="ask">?{asked.value > 1 && asked.value}</span>}
        {mood === 'low' && <span class="tag">low</span>}
        {mood === 'empty' && <span class="tag">empty</span>}
      </span>
      {item === undefined ? <Mixed place={place.value} total={total} /> : <Single location={location} total={total} />}
      {away.value !== undefined && <span class="away">device away</span>}
      <FillBar location={location} quantity={total} />
    </button>
  );
}

function Single({ location, total }: { readonly location: LocationView; readonly total: number }) {
  const item = items.value.get(location.item ?? '');
  return (
    <>
      <span class="count">
        {figure(total)} <small>{item?.unit}</small>
      </span>
      <span class="what">{item?.name ?? location.item}</span>
    </>
  );
}

function Mixed({ place, total }: { readonly place: Place; readonly total: number }) {
  const rows = [...place].sort((a, b) => b[1] - a[1]);
  const shown = rows.length > lines_max ? lines_max - 1 : rows.length;
  return (
    <>
      <span class="count">{figure(total)}</span>
      {rows.slice(0, shown).map(([item, quantity]) => (
        <span key={item} class="row">
          <b>{figure(quantity)}</b> {itemName(item)}
        </span>
      ))}
      {rows.length > shown && <span class="row">and {rows.length - shown} more items</span>}
      {rows.length === 0 && <span class="row">nothing here</span>}
    </>
  );
}

type Mood = 'empty' | 'negative' | 'low' | 'fine' | 'bare';

function moodOf(location: LocationView, place: Place, total: number): Mood {
  if ([...place.values()].some((quantity) => quantity < 0)) return 'negative';
  if (total === 0) return location.item === undefined ? 'bare' : 'empty';
  return location.low !== undefined && total < location.low ? 'low' : 'fine';
}

function sumOf(place: Place): number {
  let sum = 0;
  for (const quantity of place.values()) sum += quantity;
  return sum;
}

/** The name of a device that should watch this location and is away. */
function awayDevice(id: string): string | undefined {
  const watches = tree.value?.watches.get(id) ?? [];
  return watches.find(({ device }) => !isThere(linkOf(links.value, device)))?.device.name;
}

function relationTo(id: string): 'chosen' | 'holds' | 'other' | 'none' {
  const { selected } = route.value;
  if (selected?.kind === 'location') return selected.id === id ? 'chosen' : 'none';
  if (selected?.kind === 'why' && selected.location !== undefined) return selected.location === id ? 'chosen' : 'none';
  if (selected?.kind !== 'item' && selected?.kind !== 'why') return 'none';
  const named = tree.value?.locations.get(id)?.item === selected.id;
  return named || places.value.get(id)?.has(selected.id) ? 'holds' : 'other';
}

function labelOf(location: LocationView, place: Place, mood: Mood, away: string | undefined, asked: number): string {
  const stock = [...place].map(([item, quantity]) => `${quantity} ${itemName(item)}`);
  return [
    location.name,
    stock.length === 0 ? 'empty' : stock.join(', '),
    ...(mood === 'low' || mood === 'negative' ? [mood] : []),
    ...(away === undefined ? [] : [`${away} is away, the level may be old`]),
    ...(asked === 0 ? [] : [countWords(asked, 'open question')]),
  ].join('; ');
}

/** Lights the tile up for a moment when its quantity changes: greenish for more, amber for less. */
function useFlash(quantity: number) {
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef(quantity);
  useEffect(() => {
    const change = quantity - before.current;
    before.current = quantity;
    if (change === 0 || stillness.matches) return;
    const colour = change > 0 ? 'var(--flash-more)' : 'var(--flash-less)';
    button.current?.animate(
      [{ boxShadow: `inset 0 0 0 100vmax ${colour}` }, { boxShadow: 'inset 0 0 0 100vmax transparent' }],
      {
        duration: 1_400,
        easing: 'ease-out',
      },
    );
  }, [quantity]);
  return button;
}
