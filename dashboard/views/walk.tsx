/** Guides a person through the calibration walk: where, with which tags, two minutes of walking, and what came of it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { post } from '../rest.ts';
import { site } from '../store.ts';

const walk_ms = 120_000;
/** How often the screen asks what the antennas have read; each time is a row of the journal. */
const look_ms = 5_000;

interface Done {
  readonly says: readonly string[];
}

export function Walk() {
  const location = useSignal('');
  const tags = useSignal('');
  /** When it began by this screen's clock; undefined while none goes on that was begun here. */
  const begun_ms = useSignal<number | undefined>(undefined);
  const left_s = useSignal(0);
  const says = useSignal<readonly string[]>([]);
  const fault = useSignal('');

  const ask = async (path: string, body: object): Promise<boolean> => {
    const answer = await post<Done>(path, { ...body, reason: 'walked at the screen' });
    fault.value = answer.ok ? '' : answer.says;
    if (answer.ok) says.value = answer.body.says;
    return answer.ok;
  };
  const begin = async () => {
    const epcs = tags.value.split(/[\s,;]/).filter(Boolean);
    if (await ask('/walks', { location: location.value, epcs })) begun_ms.value = Date.now();
  };
  const end = async () => {
    begun_ms.value = undefined;
    await ask('/walks/end', {});
  };
  const drop = async () => {
    begun_ms.value = undefined;
    await ask('/walks/drop', { location: location.value });
  };

  useEffect(() => {
    const began_ms = begun_ms.value;
    if (began_ms === undefined) return;
    const count = () => {
      left_s.value = Math.max(0, Math.ceil((began_ms + walk_ms - Date.now()) / 1_000));
    };
    count();
    const counting = setInterval(count, 1_000);
    const looking = setInterval(() => void ask('/walks/look', {}), look_ms);
    return () => {
      clearInterval(counting);
      clearInterval(looking);
    };
  }, [begun_ms.value]);

  const served = new Set(
    (site.value?.devices ?? []).flatMap(({ serves }) =>
      serves.filter(({ watches }) => watches).map((each) => each.location),
    ),
  );
  const places = (site.value?.locations ?? []).filter(({ id }) => served.has(id));
  const isWalking = begun_ms.value !== undefined;
  return (
    <section class="walk">
      <h2>Calibration walk</h2>
      {isWalking ? (
        <Walking left_s={left_s.value} onEnd={() => void end()} onDrop={() => void drop()} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void begin();
          }}
        >
          <p class="soft">
            Take tags in your hand and walk through the zone of a location: the gateway learns how it sounds.
          </p>
          <select
            aria-label="Location to walk through"
            required
            value={location.value}
            onChange={(event) => (location.value = event.currentTarget.value)}
          >
            <option value="">Location…</option>
            {places.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <input
            class="epc"
            aria-label="Tags in the hand, hexadecimal"
            placeholder="Tags in the hand, hexadecimal"
            required
            spellcheck={false}
            value={tags.value}
            onInput={(event) => (tags.value = event.currentTarget.value)}
          />
          <button type="submit">Start walking</button>
          {location.value !== '' && (
            <button type="button" onClick={() => void drop()}>
              Drop what was measured there
            </button>
          )}
        </form>
      )}
      {says.value.length > 0 && (
        <ul class="soft" role="status">
          {says.value.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {fault.value !== '' && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
    </section>
  );
}

function Walking(props: { readonly left_s: number; readonly onEnd: () => void; readonly onDrop: () => void }) {
  const { left_s, onEnd, onDrop } = props;
  return (
    <>
      <p class="countdown" role="timer">
        {left_s > 0 ? `${left_s} s left` : 'Enough: stop now'}
      </p>
      <p class="soft">
        Walk along all shelves of the zone, hold the tags high and low, and turn them. Nothing of them is booked
        meanwhile.
      </p>
      <button type="button" onClick={onEnd}>
        Stop and keep
      </button>
      <button type="button" onClick={onDrop}>
        Drop
      </button>
    </>
  );
}
