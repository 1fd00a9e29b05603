/** A sign for each kind of movement: what comes, what goes, what only changes its place, what was counted. */
import type { MovementKind } from '../../gateway/live/messages.ts';

type Sense = 'in' | 'out' | 'within' | 'count' | 'back';

const senses: Readonly<Record<MovementKind, Sense>> = {
  filled: 'in',
  arrived: 'in',
  received: 'in',
  taken: 'out',
  left: 'out',
  picked: 'out',
  shipped: 'out',
  moved: 'within',
  manual: 'within',
  counted: 'count',
  'changed-while-offline': 'count',
  returned: 'back',
  scrapped: 'out',
  consumed: 'out',
  produced: 'in',
  reversed: 'back',
};

const paths: Readonly<Record<Sense, string>> = {
  in: 'M10 3v9m-4-4 4 4 4-4M4 16h12',
  out: 'M10 12V3m-4 4 4-4 4 4M4 16h12',
  within: 'M3 7h13m-3-3 3 3-3 3M17 13H4m3-3-3 3 3 3',
  count: 'M5 4v12M9 4v12M13 4v12M3 13 16 7',
  back: 'M7 4 3 8l4 4M3 8h9a5 4 0 0 1 0 8H7',
};

/** Words that fit the column, where the kind's own name would not. */
const short: Partial<Record<MovementKind, string>> = { 'changed-while-offline': 'while away' };

export function KindIcon({ kind }: { readonly kind: MovementKind }) {
  const sense = senses[kind];
  const name = kind.replaceAll('-', ' ');
  return (
    <span class="kind" data-sense={sense} title={name}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d={paths[sense]} />
      </svg>
      <span class="word">{short[kind] ?? name}</span>
    </span>
  );
}
