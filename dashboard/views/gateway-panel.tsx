/** How the gateway itself is: what it has told upstream, what it keeps, what it could not understand, what it counts. */

import { computed } from '@preact/signals';
import type { JournalState, SyncState } from '../../gateway/live/messages.ts';
import { type QuarantineView, useRead } from '../rest.ts';
import { devices, now_ms, screen, zone } from '../store.ts';
import { ageWords, bytesWords, countWords, dayTimeWords, figure } from '../wording.ts';
import { HexDump } from './hex-dump.tsx';

export function GatewayPanel() {
  const journal = screen.value?.journal;
  return (
    <section class="gateway">
      <h2>Gateway</h2>
      <p class="soft">
        running for {ageWords(now_ms.value - (screen.value?.gateway.started_ms ?? 0))},{' '}
        {countWords(screen.value?.movements[0]?.seq ?? 0, 'movement')} booked
      </p>
      <Upstream />
      {journal !== undefined && <JournalBox journal={journal} />}
      <Quarantine />
      <Counters />
    </section>
  );
}

function Upstream() {
  const targets = screen.value?.sync ?? [];
  return (
    <section aria-label="Upstream">
      <h3>Upstream</h3>
      {targets.length === 0 && <p class="soft">The settings name no upstream.</p>}
      {targets.map((target) => (
        <SyncBox key={target.target} target={target} />
      ))}
    </section>
  );
}

function SyncBox({ target }: { readonly target: SyncState }) {
  const { acked_seq, behind, state, says, since_ms } = target;
  const all = acked_seq + behind;
  return (
    <div class="sync" data-sync={state}>
      <header>
        <b>{target.target}</b>
        <span class="pill" data-sync={state}>
          <span class="dot" aria-hidden="true" />
          {state}
        </span>
      </header>
      <Share part={acked_seq} of={all} label={`${acked_seq} of ${all} movements acknowledged`} />
      <p>
        {figure(acked_seq)} acknowledged{behind > 0 && `, ${figure(behind)} to go`}
      </p>
      <p class="soft">
        {says}, for {ageWords(now_ms.value - since_ms).replace('now', 'a moment')}
      </p>
    </div>
  );
}

function JournalBox({ journal }: { readonly journal: JournalState }) {
  const { first_n, last_n, bytes, bytes_max, pruned_rows, disk_free_bytes } = journal;
  return (
    <section aria-label="Journal">
      <h3>Journal</h3>
      <Share part={bytes} of={bytes_max} label={`${bytesWords(bytes)} of ${bytesWords(bytes_max)}`} />
      <p>
        {bytesWords(bytes)} of {bytesWords(bytes_max)}, {bytesWords(disk_free_bytes)} free on the disk
      </p>
      <p class="soft">
        frames {figure(first_n)} to {figure(last_n)}
        {pruned_rows > 0 && `, ${figure(pruned_rows)} pruned`}
      </p>
    </section>
  );
}

function Share({ part, of, label }: { readonly part: number; readonly of: number; readonly label: string }) {
  const share = of <= 0 ? 1 : Math.min(1, part / of);
  return (
    <span class="fill" role="img" aria-label={label}>
      <span class="level" style={{ transform: `scaleX(${share})` }} />
    </span>
  );
}

const poisoned = computed(() => {
  let sum = 0;
  for (const { quarantined } of devices.value?.values() ?? []) sum += quarantined;
  return sum;
});

function Quarantine() {
  const list = useRead<{ readonly quarantine: readonly QuarantineView[] }>('/quarantine?limit=20', poisoned.value);
  const rows = list.state === 'there' ? list.body.quarantine : [];
  return (
    <section aria-label="Quarantine">
      <h3>
        Quarantine <small>{figure(poisoned.value)}</small>
      </h3>
      {list.state === 'failed' && <p class="soft">{list.says}</p>}
      {list.state === 'there' && rows.length === 0 && <p class="soft">Everything so far was understood.</p>}
      {rows.map(({ n, at_ms, device, topic, reason, bytes, hex }) => (
        <details key={n} class="poison">
          <summary>
            <b>{device ?? 'unknown device'}</b>
            <time>{dayTimeWords(at_ms, zone.value)}</time>
            <span>{reason}</span>
          </summary>
          {topic !== undefined && <code>{topic}</code>}
          <HexDump hex={hex} />
          <p class="soft">
            frame {figure(n)}, {countWords(bytes, 'byte')}
          </p>
        </details>
      ))}
    </section>
  );
}

function Counters() {
  const counters = Object.entries(screen.value?.counters ?? {});
  if (counters.length === 0) return null;
  return (
    <details class="counters">
      <summary>Everything it counts</summary>
      <dl>
        {counters.map(([name, count]) => (
          <div key={name}>
            <dt>{name.replace('.', ' · ').replaceAll('_', ' ')}</dt>
            <dd>{figure(count)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
