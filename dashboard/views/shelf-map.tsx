/** The warehouse as it stands: zones, shelves in them, a tile for each bin. */
import type { LocationView } from '../../gateway/live/messages.ts';
import { route } from '../browser.ts';
import { itemName, places, tree } from '../store.ts';
import type { Area, Row } from '../tree.ts';
import { figure } from '../wording.ts';
import { LocationDetail } from './location-detail.tsx';
import { Tile } from './tile.tsx';
import { Totals } from './totals.tsx';

export function ShelfMap() {
  const { selected } = route.value;
  return (
    <div class="split shelf-map">
      <MapPane />
      <aside class="side" aria-label={selected?.kind === 'location' ? 'Location' : 'Items'}>
        {selected?.kind === 'location' ? <LocationDetail key={selected.id} id={selected.id} /> : <Totals />}
      </aside>
    </div>
  );
}

/** Drawn anew only when the site changes: each tile listens for itself. */
function MapPane() {
  const areas = tree.value?.areas ?? [];
  return (
    <div class="pane" data-arrows>
      {areas.map((area) => (
        <AreaSection key={area.location?.id ?? ''} area={area} />
      ))}
      <OnTheMove />
      <Legend />
    </div>
  );
}

function AreaSection({ area }: { readonly area: Area }) {
  const name = area.location?.name ?? 'Elsewhere';
  return (
    <section class="area" aria-label={name}>
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

function OnTheMove() {
  const moving = [...(tree.value?.locations.values() ?? [])].filter(
    ({ id, kind }) => kind === 'transit' && places.value.has(id),
  );
  if (moving.length === 0) return null;
  return (
    <section class="area" aria-label="On the move">
      {moving.map((location) => (
        <header key={location.id}>
          <h2>{location.name}</h2>
          <Loose location={location} alone={false} />
        </header>
      ))}
    </section>
  );
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
