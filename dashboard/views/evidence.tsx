/** The readings behind a movement, and the bytes behind a reading. */

import { useSignal } from '@preact/signals';
import type { Evidence } from '../../gateway/live/messages.ts';
import { readingRows, restNote } from '../reading-words.ts';
import { type FrameView, useRead } from '../rest.ts';
import { site, zone } from '../store.ts';
import { countWords, figure, timeWords, trueMinus } from '../wording.ts';
import { HexDump } from './hex-dump.tsx';

export function EvidenceList({ evidence }: { readonly evidence: readonly Evidence[] }) {
  const opened = useSignal<string | undefined>(undefined);
  if (evidence.length === 0) return <p class="soft">No reading stands behind this: a person said so.</p>;
  return (
    <ol class="evidence" aria-label="Readings">
      {evidence.map((reading) => {
        const key = `${reading.n}/${reading.index}`;
        const open = opened.value === key;
        return (
          <li key={key}>
            <button
              type="button"
              data-stop
              aria-expanded={open}
              onClick={() => {
                opened.value = open ? undefined : key;
              }}
            >
              <time>{timeWords(reading.at_ms, zone.value)}</time>
              <span class="device">{deviceName(reading.device)}</span>
              <span class="says">{trueMinus(reading.says)}</span>
              <span class="frame">frame {figure(reading.n)}</span>
            </button>
            {open && <Frame n={reading.n} index={reading.index} says={reading.says} />}
          </li>
        );
      })}
    </ol>
  );
}

function Frame({ n, index, says }: { readonly n: number; readonly index: number; readonly says: string }) {
  const frame = useRead<FrameView>(`/frames/${n}`);
  if (frame.state === 'loading') return <p class="soft">…</p>;
  if (frame.state === 'failed') return <p class="soft">{frame.says}</p>;
  const { topic, hex, text, readings, fault } = frame.body;
  const meant = readings[index];
  const note = restNote(says, meant);
  return (
    <div class="frame-view">
      {fault !== undefined && <p class="fault">{fault}</p>}
      {meant !== undefined && <ReadingTable reading={meant} />}
      {note !== undefined && <p class="soft">{note}</p>}
      <OtherReadings readings={readings.filter((_, place) => place !== index)} />
      <p class="soft">
        the whole frame, {countWords(hex.length / 2, 'byte')}
        {topic !== undefined && (
          <>
            {' '}
            on <code>{topic}</code>
          </>
        )}
      </p>
      <HexDump hex={hex} text={text} />
    </div>
  );
}

export function ReadingTable({ reading }: { readonly reading: unknown }) {
  return (
    <dl class="facts reading" aria-label="What the bytes mean">
      {readingRows(reading, zone.value).map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function OtherReadings({ readings }: { readonly readings: readonly unknown[] }) {
  const shown = useSignal(false);
  if (readings.length === 0) return null;
  return (
    <div class="others">
      <button
        type="button"
        class="plain"
        aria-expanded={shown.value}
        onClick={() => {
          shown.value = !shown.value;
        }}
      >
        {readings.length === 1 ? '1 other reading' : `${figure(readings.length)} other readings`} in this frame
      </button>
      {shown.value && readings.map((reading) => <ReadingTable key={JSON.stringify(reading)} reading={reading} />)}
    </div>
  );
}

function deviceName(id: string): string {
  return site.value?.devices.find((device) => device.id === id)?.name ?? id;
}
