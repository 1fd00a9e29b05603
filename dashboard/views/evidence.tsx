/** The readings behind a movement, and the bytes behind a reading. */

import { useSignal } from '@preact/signals';
import type { Evidence } from '../../gateway/live/messages.ts';
import { type FrameView, useRead } from '../rest.ts';
import { site, zone } from '../store.ts';
import { figure, timeWords } from '../wording.ts';

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
              <span class="says">{reading.says}</span>
              <span class="frame">frame {figure(reading.n)}</span>
            </button>
            {open && <Frame n={reading.n} index={reading.index} />}
          </li>
        );
      })}
    </ol>
  );
}

function Frame({ n, index }: { readonly n: number; readonly index: number }) {
  const frame = useRead<FrameView>(`/frames/${n}`);
  if (frame.state === 'loading') return <p class="soft">…</p>;
  if (frame.state === 'failed') return <p class="soft">{frame.says}</p>;
  const { topic, hex, text, readings, fault } = frame.body;
  return (
    <div class="frame-view">
      {topic !== undefined && (
        <p class="soft">
          topic <code>{topic}</code>
        </p>
      )}
      <HexDump hex={hex} />
      {text !== undefined && <pre class="text">{text}</pre>}
      {fault !== undefined && <p class="fault">{fault}</p>}
      <ol class="readings" start={0} aria-label="What the bytes mean">
        {readings.map((reading, place) => (
          <li key={JSON.stringify(reading)} data-chosen={place === index}>
            <ReadingWords reading={reading} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A reading as it is in the gateway, one word and value after the other. */
function ReadingWords({ reading }: { readonly reading: unknown }) {
  if (typeof reading !== 'object' || reading === null) return <code>{JSON.stringify(reading)}</code>;
  return (
    <>
      {Object.entries(reading).map(([name, value]) => (
        <span key={name} class="word">
          <span class="soft">{name}</span> {typeof value === 'string' ? value : JSON.stringify(value)}
        </span>
      ))}
    </>
  );
}

function deviceName(id: string): string {
  return site.value?.devices.find((device) => device.id === id)?.name ?? id;
}

const line_bytes = 16;

export function HexDump({ hex }: { readonly hex: string }) {
  const bytes = hex.match(/../g) ?? [];
  const lines = Array.from({ length: Math.ceil(bytes.length / line_bytes) }, (_, line) => {
    const part = bytes.slice(line * line_bytes, (line + 1) * line_bytes);
    const offset = (line * line_bytes).toString(16).padStart(4, '0');
    return `${offset}  ${part.join(' ').padEnd(3 * line_bytes)} ${part.map(printed).join('')}`;
  });
  return (
    <pre class="hex" role="img" aria-label={`${bytes.length} bytes`}>
      {lines.join('\n')}
    </pre>
  );
}

function printed(byte: string): string {
  const code = Number.parseInt(byte, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
}
