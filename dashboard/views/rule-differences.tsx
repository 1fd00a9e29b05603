/** What other rules would have booked and asked otherwise: both sides beside each other, each with its reason. */
import type { AskedView, DerivedMovement, DifferenceView, ShadowView } from '../rest.ts';
import { itemName, locationName, zone } from '../store.ts';
import { dayTimeWords, figure, timeWords, trueMinus } from '../wording.ts';

export function Differences({ view }: { readonly view: ShadowView }) {
  const {
    counts,
    differences = [],
    waiting = [],
    differences_dropped = 0,
    levels = [],
    levels_beyond = 0,
    from_ms,
    until_ms,
  } = view;
  if (counts === undefined) {
    return (
      <p class="soft">
        {view.state === 'running' ? 'It begins at the latest checkpoint and catches up…' : 'No rules are being tried.'}
      </p>
    );
  }
  return (
    <>
      <header class="sums">
        <h2>What differs</h2>
        {from_ms !== undefined && until_ms !== undefined && (
          <p class="soft">
            {dayTimeWords(from_ms, zone.value)} to {timeWords(until_ms, zone.value)}
          </p>
        )}
      </header>
      <dl class="figures">
        <Figure name="the same" value={counts.same} />
        <Figure name="told otherwise" value={counts.changed} />
        <Figure name="only the rules that hold" value={counts.only_live} />
        <Figure name="only the rules tried" value={counts.only_shadow} />
        <Figure name="asked only by those that hold" value={counts.questions_only_live} />
        <Figure name="asked only by those tried" value={counts.questions_only_shadow} />
      </dl>
      {levels.length > 0 && (
        <table class="levels">
          <caption>Gained or lost since, where both differ</caption>
          <thead>
            <tr>
              <th>Item</th>
              <th>Location</th>
              <th>hold</th>
              <th>tried</th>
            </tr>
          </thead>
          <tbody>
            {levels.slice(0, levels_shown).map(({ item, location, live, shadow }) => (
              <tr key={`${location} ${item}`}>
                <td>{itemName(item)}</td>
                <td>{locationName(location)}</td>
                <td>{signed(live)}</td>
                <td>{signed(shadow)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {levels.length + levels_beyond > levels_shown && (
        <p class="soft">and {figure(levels.length + levels_beyond - levels_shown)} more</p>
      )}
      {differences.length + waiting.length === 0 && <p class="soft">Nothing differs yet.</p>}
      {waiting.length > 0 && (
        <>
          <h3>Told by one side only so far</h3>
          <p class="soft">A patient rule may take up to ten minutes longer to say the same.</p>
          <ol class="differences">
            {waiting.map((difference) => (
              <li key={keyOf(difference)} data-kind={difference.kind}>
                <Both difference={difference} />
              </li>
            ))}
          </ol>
        </>
      )}
      {differences.length > 0 && <h3>Different</h3>}
      <ol class="differences">
        {differences.map(({ number, difference }) => (
          <li key={number} data-kind={difference.kind}>
            <Both difference={difference} />
          </li>
        ))}
      </ol>
      {differences_dropped > 0 && <p class="soft">and {figure(differences_dropped)} older ones, no longer kept</p>}
    </>
  );
}

const levels_shown = 6;

function keyOf(difference: DifferenceView): string {
  const told = 'live' in difference ? difference.live : difference.shadow;
  return `${difference.kind} ${told.id}`;
}

function Figure({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{figure(value)}</dd>
    </div>
  );
}

function Both({ difference }: { readonly difference: DifferenceView }) {
  switch (difference.kind) {
    case 'only-live':
      return (
        <>
          <Booked side="hold" movement={difference.live} />
          <Nothing side="tried" />
        </>
      );
    case 'only-shadow':
      return (
        <>
          <Nothing side="hold" />
          <Booked side="tried" movement={difference.shadow} />
        </>
      );
    case 'changed':
      return (
        <>
          <Booked side="hold" movement={difference.live} />
          <Booked side="tried" movement={difference.shadow} />
        </>
      );
    case 'question-only-live':
      return (
        <>
          <Asked side="hold" question={difference.live} />
          <Nothing side="tried" />
        </>
      );
    case 'question-only-shadow':
      return (
        <>
          <Nothing side="hold" />
          <Asked side="tried" question={difference.shadow} />
        </>
      );
  }
}

type Side = 'hold' | 'tried';

function Booked({ side, movement }: { readonly side: Side; readonly movement: DerivedMovement }) {
  const { kind, item, quantity, from, to, at_ms, why, confidence_permille } = movement;
  return (
    <div class="side-told" data-side={side}>
      <p class="side-what">
        <span class="side-name">{side}</span>
        <time title={dayTimeWords(at_ms, zone.value)}>{timeWords(at_ms, zone.value)}</time>
        <span>{kind.replaceAll('-', ' ')}</span>
        <b>
          {figure(quantity)} × {itemName(item)}
        </b>
        <span class="way">
          {locationName(from)} → {locationName(to)}
        </span>
        <span class="soft">{(confidence_permille / 10).toFixed(1)} %</span>
      </p>
      <p class="side-why">{trueMinus(why)}</p>
    </div>
  );
}

function Asked({ side, question }: { readonly side: Side; readonly question: AskedView }) {
  return (
    <div class="side-told" data-side={side}>
      <p class="side-what">
        <span class="side-name">{side}</span>
        <time>{timeWords(question.at_ms, zone.value)}</time>
        <span>asks</span>
      </p>
      <p class="side-why">{trueMinus(question.question)}</p>
    </div>
  );
}

function Nothing({ side }: { readonly side: Side }) {
  return (
    <div class="side-told nothing" data-side={side}>
      <p class="side-what">
        <span class="side-name">{side}</span>
        <span class="soft">nothing like it</span>
      </p>
    </div>
  );
}

function signed(value: number): string {
  return value > 0 ? `+${figure(value)}` : figure(value);
}
