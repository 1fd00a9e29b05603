/** Where a device stands: a location for each load cell or antenna, or the place of a scanner. All may be left open. */
import type { Signal } from '@preact/signals';
import type { FieldRefusal } from '../rest.ts';
import { site } from '../store.ts';
import { Field } from './field.tsx';

interface ChannelField {
  readonly channel: string;
  readonly location: string;
}

export interface Places {
  readonly channels: readonly ChannelField[];
  /** Locations by antenna, from 1; empty where none watches. */
  readonly antennas: readonly string[];
  readonly scanner: string;
}

type Family = 'rfid' | 'barcode' | 'scale' | 'native';

const antennas_usual = 4;
const antennas_max = 16;

/** What is filled in, as the gateway takes it. */
export function placesOf({ channels, antennas, scanner }: Places): object {
  const weighed = channels.filter(({ location }) => location.trim() !== '');
  const watched = antennas
    .map((location, at) => ({ antenna: at + 1, role: 'shelf', location: location.trim() }))
    .filter(({ location }) => location !== '');
  return {
    ...(weighed.length === 0
      ? {}
      : { channels: weighed.map(({ channel, location }) => ({ channel: channel.trim(), location: location.trim() })) }),
    ...(watched.length === 0 ? {} : { antennas: watched }),
    ...(scanner.trim() === '' ? {} : { scanner: { location: scanner.trim() } }),
  };
}

export function PlaceFields(props: {
  readonly family: Family;
  readonly antennas: number | undefined;
  readonly places: Signal<Places>;
  readonly refusals: readonly FieldRefusal[];
}) {
  const { family, antennas = antennas_usual, places, refusals } = props;
  return (
    <>
      <Locations weighed={family === 'scale' || family === 'native'} />
      {(family === 'scale' || family === 'native') && <Channels places={places} refusals={refusals} />}
      {(family === 'rfid' || family === 'native') && (
        <Antennas
          count={family === 'native' ? 1 : Math.min(antennas, antennas_max)}
          places={places}
          refusals={refusals}
        />
      )}
      {(family === 'barcode' || family === 'native') && (
        <Field
          label="Where it scans"
          field="scanner.location"
          refusals={refusals}
          soft="the location of scans that name none; may be left empty"
        >
          {(told) => (
            <input
              {...told}
              list="locations"
              value={places.value.scanner}
              onInput={(event) => {
                places.value = { ...places.value, scanner: event.currentTarget.value };
              }}
            />
          )}
        </Field>
      )}
    </>
  );
}

/** Bins with an item first where something is weighed: weight alone does not say what lies there. */
function Locations({ weighed }: { readonly weighed: boolean }) {
  const locations = (site.value?.locations ?? []).filter(({ kind }) => kind !== 'outside' && kind !== 'transit');
  const sorted = weighed
    ? locations.toSorted((a, b) => Number(b.item !== undefined) - Number(a.item !== undefined))
    : locations;
  return (
    <datalist id="locations">
      {sorted.map(({ id, name, item }) => (
        <option key={id} value={id}>
          {item === undefined ? name : `${name} (${item})`}
        </option>
      ))}
    </datalist>
  );
}

function Channels({
  places,
  refusals,
}: {
  readonly places: Signal<Places>;
  readonly refusals: readonly FieldRefusal[];
}) {
  const { channels } = places.value;
  const rows = channels.length === 0 ? [{ channel: '1', location: '' }] : channels;
  const set = (at: number, part: Partial<ChannelField>) => {
    const next = rows.map((row, index) => (index === at ? { ...row, ...part } : row));
    places.value = { ...places.value, channels: next };
  };
  return (
    <fieldset>
      <legend>What it weighs</legend>
      {rows.map((row, at) => (
        <div class="pair" key={`row ${at + 1}`}>
          <Field label="Channel" field={`channels.${at}.channel`} refusals={refusals}>
            {(told) => (
              <input
                {...told}
                maxLength={64}
                value={row.channel}
                onInput={(event) => set(at, { channel: event.currentTarget.value })}
              />
            )}
          </Field>
          <Field label="Location" field={`channels.${at}.location`} refusals={refusals}>
            {(told) => (
              <input
                {...told}
                list="locations"
                value={row.location}
                onInput={(event) => set(at, { location: event.currentTarget.value })}
              />
            )}
          </Field>
        </div>
      ))}
      <button
        type="button"
        class="small"
        onClick={() => {
          places.value = { ...places.value, channels: [...rows, { channel: String(rows.length + 1), location: '' }] };
        }}
      >
        One more channel
      </button>
    </fieldset>
  );
}

function Antennas(props: {
  readonly count: number;
  readonly places: Signal<Places>;
  readonly refusals: readonly FieldRefusal[];
}) {
  const { count, places, refusals } = props;
  const filled = places.value.antennas;
  /** The gateway counts the antennas it was told of, which are those with a location. */
  const told_at = (at: number) => filled.slice(0, at).filter((location) => location.trim() !== '').length;
  return (
    <fieldset>
      <legend>What its antennas watch</legend>
      {Array.from({ length: count }, (_, at) => (
        <Field
          key={`antenna ${at + 1}`}
          label={`Antenna ${at + 1}`}
          field={`antennas.${told_at(at)}.location`}
          refusals={(filled[at] ?? '').trim() === '' ? [] : refusals}
        >
          {(told) => (
            <input
              {...told}
              list="locations"
              placeholder="no location"
              value={filled[at] ?? ''}
              onInput={(event) => {
                const next = Array.from({ length: count }, (__, index) =>
                  index === at ? event.currentTarget.value : (filled[index] ?? ''),
                );
                places.value = { ...places.value, antennas: next };
              }}
            />
          )}
        </Field>
      ))}
      <p class="soft">A portal with its two sides is set in the settings file.</p>
    </fieldset>
  );
}
