/** The last frames of a device as they come, each down to its bytes and what they meant. Opening one holds the list. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { DevicePage, FrameSeen } from '../../gateway/live/messages.ts';
import { go } from '../browser.ts';
import { type FrameView, type Loaded, useRead } from '../rest.ts';
import { zone } from '../store.ts';
import { bytesWords, countWords, figure, timeWords, trueMinus } from '../wording.ts';
import { ReadingTable } from './evidence.tsx';
import { HexDump } from './hex-dump.tsx';

const readings_shown_max = 12;

export function DeviceFrames(props: {
  readonly id: string;
  readonly page: Loaded<DevicePage>;
  /** The number of the frame that is opened. */
  readonly open: number | undefined;
  /** The past second on show; of it nothing more comes. */
  readonly at?: string;
}) {
  const { id, page, open, at } = props;
  const held = useSignal(false);
  const shown = useRef<readonly FrameSeen[] | undefined>(undefined);
  const is_held = held.value || open !== undefined;
  if (page.state === 'there' && (!is_held || shown.current === undefined)) shown.current = page.body.frames;
  const frames = shown.current ?? [];
  const is_elsewhere = open !== undefined && shown.current !== undefined && !frames.some(({ n }) => n === open);
  return (
    <section class="frames" aria-label="Last frames">
      <header>
        <h3>
          {at === undefined ? 'Last frames' : 'Last frames by then'}{' '}
          <small>{at !== undefined ? 'newest first' : is_held ? 'held, as they were' : 'live, newest first'}</small>
        </h3>
        {frames.length > 0 && at === undefined && (
          <button
            type="button"
            class="small"
            aria-pressed={is_held}
            onClick={() => {
              if (open !== undefined) go({ view: 'devices', selected: { kind: 'device', id } });
              held.value = !is_held;
            }}
          >
            {is_held ? 'Go on' : 'Hold'}
          </button>
        )}
      </header>
      {page.state === 'failed' && <p class="fault">{page.says}</p>}
      {page.state === 'there' && frames.length === 0 && (
        <p class="soft">
          {at === undefined
            ? 'Nothing has come from it yet.'
            : 'The journal has no frame of it from before then, as far back as was looked.'}
        </p>
      )}
      {is_elsewhere && open !== undefined && <OlderFrame n={open} />}
      <ol data-arrows>
        {frames.map((frame) => (
          <Frame key={frame.n} frame={frame} device={id} open={frame.n === open} />
        ))}
      </ol>
    </section>
  );
}

function Frame({
  frame,
  device,
  open,
}: {
  readonly frame: FrameSeen;
  readonly device: string;
  readonly open: boolean;
}) {
  const { n, at_ms, bytes, says, fault } = frame;
  const selected = { kind: 'device', id: device } as const;
  return (
    <li data-fault={fault !== undefined} data-open={open}>
      <button
        type="button"
        data-stop
        aria-expanded={open}
        onClick={() => go({ view: 'devices', selected, ...(open ? {} : { frame: n }) })}
      >
        <time>{timeWords(at_ms, zone.value)}</time>
        <span class="says">{fault ?? (says === '' ? <i>nothing of interest</i> : trueMinus(says))}</span>
        <span class="size">{bytesWords(bytes)}</span>
      </button>
      {open && <FrameBytes frame={frame} />}
    </li>
  );
}

function FrameBytes({ frame }: { readonly frame: FrameSeen }) {
  const { n, topic, bytes, hex, text, readings, fault } = frame;
  const hidden = readings.length - readings_shown_max;
  const is_cut = hex.length < 2 * bytes;
  return (
    <div class="frame-view">
      {fault !== undefined && <p class="fault">{fault}</p>}
      {readings.slice(0, readings_shown_max).map((reading) => (
        <ReadingTable key={JSON.stringify(reading)} reading={reading} />
      ))}
      {hidden > 0 && <p class="soft">and {countWords(hidden, 'further reading')}</p>}
      <p class="soft">
        frame {figure(n)}, {is_cut ? `the first ${figure(hex.length / 2)} of ` : ''}
        {countWords(bytes, 'byte')}
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

/** The address names a frame that has scrolled out: the journal may still have it. */
function OlderFrame({ n }: { readonly n: number }) {
  const frame = useRead<FrameView>(`/frames/${n}`);
  if (frame.state === 'loading') return <p class="soft">…</p>;
  if (frame.state === 'failed') return <p class="soft">{frame.says}</p>;
  const { at_ms, hex, says = '', ...rest } = frame.body;
  return (
    <div class="older">
      <p class="soft">An older frame, of {timeWords(at_ms, zone.value)}</p>
      <FrameBytes frame={{ ...rest, n, at_ms, hex, says, bytes: hex.length / 2 }} />
    </div>
  );
}
