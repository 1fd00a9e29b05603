/** The address holds what is seen: `#/shelf-map/location/a1-01`. */

export const views = ['shelf-map', 'movements', 'tags', 'devices'] as const;
export type View = (typeof views)[number];

const kinds = ['location', 'item', 'movement', 'device'] as const;

export interface Selection {
  readonly kind: (typeof kinds)[number];
  readonly id: string;
}

export interface Route {
  readonly view: View;
  readonly selected?: Selection;
}

/** Reads the part of the address from `#` on; what it does not know leads to the shelf map. */
export function routeOf(hash: string): Route {
  const [, view_text, kind_text, id_text] = hash.split('/');
  const view = views.find((known) => known === view_text) ?? 'shelf-map';
  const kind = kinds.find((known) => known === kind_text);
  if (kind === undefined || id_text === undefined) return { view };
  const id = decoded(id_text);
  return id === undefined || id === '' ? { view } : { view, selected: { kind, id } };
}

export function hashOf({ view, selected }: Route): string {
  return selected === undefined ? `#/${view}` : `#/${view}/${selected.kind}/${encodeURIComponent(selected.id)}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape, typed by hand.
    return undefined;
  }
}
