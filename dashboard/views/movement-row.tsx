/** One movement in a line, and below it, when opened, why we think so. */

import { memo } from 'preact/compat';
import { useEffect, useRef } from 'preact/hooks';
import type { StoredMovement } from '../../gateway/live/messages.ts';
import { go, stillness } from '../browser.ts';
import { itemName, items, locationName, now_ms, zone } from '../store.ts';
import { dayTimeWords, figure, timeWords } from '../wording.ts';
import { EvidenceList } from './evidence.tsx';
import { KindIcon } from './kind-icon.tsx';

/** A movement younger than this lights up when it appears. */
const news_ms = 2_000;

export const MovementRow = memo(({ movement, open }: { readonly movement: StoredMovement; readonly open: boolean }) => {
  const { id, kind, item, quantity, from, to, at_ms, why } = movement;
  const row = useArrival(movement, open);
  return (
    <li ref={row} class="movement" data-open={open}>
      <button
        type="button"
        data-stop
        aria-expanded={open}
        onClick={() => go({ view: 'movements', ...(open ? {} : { selected: { kind: 'movement', id } }) })}
      >
        <time title={dayTimeWords(at_ms, zone.value)}>{timeWords(at_ms, zone.value)}</time>
        <KindIcon kind={kind} />
        <span class="what">
          <b>{figure(quantity)}</b> × {itemName(item)}
        </span>
        <span class="way">
          <span>{locationName(from)}</span>
          <span class="arrow" role="img" aria-label="to">
            →
          </span>
          <span>{locationName(to)}</span>
        </span>
        <Confidence permille={movement.confidence_permille} />
        <span class="why">{why}</span>
      </button>
      {open && <Reasons movement={movement} />}
    </li>
  );
});

function Confidence({ permille }: { readonly permille: number }) {
  const words = `${(permille / 10).toFixed(permille === 1_000 ? 0 : 1)} %`;
  return (
    <span class="confidence" role="img" aria-label={`Confidence ${words}`} title={`Confidence ${words}`}>
      <span class="meter" data-doubt={permille < 900}>
        <span style={{ transform: `scaleX(${permille / 1_000})` }} />
      </span>
      {words}
    </span>
  );
}

function Reasons({ movement }: { readonly movement: StoredMovement }) {
  const { seq, rule, settings_revision, arrived_ms, at_ms, reverses, evidence, item } = movement;
  const delay_s = (arrived_ms - at_ms) / 1_000;
  return (
    <div class="reasons">
      <dl class="facts">
        <Fact name="movement" value={`№ ${figure(seq)}`} />
        <Fact name="rule" value={rule} />
        <Fact name="settings" value={`revision ${settings_revision}`} />
        <Fact name="happened" value={dayTimeWords(at_ms, zone.value)} />
        <Fact name="learned" value={`${delay_s.toFixed(3)} s later`} />
        <Fact name="unit" value={items.value.get(item)?.unit ?? '?'} />
        {reverses !== undefined && <Fact name="takes back" value={reverses} />}
      </dl>
      <EvidenceList evidence={evidence} />
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function useArrival(movement: StoredMovement, open: boolean) {
  const row = useRef<HTMLLIElement>(null);
  const opened_at_first = useRef(open);
  useEffect(() => {
    if (opened_at_first.current) row.current?.scrollIntoView({ block: 'nearest' });
    if (now_ms.peek() - movement.arrived_ms > news_ms || stillness.matches) return;
    const lit = { backgroundColor: 'var(--flash-more)', offset: 0 };
    row.current?.animate([lit], { duration: 1_600, easing: 'ease-out' });
  }, [movement]);
  return row;
}
