/** Choosing an item by its name or its id: the browser's own list of suggestions, the nearest ones only. */
import { useComputed } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { ItemView } from '../../gateway/live/messages.ts';
import { site } from '../store.ts';

/** Suggestions are for the eye; a site may have a hundred thousand items. */
const shown_max = 40;

export interface ItemChoiceProps {
  readonly text: string;
  readonly onText: (text: string) => void;
}

export function ItemChoice({ text, onText }: ItemChoiceProps) {
  const list = useId();
  const all = useComputed(() => site.value?.items ?? []).value;
  const wanted = text.trim().toLowerCase();
  const near: ItemView[] = [];
  for (const item of all) {
    if (near.length >= shown_max) break;
    if (wanted === '' || item.name.toLowerCase().includes(wanted) || item.id.toLowerCase().includes(wanted))
      near.push(item);
  }
  return (
    <>
      <input
        class="item-choice"
        aria-label="Item"
        placeholder="Item"
        required
        list={list}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <datalist id={list}>
        {near.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}

/** The item that is meant: by its id, else by a name that only one item has. A sentence when it is none. */
export function itemMeant(text: string): { readonly id: string } | { readonly says: string } {
  const all = site.peek()?.items ?? [];
  const wanted = text.trim();
  if (all.some(({ id }) => id === wanted)) return { id: wanted };
  const named = all.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const [only] = named;
  if (only !== undefined && named.length === 1) return { id: only.id };
  return {
    says: only === undefined ? `There is no item “${wanted}”.` : `Several items are called “${wanted}”; give its id.`,
  };
}
