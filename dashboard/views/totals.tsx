/** How much of each item is in the house, and where to look for it. */
import { computed, useSignal } from '@preact/signals';
import { go } from '../browser.ts';
import { items, places, site, tree } from '../store.ts';
import { figure } from '../wording.ts';
import { WhyButton } from './why-panel.tsx';

const rows_max = 200;

interface Total {
  quantity: number;
  locations: number;
  moving: number;
}

const totals = computed(() => {
  const sums = new Map<string, Total>();
  for (const [location, place] of places.value) {
    const inside = tree.value?.inside.has(location) ?? false;
    const moving = tree.value?.locations.get(location)?.kind === 'transit';
    if (!inside && !moving) continue;
    for (const [item, quantity] of place) {
      const total = sums.get(item) ?? { quantity: 0, locations: 0, moving: 0 };
      if (moving) total.moving += quantity;
      else {
        total.quantity += quantity;
        total.locations += 1;
      }
      sums.set(item, total);
    }
  }
  return sums;
});

export function Totals() {
  const search = useSignal('');
  const wanted = search.value.trim().toLowerCase();
  const found = (site.value?.items ?? []).filter(({ id, name }) => `${name} ${id}`.toLowerCase().includes(wanted));
  return (
    <section class="totals" aria-label="Totals">
      <header>
        <h2>In the house</h2>
        <input
          type="search"
          placeholder="Find an item"
          aria-label="Find an item"
          value={search.value}
          onInput={(event) => {
            search.value = event.currentTarget.value;
          }}
        />
      </header>
      <ul data-arrows>
        {found.slice(0, rows_max).map(({ id }) => (
          <TotalRow key={id} id={id} />
        ))}
      </ul>
      {found.length > rows_max && (
        <p class="soft">and {figure(found.length - rows_max)} more; search to narrow it down</p>
      )}
      {found.length === 0 && <p class="soft">No item is called that.</p>}
    </section>
  );
}

function TotalRow({ id }: { readonly id: string }) {
  const item = items.value.get(id);
  const total = totals.value.get(id);
  const quantity = total?.quantity ?? 0;
  return (
    <li class="total-row">
      <button
        type="button"
        class="total"
        data-stop
        data-mood={quantity < 0 ? 'negative' : quantity === 0 ? 'empty' : 'fine'}
        onClick={() => go({ view: 'shelf-map', selected: { kind: 'item', id } })}
      >
        <span class="name">{item?.name ?? id}</span>
        <span class="where">{whereWords(total)}</span>
        <span class="count">
          {figure(quantity)} <small>{item?.unit}</small>
        </span>
      </button>
      <WhyButton item={id} quantity={quantity} />
    </li>
  );
}

function whereWords(total: Total | undefined): string {
  if (total === undefined) return 'nowhere';
  const places_words = total.locations === 1 ? '1 location' : `${total.locations} locations`;
  return total.moving === 0 ? places_words : `${places_words}, ${figure(total.moving)} on the move`;
}
