/** What is there and not in the settings yet: looked for where a person says, offered, and taken in by a person alone. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { go, route } from '../browser.ts';
import { type FoundView, type Loaded, post, useRead } from '../rest.ts';
import { hashOf } from '../route.ts';
import { now_ms } from '../store.ts';
import { agoWords } from '../wording.ts';
import { AdoptForm } from './adopt-form.tsx';

const look_again_ms = 2_000;

interface SearchDone {
  readonly found: number;
  readonly says: string;
}

export function FindDevices() {
  const asked = useSignal(0);
  const list = useRead<{ readonly found: readonly FoundView[] }>(
    '/discovered',
    Math.floor(now_ms.value / look_again_ms) + asked.value,
  );
  const found = list.state === 'there' ? list.body.found : [];
  const { selected } = route.value;
  const chosen = useChosen(found, selected?.kind === 'found' ? selected.id : undefined);
  const again = () => {
    asked.value += 1;
  };
  return (
    <div class="split find" data-open={selected?.kind === 'found'}>
      <section class="pane" aria-label="Find devices" data-arrows>
        <header class="head">
          <a class="back" href={hashOf({ view: 'devices' })}>
            ‹ All devices
          </a>
          <h2>Find devices</h2>
          <p class="soft intro">
            The gateway offers what it finds and claims nothing: no port is opened, no reader is put to work and nobody
            is let in before you adopt it.
          </p>
        </header>
        {list.state === 'failed' && <p class="fault">{list.says}</p>}
        <Network found={found} done={again} />
        <Kind
          kind="serial"
          title="Serial ports of this machine"
          button="Look at the ports"
          found={found}
          done={again}
          atOnce
        />
        <Kind kind="hid" title="USB scales and scanners" button="Look at the USB bus" found={found} done={again} />
        <Mqtt found={found} />
      </section>
      <aside class="side" aria-label="Adopt">
        <Side selected={selected?.kind === 'found'} chosen={chosen} list={list} />
      </aside>
    </div>
  );
}

/** What was chosen stays open although it is no longer listed: once adopted it is not, and its secret is still to be read. */
function useChosen(found: readonly FoundView[], id: string | undefined): FoundView | undefined {
  const last = useRef<FoundView | undefined>(undefined);
  const listed = found.find((each) => each.id === id);
  if (listed !== undefined) last.current = listed;
  return id !== undefined && last.current?.id === id ? last.current : undefined;
}

function Side(props: {
  readonly selected: boolean;
  readonly chosen: FoundView | undefined;
  readonly list: Loaded<unknown>;
}) {
  const { selected, chosen, list } = props;
  if (chosen !== undefined) return <AdoptForm key={chosen.id} found={chosen} />;
  if (selected) {
    return (
      <>
        <p class="soft">
          {list.state === 'loading' ? '…' : 'This was not found, or not lately. Look for it once more, then choose it.'}
        </p>
        <button type="button" class="small" onClick={() => go({ view: 'find' })}>
          Back
        </button>
      </>
    );
  }
  return (
    <div class="soft how">
      <h3>How it goes</h3>
      <ol>
        <li>Look where the device is plugged in, or wait until it knocks at the broker.</li>
        <li>Choose it, say what it is and where it stands.</li>
        <li>It is checked together with all other settings, written there, and read from then on.</li>
      </ol>
      <p>What you wrote into the settings file by hand stays; each adoption is recorded in the journal.</p>
    </div>
  );
}

interface Searching {
  readonly running: boolean;
  readonly says?: string;
  readonly failed?: boolean;
}

/** Searches once; gives what is the case and what to call. */
function useSearch(done: () => void) {
  const state = useSignal<Searching>({ running: false });
  const search = async (asked: object) => {
    state.value = { running: true };
    const outcome = await post<SearchDone>('/discovered/search', asked);
    state.value = outcome.ok
      ? { running: false, says: outcome.body.says }
      : { running: false, says: outcome.refusals[0]?.rule ?? outcome.says, failed: true };
    done();
  };
  return { state, search };
}

function Network({ found, done }: { readonly found: readonly FoundView[]; readonly done: () => void }) {
  const { state, search } = useSearch(done);
  const address = useSignal('');
  return (
    <section class="finding" aria-label="On the network">
      <header>
        <h3>RFID readers on the network</h3>
      </header>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void search({ what: 'network', address: address.value.trim() });
        }}
      >
        <label>
          <span class="spoken">Address, name or network</span>
          <input
            value={address.value}
            placeholder="192.168.1.50 or 192.168.1.0/24"
            required
            maxLength={100}
            aria-invalid={state.value.failed === true}
            aria-describedby="network-says"
            onInput={(event) => {
              address.value = event.currentTarget.value;
            }}
          />
        </label>
        <button type="submit" disabled={state.value.running}>
          {state.value.running ? 'Asking…' : 'Ask there'}
        </button>
      </form>
      <p id="network-says" class={state.value.failed === true ? 'fault' : 'soft'} role="status">
        {state.value.says === undefined
          ? 'Each address is asked on the LLRP port what it is. Only addresses of your own network, 256 at most.'
          : state.value.failed === true
            ? `The address ${state.value.says}.`
            : state.value.says}
      </p>
      <List found={found.filter(({ kind }) => kind === 'network')} />
    </section>
  );
}

function Kind(props: {
  readonly kind: 'serial' | 'hid';
  readonly title: string;
  readonly button: string;
  readonly found: readonly FoundView[];
  readonly done: () => void;
  /** Looking costs and disturbs nothing, so it is done when the screen opens. */
  readonly atOnce?: boolean;
}) {
  const { kind, title, button, found, done, atOnce = false } = props;
  const { state, search } = useSearch(done);
  useEffect(() => {
    if (atOnce) void search({ what: kind });
    // Once, when the screen opens.
  }, []);
  return (
    <section class="finding" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <button type="button" class="small" disabled={state.value.running} onClick={() => void search({ what: kind })}>
          {state.value.running ? 'Looking…' : button}
        </button>
      </header>
      {state.value.says !== undefined && (
        <p class={state.value.failed === true ? 'fault' : 'soft'} role="status">
          {state.value.says}
        </p>
      )}
      <List found={found.filter((each) => each.kind === kind)} />
    </section>
  );
}

function Mqtt({ found }: { readonly found: readonly FoundView[] }) {
  const there = found.filter(({ kind }) => kind === 'mqtt');
  return (
    <section class="finding" aria-label="Over MQTT">
      <header>
        <h3>Devices that knock over MQTT</h3>
        <span class="soft">listening all the time</span>
      </header>
      {there.length === 0 && (
        <p class="soft">
          Nobody yet. Set the broker's address in the device, and one name of its own for both user name and client id:
          it is turned away, and appears here to be adopted.
        </p>
      )}
      <List found={there} />
    </section>
  );
}

function List({ found }: { readonly found: readonly FoundView[] }) {
  if (found.length === 0) return null;
  return (
    <ul class="found">
      {found.map((each) => (
        <Item key={each.id} found={each} />
      ))}
    </ul>
  );
}

function Item({ found }: { readonly found: FoundView }) {
  const { id, name, place, facts, hint, device, suggestions, certain, seen_ms, times } = found;
  const chosen = route.value.selected?.kind === 'found' && route.value.selected.id === id;
  const [first] = suggestions;
  return (
    <li data-chosen={chosen} data-known={device !== undefined}>
      <div class="what">
        <b>{name}</b>
        <span class="place">{place}</span>
        <span class="soft">{facts.join(' · ')}</span>
        {hint !== undefined && <span class="hint">{hint}</span>}
      </div>
      <div class="then">
        {device === undefined ? (
          <>
            <a class="button" data-stop href={hashOf({ view: 'find', selected: { kind: 'found', id } })}>
              Adopt…
            </a>
            <span class="soft">{certain && first !== undefined ? first.driver : 'driver to choose'}</span>
          </>
        ) : (
          <>
            <a data-stop href={hashOf({ view: 'devices', selected: { kind: 'device', id: device } })}>
              {device}
            </a>
            <span class="soft">in the settings</span>
          </>
        )}
        <time>
          {agoWords(now_ms.value - seen_ms)}
          {times > 1 && `, ${times}×`}
        </time>
      </div>
    </li>
  );
}
