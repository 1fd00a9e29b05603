/**
 * The address holds what is seen: `#/shelf-map/location/a1-01`, `#/devices/device/scale-1/frame/4711`, why a level is what it
 * is: `#/shelf-map/why/bolt-m6/in/a1-01`, and the past second it is seen at: `…?at=2026-11-23T14:02:11Z`.
 */

export const views = [
  'shelf-map',
  'movements',
  'tags',
  'devices',
  'find',
  'rules',
  'people',
  'audit',
  'plans',
  'reports',
  'alerts',
  'account',
] as const;
/** Shown to whoever is not signed in: the first setup, and an invitation that is accepted. */
export function doorOf(hash: string): 'sign-in' | 'setup' | 'join' {
  const [, name] = hash.split(/[/?]/);
  return name === 'setup' || name === 'join' ? name : 'sign-in';
}

export type View = (typeof views)[number];

const kinds = ['location', 'item', 'movement', 'device', 'found', 'why', 'report'] as const;

export interface Selection {
  readonly kind: (typeof kinds)[number];
  readonly id: string;
  /** Where, of an item whose level is asked about; everywhere when absent. */
  readonly location?: string;
}

export interface Route {
  readonly view: View;
  readonly selected?: Selection;
  /** A frame of the journal that is opened within what is selected. */
  readonly frame?: number;
  /** The time on show, as it was written; now when absent. */
  readonly at?: string;
}

/** Reads the part of the address from `#` on; what it does not know leads to the shelf map. */
export function routeOf(hash: string): Route {
  const [place = '', query = ''] = hash.split('?');
  const at = new URLSearchParams(query).get('at') ?? '';
  return at === '' || at.length > 40 ? placeOf(place) : { ...placeOf(place), at };
}

function placeOf(hash: string): Route {
  const [, view_text, kind_text, id_text, more, more_text = ''] = hash.split('/');
  const view = views.find((known) => known === view_text) ?? 'shelf-map';
  const kind = kinds.find((known) => known === kind_text);
  if (kind === undefined || id_text === undefined) return { view };
  const id = decoded(id_text);
  if (id === undefined || id === '') return { view };
  const location = kind === 'why' && more === 'in' ? decoded(more_text) : undefined;
  const selected = location === undefined || location === '' ? { kind, id } : { kind, id, location };
  return more === 'frame' && /^\d{1,15}$/.test(more_text)
    ? { view, selected, frame: Number(more_text) }
    : { view, selected };
}

export function hashOf({ view, selected, frame, at }: Route): string {
  const time = at === undefined ? '' : `?at=${encodeURIComponent(at)}`;
  if (selected === undefined) return `#/${view}${time}`;
  const place = `#/${view}/${selected.kind}/${encodeURIComponent(selected.id)}`;
  const where = selected.location === undefined ? '' : `/in/${encodeURIComponent(selected.location)}`;
  return frame === undefined ? `${place}${where}${time}` : `${place}${where}/frame/${frame}${time}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape, typed by hand.
    return undefined;
  }
}
