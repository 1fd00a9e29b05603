/** Which time is on show: now, or a past second that is chosen here and stands in the address. */
import { useSignal } from '@preact/signals';
import { goTo, route } from '../browser.ts';
import { past } from '../past.ts';
import type { View } from '../route.ts';
import { live_ms, zone } from '../store.ts';
import { agoWords, dayTimeWords, fieldTime } from '../wording.ts';

/** How far back the slider reaches; the field reaches as far as the ledger. */
const slider_ms = 12 * 3_600_000;
const slider_step_s = 1;

/** Leads into the past, at first by a minute. */
export function PastButton() {
  if (route.value.at !== undefined || live_ms.value === undefined) return null;
  return (
    <button
      type="button"
      class="past-button"
      title="Show everything as it was known at a past second"
      onClick={() => goTo(instantOf((live_ms.peek() ?? 0) - 60_000))}
    >
      Past…
    </button>
  );
}

export function TimeBar() {
  const { at } = route.value;
  if (at === undefined) return null;
  const shown = past.value;
  const now = live_ms.value ?? 0;
  const at_ms = shown?.state === 'there' ? shown.body.at_ms : undefined;
  return (
    <section class="time-bar" aria-label="Time on show">
      <p class="as-of" role="status">
        {at_ms === undefined ? (
          <Asked failure={shown?.state === 'failed' ? shown.says : undefined} />
        ) : (
          <AsOf at_ms={at_ms} now={now} />
        )}
      </p>
      <TimeField at_ms={at_ms ?? now} />
      {/* Its right end is now, which is not known before the first snapshot. */}
      {now > 0 && <TimeSlider key={`${at} ${at_ms}`} at_ms={at_ms ?? now} now={now} />}
      <button type="button" class="to-live" onClick={() => goTo(undefined)}>
        Back to live
      </button>
    </section>
  );
}

/** Views of what the ledger keeps no past of. */
const nowAnyway: ReadonlySet<View> = new Set(['tags', 'find', 'rules']);

function AsOf({ at_ms, now }: { readonly at_ms: number; readonly now: number }) {
  return (
    <>
      <b>As of {dayTimeWords(at_ms, zone.value)}</b>
      <span>
        {agoWords(Math.max(0, now - at_ms))}: what was known by then
        {nowAnyway.has(route.value.view) && '; of this page the ledger keeps no past, so it shows what is now'}
      </span>
    </>
  );
}

function Asked({ failure }: { readonly failure: string | undefined }) {
  return failure === undefined ? <b>Looking it up…</b> : <b class="fault">{failure}</b>;
}

function TimeField({ at_ms }: { readonly at_ms: number }) {
  return (
    <input
      type="datetime-local"
      step={1}
      aria-label="Date and time to show"
      value={fieldTime(at_ms, zone.value)}
      onChange={(event) => {
        const { value } = event.currentTarget;
        if (value !== '') goTo(value);
      }}
    />
  );
}

/** Moves while it is dragged, and shows the second it is let go at. */
function TimeSlider({ at_ms, now }: { readonly at_ms: number; readonly now: number }) {
  // Its right end stays where it was while somebody slides.
  const end = useSignal(now);
  const back_s = useSignal(Math.min(slider_ms, Math.max(0, end.value - at_ms)) / 1_000);
  return (
    <label class="slider">
      <span class="soft">{back_s.value >= slider_ms / 1_000 ? '12 h and more' : agoWords(back_s.value * 1_000)}</span>
      <input
        type="range"
        min={-slider_ms / 1_000}
        max={0}
        step={slider_step_s}
        aria-label="The last twelve hours"
        value={-back_s.value}
        onInput={(event) => {
          back_s.value = -Number(event.currentTarget.value);
        }}
        onChange={(event) => goTo(instantOf(end.peek() + Number(event.currentTarget.value) * 1_000))}
      />
    </label>
  );
}

/** `2026-11-23T14:02:11Z`: whole seconds, as an address is read. */
function instantOf(at_ms: number): string {
  return new Date(at_ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
