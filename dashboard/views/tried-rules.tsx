/** Other rules beside the ones that hold: what they would book otherwise, each with its reason; the switch to them, and back. */
import { useSignal } from '@preact/signals';
import { type AskedView, type DerivedMovement, type DifferenceView, post, type ShadowView, useRead } from '../rest.ts';
import { itemName, locationName, now_ms, zone } from '../store.ts';
import { countWords, dayTimeWords, figure, timeWords, trueMinus } from '../wording.ts';

/** How often it is asked for news. */
const refresh_ms = 2_000;
const example = '{ "tags": { "absent_ms": 60000 } }';

export function TriedRules() {
  /** Grows with what is done here, so that its outcome is read at once. */
  const done = useSignal(0);
  const told = useRead<ShadowView>('/shadow', done.value * 1e9 + Math.floor(now_ms.value / refresh_ms));
  const fault = useSignal('');
  const ask = async (path: string, body: object): Promise<boolean> => {
    const answer = await post<ShadowView>(`/shadow/${path}`, body);
    fault.value = answer.ok ? '' : answer.says;
    done.value += 1;
    return answer.ok;
  };
  if (told.state === 'loading') return null;
  if (told.state === 'failed') return <p class="fault">{told.says}</p>;
  const { body } = told;
  return (
    <div class="split rules">
      <section class="pane" aria-label="What differs">
        <Differences view={body} />
      </section>
      <aside class="side" aria-label="Rules that are tried">
        <Trial view={body} onAsk={ask} />
        {fault.value !== '' && (
          <p class="fault" role="alert">
            {fault.value}
          </p>
        )}
      </aside>
    </div>
  );
}

type Ask = (path: string, body: object) => Promise<boolean>;

function Trial({ view, onAsk }: { readonly view: ShadowView; readonly onAsk: Ask }) {
  const { state, says, tried, can_go_back, started_ms, behind_rows = 0 } = view;
  const isSure = useSignal(false);
  return (
    <>
      <h2>Try other rules</h2>
      <p class="soft">
        They run in the shadow of the ones that hold, on what the devices say right now. Nothing of it is booked.
      </p>
      {tried !== undefined && (
        <section class="trial" data-state={state}>
          <p>
            <b>{state === 'running' ? 'Running' : 'Ended'}</b>
            {started_ms !== undefined && <> since {dayTimeWords(started_ms, zone.value)}</>}
          </p>
          <pre>{tried}</pre>
          {says !== '' && <p class="soft">{says}</p>}
          {behind_rows > 0 && state === 'running' && (
            <p class="soft">{countWords(behind_rows, 'row')} of the journal still to go</p>
          )}
          <p class="buttons">
            {state === 'running' && (
              <button type="button" onClick={() => void onAsk('stop', {})}>
                End the trial
              </button>
            )}
            {isSure.value ? (
              <>
                <button
                  type="button"
                  class="main"
                  onClick={() => {
                    isSure.value = false;
                    void onAsk('switch', {});
                  }}
                >
                  Yes, these hold from now on
                </button>
                <button type="button" onClick={() => (isSure.value = false)}>
                  No
                </button>
              </>
            ) : (
              !can_go_back && (
                <button type="button" onClick={() => (isSure.value = true)}>
                  Switch to these rules…
                </button>
              )
            )}
          </p>
        </section>
      )}
      {can_go_back && (
        <section class="trial">
          <p>The rules that were tried hold now.</p>
          <button type="button" onClick={() => void onAsk('back', {})}>
            Back to the rules before
          </button>
        </section>
      )}
      <NewTrial onAsk={onAsk} isOther={tried !== undefined} />
    </>
  );
}

function NewTrial({ onAsk, isOther }: { readonly onAsk: Ask; readonly isOther: boolean }) {
  const text = useSignal('');
  const wrong = useSignal('');
  const begin = () => {
    const rules = rulesOf(text.value);
    wrong.value = rules === undefined ? 'This is no JSON object.' : '';
    if (rules !== undefined) void onAsk('start', { rules });
  };
  return (
    <form
      class="new-trial"
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <label>
        {isOther ? 'Others, instead' : 'What to change'}, as under <code>rules</code> in the settings; the rest stays
        <textarea
          rows={6}
          spellcheck={false}
          required
          placeholder={example}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </label>
      {wrong.value !== '' && (
        <p class="fault" role="alert">
          {wrong.value}
        </p>
      )}
      <button type="submit">Try them</button>
    </form>
  );
}

function rulesOf(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined;
  } catch {
    // Typed by hand.
    return undefined;
  }
}

function Differences({ view }: { readonly view: ShadowView }) {
  const { counts, differences = [], differences_dropped = 0, levels = [], levels_beyond = 0, from_ms, until_ms } = view;
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
        <Figure name="questions only now" value={counts.questions_only_live} />
        <Figure name="questions only then" value={counts.questions_only_shadow} />
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
      {differences.length === 0 && (
        <p class="soft">
          Nothing yet. A patient rule may take ten minutes longer to say the same, so a difference is told that late.
        </p>
      )}
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

const levels_shown = 12;

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
    <div class="told" data-side={side}>
      <p class="what">
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
      <p class="why">{trueMinus(why)}</p>
    </div>
  );
}

function Asked({ side, question }: { readonly side: Side; readonly question: AskedView }) {
  return (
    <div class="told" data-side={side}>
      <p class="what">
        <span class="side-name">{side}</span>
        <time>{timeWords(question.at_ms, zone.value)}</time>
        <span>asks</span>
      </p>
      <p class="why">{trueMinus(question.question)}</p>
    </div>
  );
}

function Nothing({ side }: { readonly side: Side }) {
  return (
    <div class="told nothing" data-side={side}>
      <p class="what">
        <span class="side-name">{side}</span>
        <span class="soft">nothing like it</span>
      </p>
    </div>
  );
}

function signed(value: number): string {
  return value > 0 ? `+${figure(value)}` : figure(value);
}
