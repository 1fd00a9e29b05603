/** Other rules beside the ones that hold: what they would book otherwise, each with its reason; the switch to them, and back. */
import { useSignal } from '@preact/signals';
import { post, type ShadowView, useRead } from '../rest.ts';
import { now_ms, zone } from '../store.ts';
import { countWords, dayTimeWords } from '../wording.ts';
import { Differences } from './rule-differences.tsx';

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
        <span>
          {isOther ? 'Others, instead' : 'What to change'}: like <code>rules</code> in the settings; the rest stays
        </span>
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
