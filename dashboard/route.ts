/** The address holds what is seen: `#/shelf-map/location/a1-01`, `#/devices/device/scale-1/frame/4711`. */

export const views = ['shelf-map', 'movements', 'tags', 'devices', 'find'] as const;
export type View = (typeof views)[number];

const kinds = ['location', 'item', 'movement', 'device', 'found'] as const;

export interface Selection {
  readonly kind: (typeof kinds)[number];
  readonly id: string;
}

export interface Route {
  readonly view: View;
  readonly selected?: Selection;
  /** A frame of the journal that is opened within what is selected. */
  readonly frame?: number;
}

/** Reads the part of the address from `#` on; what it does not know leads to the shelf map. */
export function routeOf(hash: string): Route {
  const [, view_text, kind_text, id_text, more, frame_text = ''] = hash.split('/');
  const view = views.find((known) => known === view_text) ?? 'shelf-map';
  const kind = kinds.find((known) => known === kind_text);
  if (kind === undefined || id_text === undefined) return { view };
  const id = decoded(id_text);
  if (id === undefined || id === '') return { view };
  const selected = { kind, id };
  return more === 'frame' && /^\d{1,15}$/.test(frame_text)
    ? { view, selected, frame: Number(frame_text) }
    : { view, selected };
}

export function hashOf({ view, selected, frame }: Route): string {
  if (selected === undefined) return `#/${view}`;
  const place = `#/${view}/${selected.kind}/${encodeURIComponent(selected.id)}`;
  return frame === undefined ? place : `${place}/frame/${frame}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape, typed by hand.
    return undefined;
  }
}
