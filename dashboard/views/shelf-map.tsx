/** The warehouse as it stands: zones, shelves in them, a tile for each bin, and below it what is between places. */
import type { LocationView } from '../../gateway/live/messages.ts';
import { route } from '../browser.ts';
import { hashOf, type Selection } from '../route.ts';
import { itemName, places, site, tree } from '../store.ts';
import type { Area, Row } from '../tree.ts';
import { figure } from '../wording.ts';
import { LocationDetail } from './location-detail.tsx';
import { isWide, Tile } from './tile.tsx';
import { Totals } from './totals.tsx';
import { WhyPanel } from './why-panel.tsx';

export function ShelfMap() {
  const { selected } = route.value;
  const isOpen = selected?.kind === 'location' || selected?.kind === 'why' || selected?.kind === 'item';
  return (
    <div class="split shelf-map" data-open={isOpen}>
      <MapPane />
      <Side selected={selected} />
    </div>
  );
}

function Side({ selected }: { readonly selected: Selection | undefined }) {
  if (selected?.kind === 'why' || selected?.kind === 'item') {
    const { id, location } = selected;
    return (
      <aside class="side why-side" aria-label="Why">
        <WhyPanel key={`${id} ${location}`} item={id} location={location} />
      </aside>
    );
  }
  return (
    <aside class="side" aria-label={selected?.kind === 'location' ? 'Location' : 'Items'}>
      {selected?.kind === 'location' ? <LocationDetail key={selected.id} id={selected.id} /> : <Totals />}
    </aside>
  );
}

/** Up to here the tiles of a large screen grow, to be read from afar, instead of becoming more in a line. */
const roomy_tiles_max = 40;

/** Drawn anew only when the site changes: each tile listens for itself. */
function MapPane() {
  const areas = tree.value?.areas ?? [];
  const tiles = areas.reduce((sum, { rows }) => sum + rows.reduce((part, row) => part + row.tiles.length, 0), 0);
  return (
    <div class="pane map-pane" data-arrows>
      <div class="map" data-roomy={tiles <= roomy_tiles_max}>
        {areas.map((area) => (
          <AreaSection key={area.location?.id ?? ''} area={area} />
        ))}
      </div>
      <footer>
        <OnTheMove />
        <Legend />
      </footer>
    </div>
  );
}

function AreaSection({ area }: { readonly area: Area }) {
  const name = area.location?.name ?? site.value?.name;
  return (
    <section class="area" aria-label={name} style={roomFor(area)}>
      <header>
        <h2>{name}</h2>
        {area.location !== undefined && <Loose location={area.location} alone={isItsOwnTile(area)} />}
      </header>
      {area.rows.map((row) => (
        <ShelfRow key={row.location?.id ?? ''} row={row} />
      ))}
    </section>
  );
}

/** What the style sheet needs to give an area as much of a line as its fullest row takes, and not more. */
function roomFor({ rows }: Area): Record<string, number> {
  const needs = rows.map(({ tiles }) => {
    const wide = tiles.filter(isWide).length;
    return { narrow: tiles.length - wide, wide, columns: 2 * tiles.length + wide };
  });
  const most = needs.reduce((a, b) => (b.columns > a.columns ? b : a), { narrow: 0, wide: 0, columns: 0 });
  const labelled = rows.some(({ location }) => location !== undefined);
  return { '--narrow-tiles': most.narrow, '--wide-tiles': most.wide, '--label': labelled ? 1 : 0 };
}

function isItsOwnTile({ location, rows }: Area): boolean {
  return rows.some(({ tiles }) => tiles.some((tile) => tile === location));
}

function ShelfRow({ row }: { readonly row: Row }) {
  return (
    <div class="shelf">
      {row.location !== undefined && (
        <h3>
          {row.location.name} <Loose location={row.location} alone={false} />
        </h3>
      )}
      <div class="tiles">
        {row.tiles.map((location) => (
          <Tile key={location.id} location={location} />
        ))}
      </div>
    </div>
  );
}

/** Stock that is known to be on a shelf or in a zone, but in none of its bins. */
function Loose({ location, alone }: { readonly location: LocationView; readonly alone: boolean }) {
  const place = places.value.get(location.id);
  if (place === undefined || alone) return null;
  return (
    <span class="loose">
      {[...place].map(([item, quantity]) => (
        <span key={item} class="chip">
          {figure(quantity)} × {itemName(item)}
        </span>
      ))}
    </span>
  );
}

const moving_shown_max = 3;

/** What was seen to leave one place and not yet seen at another. */
function OnTheMove() {
  const moving = [...(tree.value?.locations.values() ?? [])].filter(
    ({ id, kind }) => kind === 'transit' && places.value.has(id),
  );
  return moving.map((location) => {
    const rows = [...(places.value.get(location.id) ?? [])].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
    const hidden = rows.length - moving_shown_max;
    return (
      <p key={location.id} class="moving">
        <a href={hashOf({ view: 'shelf-map', selected: { kind: 'location', id: location.id } })}>{location.name}</a>
        {rows.slice(0, moving_shown_max).map(([item, quantity]) => (
          <span key={item}>
            <b>{figure(quantity)}</b> {itemName(item)}
          </span>
        ))}
        {hidden > 0 && (
          <span>
            and {hidden} more {hidden === 1 ? 'item' : 'items'}
          </span>
        )}
      </p>
    );
  });
}

function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      <li>
        <span class="sample low" /> below its mark
      </li>
      <li>
        <span class="sample bad" /> empty or negative
      </li>
      <li>
        <span class="sample away" /> device away, level may be old
      </li>
      <li>
        <span class="sample ask">?</span> open question
      </li>
    </ul>
  );
}
