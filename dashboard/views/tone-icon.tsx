/** How a scan went, by colour and by shape: a tick, a turn, the same twice, a cross. */
import type { ScannerFeedback } from '../../gateway/live/messages.ts';

type Tone = ScannerFeedback['tone'];

const paths: Readonly<Record<Tone, string>> = {
  ok: 'M4 10.5 8.2 15 16 5.5',
  mode: 'M4 6h8a4 4 0 0 1 0 8H5m3-3-3 3 3 3',
  duplicate: 'M3.5 3.5h9v9h-9zM7.5 16.5h9v-9',
  error: 'M5 5l10 10M15 5 5 15',
};

const words: Readonly<Record<Tone, string>> = {
  ok: 'done',
  mode: 'changed over',
  duplicate: 'a double, ignored',
  error: 'not done',
};

export function ToneIcon({ tone }: { readonly tone: Tone }) {
  return (
    <svg class="tone" data-tone={tone} viewBox="0 0 20 20" role="img" aria-label={words[tone]}>
      <title>{words[tone]}</title>
      <path d={paths[tone]} />
    </svg>
  );
}
