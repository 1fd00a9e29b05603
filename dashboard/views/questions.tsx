/** What the system could not decide: a person answers, the answer goes to the gateway, and the question is settled there. */

import { type Signal, useComputed, useSignal } from '@preact/signals';
import type { StoredQuestion } from '../../gateway/live/messages.ts';
import { route } from '../browser.ts';
import { command, send } from '../rest.ts';
import { itemName, locationName, now_ms, questions, screen } from '../store.ts';
import { ageWords, figure } from '../wording.ts';
import { CountForm } from './count-form.tsx';
import { EvidenceList } from './evidence.tsx';
import { ItemChoice, itemMeant } from './item-choice.tsx';
import { Quantity } from './quantity.tsx';

/** What the id of a question about a tag begins with. */
const tag_prefix = 'unknown-tag/';

export function Questions() {
  // While somebody answers, what is asked meanwhile comes below, so that nothing moves away under the hand.
  const held = useSignal<readonly string[]>([]);
  const newest = useComputed(() => {
    const places = new Map(held.value.map((id, place) => [id, place]));
    const placeOf = ({ id }: StoredQuestion) => places.get(id) ?? places.size;
    return [...(questions.value?.values() ?? [])].sort((a, b) => placeOf(a) - placeOf(b) || b.at_ms - a.at_ms);
  });
  const hidden = (screen.value?.questions_open ?? 0) - newest.value.length;
  return (
    <section
      class="questions"
      onFocusIn={() => {
        if (held.value.length === 0) held.value = newest.value.map(({ id }) => id);
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) held.value = [];
      }}
    >
      <h2>Open questions</h2>
      {newest.value.length === 0 && <p class="soft">Nothing to decide. The gateway is sure of what it booked.</p>}
      {newest.value.map((question) => (
        <QuestionCard key={question.id} question={question} />
      ))}
      {hidden > 0 && (
        <p class="soft">
          and {figure(hidden)} older {hidden === 1 ? 'one' : 'ones'}
        </p>
      )}
    </section>
  );
}

export function QuestionCard({ question }: { readonly question: StoredQuestion }) {
  const { kind, location, device, times, at_ms, evidence } = question;
  const shown = useSignal(false);
  return (
    <article class="question">
      <header>
        <span class="kind">{kind.replaceAll('-', ' ')}</span>
        {times > 1 && <span class="times">{figure(times)} times</span>}
        <time>{ageWords(now_ms.value - at_ms)}</time>
      </header>
      <p>{question.question}</p>
      <p class="soft">
        {[location === undefined ? undefined : locationName(location), device]
          .filter((part) => part !== undefined)
          .join(' · ')}
        {evidence.length > 0 && (
          <button
            type="button"
            class="plain"
            aria-expanded={shown.value}
            onClick={() => {
              shown.value = !shown.value;
            }}
          >
            {evidence.length === 1 ? '1 reading' : `${evidence.length} readings`}
          </button>
        )}
      </p>
      {shown.value && <EvidenceList evidence={evidence} />}
      {route.value.at === undefined && <Answer question={question} />}
    </article>
  );
}

function Answer({ question }: { readonly question: StoredQuestion }) {
  const { id, kind, device, item, location } = question;
  if (kind === 'unknown-tag' || kind === 'unknown-code' || kind === 'unknown-item') return <Name question={question} />;
  if (kind === 'passage-unresolved' && device !== undefined) return <Passed id={id} />;
  if (item === undefined || location === undefined || !asksForNumber.has(kind)) return <Settle id={id} />;
  return <Counted id={id} item={item} location={location} />;
}

/** What a count answers. */
const asksForNumber: ReadonlySet<StoredQuestion['kind']> = new Set(['negative-level', 'weight-unresolved']);

/** Who looks and counts has answered: the level is right from then on, whatever happened before. */
function Counted({ id, item, location }: { readonly id: string; readonly item: string; readonly location: string }) {
  const words = useSignal(false);
  if (words.value) return <Settle id={id} />;
  // The count may have closed the question by itself.
  const close = (quantity: number) =>
    void command({ kind: 'settle', question: id, answer: `counted: ${quantity} × ${itemName(item)}` });
  return (
    <>
      <CountForm item={item} location={location} reason="asked on the screen" onDone={close} />
      <p class="soft">
        The level is what you count; what it differs by is booked. <InWords words={words} />
      </p>
    </>
  );
}

/** Where a tag went at a door: it is booked so. */
function Passed({ id }: { readonly id: string }) {
  const words = useSignal(false);
  const refusal = useSignal<string | undefined>(undefined);
  if (words.value) return <Settle id={id} />;
  const say = async (passed: keyof typeof ways) => {
    refusal.value = await command({ kind: 'settle', question: id, answer: ways[passed], passed });
  };
  return (
    <>
      <p class="ways">
        {(['in', 'out', 'neither'] as const).map((passed) => (
          <button key={passed} type="button" class="small" onClick={() => void say(passed)}>
            {ways[passed]}
          </button>
        ))}
      </p>
      <p class="soft">
        What you say is booked, at the time it was at the door. <InWords words={words} />
      </p>
      {refusal.value !== undefined && (
        <p class="fault" role="alert">
          {refusal.value}
        </p>
      )}
    </>
  );
}

const ways = { in: 'It came in', out: 'It went out', neither: 'Neither' } as const;

/** Some answers need words alone. */
function InWords({ words }: { readonly words: Signal<boolean> }) {
  return (
    <button
      type="button"
      class="plain"
      onClick={() => {
        words.value = true;
      }}
    >
      Answer in words
    </button>
  );
}

/** A tag or a code is named by its item: what waits for the answer is booked. Words alone only close the question. */
function Name({ question }: { readonly question: StoredQuestion }) {
  const { id, kind } = question;
  const isTag = kind === 'unknown-tag';
  const item = useSignal('');
  const quantity = useSignal('1');
  const words = useSignal(false);
  const sending = useSignal(false);
  const refusal = useSignal<string | undefined>(undefined);
  const name = async () => {
    const meant = itemMeant(item.value);
    if ('says' in meant) {
      refusal.value = meant.says;
      return;
    }
    sending.value = true;
    const associations = [{ epc: id.slice(tag_prefix.length), item: meant.id, quantity: Number(quantity.value) }];
    const sent = isTag
      ? await send('/associations', { associations, reason: 'answered on the screen' })
      : await send('/commands', {
          kind: 'settle',
          question: id,
          answer: `it is ${itemName(meant.id)}`,
          item: meant.id,
        });
    refusal.value = sent.ok ? undefined : sent.says;
    sending.value = false;
  };
  if (words.value) return <Settle id={id} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void name();
      }}
    >
      {isTag && <Quantity quantity={quantity.value} onQuantity={(text) => (quantity.value = text)} />}
      <ItemChoice text={item.value} onText={(text) => (item.value = text)} />
      <button type="submit" disabled={sending.value}>
        {isTag ? 'Name it' : 'Book it'}
      </button>
      <p class="soft">
        {isTag
          ? 'From now on the tag counts as that item, beginning where it is.'
          : 'What was scanned under it is booked; to make the code known, add it to the settings.'}
        <InWords words={words} />
      </p>
      {refusal.value !== undefined && (
        <p class="fault" role="alert">
          {refusal.value}
        </p>
      )}
    </form>
  );
}

function Settle({ id }: { readonly id: string }) {
  const answer = useSignal('');
  const sending = useSignal(false);
  const refusal = useSignal<string | undefined>(undefined);
  const settle = async () => {
    sending.value = true;
    refusal.value = await command({ kind: 'settle', question: id, answer: answer.value.trim() });
    sending.value = false;
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void settle();
      }}
    >
      <input
        aria-label="Your answer"
        placeholder="What was it?"
        required
        maxLength={200}
        pattern=".*\S.*"
        value={answer.value}
        onInput={(event) => {
          answer.value = event.currentTarget.value;
        }}
      />
      <button type="submit" disabled={sending.value}>
        Settle
      </button>
      <p class="soft">Words close the question and book nothing.</p>
      {refusal.value !== undefined && (
        <p class="fault" role="alert">
          {refusal.value}
        </p>
      )}
    </form>
  );
}
