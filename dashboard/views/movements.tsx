/** What moved, newest first, each with its reasons down to the bytes; beside it what scanners were told and what a person has to decide. */

import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { StoredMovement } from '../../gateway/live/messages.ts';
import { route } from '../browser.ts';
import { joined } from '../history.ts';
import { type Loaded, type MovementPage, read, useRead } from '../rest.ts';
import { hashOf } from '../route.ts';
import { movements } from '../store.ts';
import { figure } from '../wording.ts';
import { MovementRow } from './movement-row.tsx';
import { Questions } from './questions.tsx';
import { Scanners } from './scanners.tsx';

export function Movements() {
  return (
    <div class="split movements">
      <Feed />
      <aside class="side" aria-label="Scanners and open questions">
        <Scanners />
        <Questions />
      </aside>
    </div>
  );
}

function Feed() {
  const older = useSignal<readonly StoredMovement[]>([]);
  const held = useSignal<readonly StoredMovement[] | undefined>(undefined);
  const chosen = route.value.selected?.kind === 'movement' ? route.value.selected.id : undefined;
  // While a movement is being read, news must not push it away.
  const live = chosen === undefined ? movements.value : (held.value ?? movements.peek());
  useEffect(() => {
    held.value = chosen === undefined ? undefined : (held.peek() ?? movements.peek());
  }, [chosen, held]);
  const all = useMemo(() => joined(live, older.value), [live, older.value]);
  const here = chosen === undefined || all.some(({ id }) => id === chosen);
  return (
    <section class="pane feed" aria-label="Movements" data-arrows>
      {chosen !== undefined && <Newer than={live[0]?.seq ?? 0} />}
      {!here && chosen !== undefined && <Elsewhere id={chosen} />}
      <ol>
        {all.map((movement) => (
          <MovementRow key={movement.seq} movement={movement} open={movement.id === chosen} />
        ))}
      </ol>
      {all.length === 0 && <p class="soft">Nothing has moved yet.</p>}
      <Older from={all.at(-1)?.seq} onLoaded={(page) => (older.value = joined(older.value, page.movements))} />
    </section>
  );
}

function Newer({ than }: { readonly than: number }) {
  const count = useComputed(() => movements.value[0]?.seq ?? 0).value - than;
  if (count <= 0) return null;
  return (
    <p class="newer">
      <a href={hashOf({ view: 'movements' })}>
        ↑ {figure(count)} newer {count === 1 ? 'movement' : 'movements'}
      </a>
    </p>
  );
}

/** A movement that the address names and the feed does not reach back to. */
function Elsewhere({ id }: { readonly id: string }) {
  const found = useRead<StoredMovement>(`/movements/${encodeURIComponent(id)}`);
  if (found.state === 'loading') return null;
  if (found.state === 'failed') return <p class="soft">{found.says}</p>;
  return (
    <ol class="elsewhere">
      <MovementRow movement={found.body} open />
    </ol>
  );
}

function Older(props: { readonly from: number | undefined; readonly onLoaded: (page: MovementPage) => void }) {
  const loaded = useSignal<Loaded<MovementPage> | undefined>(undefined);
  const { from, onLoaded } = props;
  if (from === undefined || from <= 1) return null;
  const load = async () => {
    loaded.value = { state: 'loading' };
    loaded.value = await read<MovementPage>(`/movements?limit=100&cursor=${from}`);
    if (loaded.value.state === 'there') onLoaded(loaded.value.body);
  };
  return (
    <p class="older">
      <button type="button" disabled={loaded.value?.state === 'loading'} onClick={() => void load()}>
        Show older movements
      </button>
      {loaded.value?.state === 'failed' && <span role="alert">{loaded.value.says}</span>}
    </p>
  );
}
