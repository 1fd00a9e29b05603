/** Guides a person through the calibration walk: where, with which tags, two minutes of walking, and what each walk has measured. */
import { useSignal } from '@preact/signals';
import type { WalksTold } from '../../gateway/live/messages.ts';
import { post, useRead } from '../rest.ts';
import { live_ms, locationName, now_ms, questions, site } from '../store.ts';
import { agoWords, countWords, figure } from '../wording.ts';

const walk_ms = 120_000;
/** How often the screen asks what the antennas have heard: seldom while nobody walks. */
const look_ms = 2_000;
const idle_look_ms = 10_000;
/** From so many on of a thousand, zones are hardly apart. */
const alike_permille = 100;

interface Done {
  readonly says: readonly string[];
}

export function Walk() {
  const asked = useSignal(0);
  const isWalking = useSignal(false);
  const says = useSignal<readonly string[]>([]);
  const fault = useSignal('');
  const turn = Math.floor((live_ms.value ?? 0) / (isWalking.value ? look_ms : idle_look_ms));
  const read = useRead<WalksTold>('/walks', turn + 1e12 * asked.value);
  const walks = read.state === 'there' ? read.body : undefined;
  const open = walks?.open;
  if (isWalking.peek() !== (open !== undefined)) isWalking.value = open !== undefined;

  const ask = async (path: string, body: object): Promise<boolean> => {
    const answer = await post<Done>(path, { ...body, reason: 'walked at the screen' });
    fault.value = answer.ok ? '' : answer.says;
    says.value = answer.ok ? answer.body.says : [];
    asked.value += 1;
    return answer.ok;
  };
  return (
    <section class="walk" aria-label="Calibration walk">
      <h2>Calibration walk</h2>
      {open === undefined ? (
        <Begin onBegin={(location, epcs) => ask('/walks', { location, epcs })} />
      ) : (
        <Walking
          open={open}
          onEnd={() => void ask('/walks/end', {})}
          onDrop={() => void ask('/walks/drop', { location: open.location })}
        />
      )}
      {fault.value !== '' && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {open === undefined && says.value.length > 0 && (
        <ul class="soft" role="status">
          {says.value.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {walks !== undefined && <Measured walks={walks} onDrop={(location) => void ask('/walks/drop', { location })} />}
    </section>
  );
}

/** Locations that an antenna of a shelf serves: no other one can be walked through. */
function walkable(): readonly { readonly id: string; readonly name: string }[] {
  const served = new Set(
    (site.value?.devices ?? []).flatMap(({ serves }) =>
      serves.filter(({ part }) => part.startsWith('antenna ')).map(({ location }) => location),
    ),
  );
  return (site.value?.locations ?? []).filter(({ id }) => served.has(id));
}

function Begin({ onBegin }: { readonly onBegin: (location: string, epcs: readonly string[]) => Promise<boolean> }) {
  const location = useSignal('');
  const tags = useSignal('');
  const places = walkable();
  if (places.length === 0) return <p class="soft">No antenna with the role shelf serves a location of this site.</p>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void onBegin(location.value, tags.value.split(/[\s,;]+/).filter(Boolean));
      }}
    >
      <p class="soft">
        Two minutes with a few tags in your hand teach the gateway how a zone sounds, so that it tells the zones apart
        where antennas overhear each other. Walk through each of them.
      </p>
      <label>
        1. Where you will walk
        <select required value={location.value} onChange={(event) => (location.value = event.currentTarget.value)}>
          <option value="">Location…</option>
          {places.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        2. The tags in your hand, three or four of them
        <input
          class="epc"
          placeholder="E2801160600002…, 3034257BF7194E…"
          required
          spellcheck={false}
          autocomplete="off"
          value={tags.value}
          onInput={(event) => (tags.value = event.currentTarget.value)}
        />
      </label>
      <Unknown chosen={tags.value} onChoose={(epc) => (tags.value = `${tags.value} ${epc}`.trim())} />
      <button type="submit">3. Start walking</button>
    </form>
  );
}

const unknown_tag = 'unknown-tag/';
const chips_max = 6;

/** Tags that were seen and are nobody's goods are likely the ones to walk with. */
function Unknown({ chosen, onChoose }: { readonly chosen: string; readonly onChoose: (epc: string) => void }) {
  const epcs = [...(questions.value?.keys() ?? [])]
    .filter((id) => id.startsWith(unknown_tag))
    .map((id) => id.slice(unknown_tag.length))
    .filter((epc) => /^[0-9A-F]{16,64}$/.test(epc) && !chosen.includes(epc));
  if (epcs.length === 0) return null;
  return (
    <p class="chips">
      <span class="soft">seen, and unknown:</span>
      {epcs.slice(0, chips_max).map((epc) => (
        <button key={epc} type="button" class="chip epc" onClick={() => onChoose(epc)}>
          …{epc.slice(-8)}
        </button>
      ))}
    </p>
  );
}

function Walking(props: {
  readonly open: NonNullable<WalksTold['open']>;
  readonly onEnd: () => void;
  readonly onDrop: () => void;
}) {
  const { open, onEnd, onDrop } = props;
  const left_s = Math.max(0, Math.ceil((open.begun_ms + walk_ms - (live_ms.value ?? 0)) / 1_000));
  const isEnough = open.heard_s >= open.needed_s;
  return (
    <>
      <p>
        <b>{locationName(open.location)}</b>, with {countWords(open.tags, 'tag')}
      </p>
      <p class="countdown" role="timer">
        {left_s > 0 ? `${left_s} s to walk` : isEnough ? 'Enough: stop now' : 'Walk on'}
      </p>
      <p class="soft">
        Walk along all its shelves, hold the tags high and low, and turn them. Nothing of them is booked meanwhile.
      </p>
      <p data-enough={isEnough} class="heard">
        {open.ears.length === 0
          ? 'No antenna has heard them yet.'
          : `Heard in ${figure(open.heard_s)} seconds${isEnough ? '' : `; ${open.needed_s} are needed`}:`}
      </p>
      <ul class="ears">
        {open.ears.map(({ device, antenna, reads }) => (
          <li key={`${device} ${antenna}`}>
            <span>
              {deviceName(device)}
              {antenna !== undefined && <span class="soft"> antenna {antenna}</span>}
            </span>
            <b>{figure(reads)}</b>
          </li>
        ))}
      </ul>
      <p class="acts">
        <button type="button" disabled={!isEnough} onClick={onEnd}>
          Stop and keep
        </button>
        <button type="button" onClick={onDrop}>
          Throw away
        </button>
      </p>
    </>
  );
}

function deviceName(id: string): string {
  return site.value?.devices.find((device) => device.id === id)?.name ?? id;
}

function Measured({ walks, onDrop }: { readonly walks: WalksTold; readonly onDrop: (location: string) => void }) {
  const { zones, zones_beyond } = walks;
  if (zones.length === 0) return <p class="soft">No zone was walked through yet.</p>;
  return (
    <>
      <h3>Walked through</h3>
      <ul class="walked">
        {zones.map(({ location, at_ms, seconds, reads, antennas, confused: [alike] }) => (
          <li key={location}>
            <p>
              <b>{locationName(location)}</b>
              <time>{agoWords(now_ms.value - at_ms)}</time>
            </p>
            <p class="soft">
              {figure(reads)} reads by {countWords(antennas, 'antenna')} in {seconds} s
            </p>
            {alike !== undefined && (
              <p class="soft" data-bad={alike.permille >= alike_permille}>
                {alike.permille >= alike_permille ? 'Hardly' : 'Well'} apart from {locationName(alike.location)}: at
                first {(alike.permille / 10).toFixed(1)} % are taken for it
              </p>
            )}
            <button type="button" class="small" onClick={() => onDrop(location)}>
              Forget
            </button>
          </li>
        ))}
      </ul>
      {zones_beyond > 0 && <p class="soft">and {countWords(zones_beyond, 'further zone')}</p>}
    </>
  );
}
