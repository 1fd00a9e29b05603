/** For the person who has just scanned: what became of it, large, and what was said before. */
import { computed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ScannerFeedback } from '../../gateway/live/messages.ts';
import { stillness } from '../browser.ts';
import { feedback, now_ms, site, zone } from '../store.ts';
import { agoWords, timeWords } from '../wording.ts';
import { ToneIcon } from './tone-icon.tsx';

/** From this age on nobody waits for the answer any more. */
const old_ms = 20_000;
/** A longer sentence is set smaller, so that each fits the same height. */
const large_characters_max = 46;
const medium_characters_max = 88;
/** Lines of history; the more scanners, the fewer. */
const history_rows_max = 3;

interface Scanner {
  readonly id: string;
  readonly name: string;
  /** Newest first. */
  readonly told: readonly ScannerFeedback[];
}

/** Those that were heard first, the newest on top; then those that have not scanned yet. */
const scanners = computed((): readonly Scanner[] => {
  const devices = site.value?.devices ?? [];
  return devices
    .map(({ id, name, scans }) => ({ id, name, scans, told: feedback.value?.get(id) ?? [] }))
    .filter(({ scans, told }) => scans || told.length > 0)
    .sort((a, b) => (b.told[0]?.number ?? 0) - (a.told[0]?.number ?? 0));
});

export function Scanners() {
  const known = scanners.value;
  if (known.length === 0) return null;
  const rows = Math.floor(history_rows_max / known.length);
  return (
    <section class="scanners" aria-label="Scanners">
      <h2>Scanners</h2>
      {known.map((scanner) => (
        <ScannerCard key={scanner.id} scanner={scanner} rows={rows} />
      ))}
    </section>
  );
}

function ScannerCard({ scanner, rows }: { readonly scanner: Scanner; readonly rows: number }) {
  const { id, name, told } = scanner;
  const [last, ...before] = told;
  return (
    <article class="scanner" data-tone={last?.tone ?? 'none'}>
      <header>
        <a href={`#/devices/device/${encodeURIComponent(id)}`}>{name}</a>
        {last !== undefined && <time>{agoWords(now_ms.value - last.at_ms)}</time>}
      </header>
      {last === undefined ? (
        <p class="told none">Nothing scanned since the gateway started.</p>
      ) : (
        <Sentence key={last.number} told={last} />
      )}
      {rows > 0 && (
        <ol style={{ '--rows': rows }} aria-label={`What ${name} was told before`}>
          {before.slice(0, rows).map((each) => (
            <li key={each.number} title={each.says}>
              <ToneIcon tone={each.tone} />
              <span class="said">{each.says}</span>
              <time>{timeWords(each.at_ms, zone.value)}</time>
            </li>
          ))}
        </ol>
      )}
    </article>
  );
}

/** Made anew with every answer, also an equal one, so that each lights up. */
function Sentence({ told }: { readonly told: ScannerFeedback }) {
  const line = useRef<HTMLParagraphElement>(null);
  const { tone, says, at_ms } = told;
  useEffect(() => {
    if (now_ms.peek() - at_ms > old_ms || stillness.matches) return;
    const lit = { backgroundColor: 'color-mix(in srgb, currentcolor 34%, transparent)', offset: 0 };
    line.current?.animate([lit], { duration: 1_200, easing: 'ease-out' });
  }, [at_ms]);
  return (
    <p
      ref={line}
      class="told"
      data-tone={tone}
      data-old={now_ms.value - at_ms > old_ms}
      data-size={sizeOf(says)}
      title={says}
    >
      <ToneIcon tone={tone} />
      <span>{says}</span>
    </p>
  );
}

function sizeOf(says: string): 'large' | 'medium' | 'small' {
  if (says.length <= large_characters_max) return 'large';
  return says.length <= medium_characters_max ? 'medium' : 'small';
}

/** The last answer, where there was one; a scanner keeps the room for it. */
export function LastAnswer({ device, scans }: { readonly device: string; readonly scans: boolean }) {
  const last = feedback.value?.get(device)?.[0];
  if (last === undefined) return scans ? <p class="answer" /> : null;
  return (
    <p class="answer" title={`${last.says}, answered ${timeWords(last.at_ms, zone.value)}`}>
      <ToneIcon tone={last.tone} />
      <span>{last.says}</span>
    </p>
  );
}
