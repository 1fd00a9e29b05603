/** Takes a found device into the settings: what it is, what it is called, where it stands. The gateway's rules decide. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { go } from '../browser.ts';
import { type FieldRefusal, type FoundView, post, type SerialView } from '../rest.ts';
import { hashOf } from '../route.ts';
import { PlaceFields, type Places, placesOf } from './adopt-places.tsx';
import { Field } from './field.tsx';
import { ListenFirst } from './listen-first.tsx';
import { SerialFields } from './serial-fields.tsx';

interface Adopted {
  readonly device: string;
  readonly connection: string;
  readonly secret?: string;
}

const families = [
  ['scale', 'Scales'],
  ['barcode', 'Scanners'],
  ['rfid', 'RFID readers'],
  ['native', 'Own devices'],
] as const;

const usual: SerialView = { baud: 9_600, data_bits: 8, parity: 'none', stop_bits: 1 };

export function AdoptForm({ found }: { readonly found: FoundView }) {
  const done = useSignal<Adopted | undefined>(undefined);
  return (
    <section class="adopt">
      <header>
        <h2>{done.value === undefined ? 'Adopt' : 'Adopted'}</h2>
        <p class="who">
          <b>{found.name}</b> <span class="soft">{found.place}</span>
        </p>
        <button type="button" class="close" aria-label="Close" onClick={() => go({ view: 'find' })}>
          ✕
        </button>
      </header>
      {found.hint !== undefined && done.value === undefined && <p class="hint">{found.hint}</p>}
      {done.value === undefined ? <Form found={found} done={done} /> : <Done adopted={done.value} />}
    </section>
  );
}

function Form({ found, done }: { readonly found: FoundView; readonly done: Signal<Adopted | undefined> }) {
  const [first] = found.suggestions;
  const id = useSignal(found.suggested_id);
  const name = useSignal('');
  const driver = useSignal(found.certain ? (first?.driver ?? '') : '');
  const suggestion = found.suggestions.find((each) => each.driver === driver.value);
  const serial = useSignal<SerialView>(suggestion?.serial ?? usual);
  const unit = useSignal<string>(found.unit ?? '');
  const places = useSignal<Places>({ channels: [], antennas: [], scanner: '' });
  const refusals = useSignal<readonly FieldRefusal[]>([]);
  const says = useSignal<string | undefined>(undefined);
  const sending = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('select, input')?.focus(), []);

  const adopt = async () => {
    sending.value = true;
    refusals.value = [];
    says.value = undefined;
    const outcome = await post<Adopted>(`/discovered/${encodeURIComponent(found.id)}/adopt`, {
      id: id.value.trim(),
      driver: driver.value,
      ...(name.value.trim() === '' ? {} : { name: name.value.trim() }),
      ...(found.wire === 'serial' ? { serial: serial.value } : {}),
      ...(unit.value === '' ? {} : { unit: unit.value }),
      ...placesOf(places.value),
    });
    sending.value = false;
    if (outcome.ok) {
      done.value = outcome.body;
      return;
    }
    refusals.value = outcome.refusals;
    const others = outcome.refusals.filter(({ field }) => !isBeside(field)).map(({ rule }) => rule);
    says.value = outcome.refusals.length === 0 ? outcome.says : others.join('. ');
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };

  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        void adopt();
      }}
    >
      <Field label="What it is" field="driver" refusals={refusals.value}>
        {(told) => (
          <select
            {...told}
            required
            value={driver.value}
            onChange={(event) => {
              driver.value = event.currentTarget.value;
              const chosen = found.suggestions.find((each) => each.driver === driver.value);
              if (chosen?.serial !== undefined) serial.value = chosen.serial;
            }}
          >
            {driver.value === '' && <option value="">Choose…</option>}
            {families.map(([family, title]) => {
              const drivers = found.suggestions.filter((each) => each.family === family);
              return drivers.length === 0 ? null : (
                <optgroup key={family} label={title}>
                  {drivers.map((each) => (
                    <option key={each.driver} value={each.driver}>
                      {each.title}
                    </option>
                  ))}
                </optgroup>
              );
            })}
          </select>
        )}
      </Field>
      <Field
        label="Its id"
        field="id"
        refusals={refusals.value}
        soft={found.connection === undefined ? 'what readings and evidence call it' : 'its topics are made with it'}
      >
        {(told) => (
          <input
            {...told}
            required
            maxLength={64}
            value={id.value}
            onInput={(event) => {
              id.value = event.currentTarget.value;
            }}
          />
        )}
      </Field>
      <Field label="Its name" field="name" refusals={refusals.value} soft="for people; the id when left empty">
        {(told) => (
          <input
            {...told}
            maxLength={200}
            value={name.value}
            placeholder={found.name}
            onInput={(event) => {
              name.value = event.currentTarget.value;
            }}
          />
        )}
      </Field>
      {found.wire === 'serial' && <SerialFields serial={serial} refusals={refusals.value} />}
      {found.wire === 'serial' && driver.value !== '' && (
        <ListenFirst found={found.id} driver={driver.value} serial={serial.value} unit={unit.value} />
      )}
      {suggestion?.family === 'scale' && (
        <Field label="Unit it shows" field="unit" refusals={refusals.value} soft="only if it does not say it itself">
          {(told) => (
            <select
              {...told}
              value={unit.value}
              onChange={(event) => {
                unit.value = event.currentTarget.value;
              }}
            >
              <option value="">it says it</option>
              {['g', 'kg', 'lb', 'oz'].map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          )}
        </Field>
      )}
      {suggestion !== undefined && (
        <PlaceFields family={suggestion.family} antennas={found.antennas} places={places} refusals={refusals.value} />
      )}
      {says.value !== undefined && says.value !== '' && (
        <p class="fault" role="alert">
          {says.value}
        </p>
      )}
      <button type="submit" class="main" disabled={sending.value || driver.value === ''}>
        {sending.value ? 'Adopting…' : 'Adopt'}
      </button>
      <p class="soft">
        It is written into the settings file.
        {found.needs_secret && ' A secret is made for it and shown once.'}
      </p>
    </form>
  );
}

/** Refusals of these fields stand beside them; all others stand above the button. */
function isBeside(field: string): boolean {
  return /^(?:id|name|driver|unit|serial\.[a-z_]{1,20}|(?:channels|antennas)\.\d{1,4}\.[a-z_]{1,30}|scanner\.location)$/.test(
    field,
  );
}

function Done({ adopted }: { readonly adopted: Adopted }) {
  const { device, connection, secret } = adopted;
  const copied = useSignal(false);
  return (
    <div class="done" role="status">
      {secret !== undefined && (
        <>
          <p>
            It logs in with user name and client id <code>{connection}</code> and this secret. It is shown this once and
            kept nowhere: put it into the device now.
          </p>
          <p class="secret">
            <code>{secret}</code>
            <button
              type="button"
              class="small"
              onClick={() => {
                void navigator.clipboard.writeText(secret).then(() => {
                  copied.value = true;
                });
              }}
            >
              {copied.value ? 'Copied' : 'Copy'}
            </button>
          </p>
        </>
      )}
      <p>
        <a class="button" href={hashOf({ view: 'devices', selected: { kind: 'device', id: device } })}>
          See what it says
        </a>
      </p>
    </div>
  );
}
