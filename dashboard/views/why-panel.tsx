/** Why a number is what it is: the sentence, what adds up to it, and the bytes behind each movement. */
import { go, route } from '../browser.ts';
import { atQuery } from '../past.ts';
import { useRead, type WhyPlaceView, type WhyReadingView, type WhyStepView, type WhyView } from '../rest.ts';
import { now_ms, site, zone } from '../store.ts';
import { dayTimeWords, figure, trueMinus } from '../wording.ts';
import { HexDump } from './hex-dump.tsx';
import { QuestionCard } from './questions.tsx';
import { UnitMass } from './unit-mass.tsx';

export function WhyButton(props: { readonly item: string; readonly location?: string; readonly quantity: number }) {
  const { item, location, quantity } = props;
  const selected = { kind: 'why', id: item, ...(location === undefined ? {} : { location }) } as const;
  return (
    <button
      type="button"
      class="why-button"
      aria-label={`Why ${quantity}?`}
      title={`Why ${quantity}?`}
      onClick={() => go({ view: 'shelf-map', selected })}
    >
      why?
    </button>
  );
}

export function WhyPanel({ item, location }: { readonly item: string; readonly location: string | undefined }) {
  const where = location === undefined ? '' : `&location=${encodeURIComponent(location)}`;
  // A movement or a minute later there may be more to say; the past is read once.
  const version = route.value.at === undefined ? Math.floor(now_ms.value / refresh_ms) : 0;
  const told = useRead<WhyView>(`/why?item=${encodeURIComponent(item)}${where}${atQuery(route.value.at)}`, version);
  const back = location === undefined ? undefined : ({ kind: 'location', id: location } as const);
  return (
    <section class="detail why-panel">
      <header>
        <p class="path">{told.state === 'there' ? told.body.item.name : item}</p>
        <h2>{told.state === 'there' ? titleOf(told.body, location) : 'Why?'}</h2>
        <button
          type="button"
          class="close"
          aria-label="Close"
          onClick={() => go({ view: 'shelf-map', ...(back === undefined ? {} : { selected: back }) })}
        >
          ✕
        </button>
      </header>
      {told.state === 'loading' && <p class="soft">…</p>}
      {told.state === 'failed' && <p class="fault">{told.says}</p>}
      {told.state === 'there' && <Told body={told.body} />}
      {told.state === 'there' && <UnitMass item={item} />}
    </section>
  );
}

const refresh_ms = 5_000;

function titleOf({ quantity, places }: WhyView, location: string | undefined): string {
  const [first] = places;
  if (location !== undefined && first !== undefined) return `Why ${figure(quantity)} at ${first.location.name}?`;
  return `Why ${figure(quantity)}?`;
}

function Told({ body }: { readonly body: WhyView }) {
  const { places, more_places, says } = body;
  const [only] = places;
  if (only !== undefined && places.length === 1 && more_places.length === 0) return <Place place={only} />;
  return (
    <>
      <p class="sentence">{says}</p>
      <ul class="why-places">
        {places.map((place) => (
          <li key={place.location.id}>
            <details>
              <summary>
                <b>{figure(place.quantity)}</b> {place.location.name}
                <span class="soft">{place.says}</span>
              </summary>
              <Place place={place} />
            </details>
          </li>
        ))}
      </ul>
      {more_places.length > 0 && (
        <p class="soft">
          and {more_places.map(({ location, quantity }) => `${figure(quantity)} at ${location}`).join(', ')}
        </p>
      )}
    </>
  );
}

function Place({ place }: { readonly place: WhyPlaceView }) {
  const { says, anchor, groups, quantity, notes, questions, steps, more_movements } = place;
  return (
    <>
      <p class="sentence">{says}</p>
      <table class="sum">
        <tbody>
          <tr>
            <td>{figure(anchor.quantity)}</td>
            <th scope="row">{anchor.says}</th>
          </tr>
          {groups.map((group) => (
            <tr key={`${group.kind} ${group.quantity > 0}`} data-sign={group.quantity < 0 ? 'less' : 'more'}>
              <td>{signed(group.quantity)}</td>
              <th scope="row">{group.says}</th>
            </tr>
          ))}
          <tr class="result">
            <td>{figure(quantity)}</td>
            <th scope="row">is what that comes to</th>
          </tr>
        </tbody>
      </table>
      {notes.map((note) => (
        <p key={note} class="soft">
          {note}
        </p>
      ))}
      {questions.map((question) => (
        <QuestionCard key={question.id} question={question} />
      ))}
      <ol class="why-steps" aria-label="What happened since, newest first">
        {steps.map((step) => (
          <Step key={step.movement.seq} step={step} />
        ))}
        {anchor.readings.length > 0 && (
          <li>
            <p class="step-head">
              <b>{figure(anchor.quantity)}</b> counted{' '}
              {anchor.at_ms !== undefined && <time>{dayTimeWords(anchor.at_ms, zone.value)}</time>}
            </p>
            <p>{anchor.why}</p>
            {anchor.readings.map((reading) => (
              <Reading key={`${reading.evidence.n}/${reading.evidence.index}`} reading={reading} />
            ))}
          </li>
        )}
      </ol>
      {more_movements > 0 && <p class="soft">and {figure(more_movements)} older movements since</p>}
    </>
  );
}

function Step({ step }: { readonly step: WhyStepView }) {
  const { movement, change, notes, readings, more_readings } = step;
  return (
    <li>
      <p class="step-head">
        <b data-sign={change < 0 ? 'less' : 'more'}>{signed(change)}</b>
        <span>{movement.kind.replaceAll('-', ' ')}</span>
        <time>{dayTimeWords(movement.at_ms, zone.value)}</time>
        <a href={`#/movements/movement/${encodeURIComponent(movement.id)}`}>№ {figure(movement.seq)}</a>
        <span class="soft">p {(movement.confidence_permille / 1_000).toFixed(3)}</span>
      </p>
      <p>{movement.why}</p>
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      {readings.map((reading) => (
        <Reading key={`${reading.evidence.n}/${reading.evidence.index}`} reading={reading} />
      ))}
      {more_readings > 0 && <p class="soft">and {figure(more_readings)} more readings</p>}
    </li>
  );
}

/** A reading and the bytes it was read from: the first of them at once, all of them when asked for. */
function Reading({ reading }: { readonly reading: WhyReadingView }) {
  const { evidence } = reading;
  const device = site.value?.devices.find(({ id }) => id === evidence.device)?.name ?? evidence.device;
  return (
    <details class="why-reading">
      <summary>
        <span class="what">
          {device}: {trueMinus(evidence.says)}
        </span>
        <code>{reading.kept ? (reading.text ?? spaced(reading.hex)) : reading.says}</code>
      </summary>
      <p class="soft">
        frame {figure(evidence.n)}, {dayTimeWords(evidence.at_ms, zone.value)}
        {reading.kept && reading.topic !== undefined && (
          <>
            , on <code>{reading.topic}</code>
          </>
        )}
      </p>
      {reading.kept && reading.fault !== undefined && <p class="fault">{reading.fault}</p>}
      {reading.kept && <HexDump hex={reading.hex} text={reading.text} />}
    </details>
  );
}

const bytes_at_once = 48;

function spaced(hex: string): string {
  return (hex.slice(0, 2 * bytes_at_once).match(/../g) ?? []).join(' ');
}

function signed(value: number): string {
  return value > 0 ? `+${figure(value)}` : figure(value);
}
