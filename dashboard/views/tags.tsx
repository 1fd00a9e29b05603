/** What people say that tags stand for: the list, one more, a file of them; beside it the tags that nobody knows yet. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { StoredAssociation } from '../../gateway/live/messages.ts';
import { type AssociationPage, type Loaded, read, type Sent, send, useRead } from '../rest.ts';
import { associations, itemName, now_ms, questions, site, zone } from '../store.ts';
import { agoWords, countWords, figure, timeWords } from '../wording.ts';
import { ItemChoice, itemMeant } from './item-choice.tsx';
import { Quantity } from './quantity.tsx';
import { QuestionCard } from './questions.tsx';
import { Walk } from './walk.tsx';

export function Tags() {
  return (
    <div class="split tags">
      <section class="pane" aria-label="Tags people named">
        <Named />
      </section>
      <aside class="side" aria-label="Unknown tags">
        <UnknownTags />
        <Walk />
      </aside>
    </div>
  );
}

function Named() {
  const { active, revision } = associations.value ?? { active: 0, revision: 0 };
  const wanted = useSignal('');
  return (
    <>
      <header class="named">
        <h2>
          Tags people named <small>{countWords(active, 'tag')}</small>
        </h2>
        <input
          type="search"
          aria-label="Find a tag or an item"
          placeholder="Find a tag or an item"
          value={wanted.value}
          onInput={(event) => {
            wanted.value = event.currentTarget.value;
          }}
        />
        <FileButton />
        <a class="button" href="/api/v1/associations.csv" download="associations.csv">
          Export
        </a>
      </header>
      <NewTag />
      <TagList key={`${pathOf(wanted.value)}`} path={pathOf(wanted.value)} revision={revision} />
    </>
  );
}

/** Hexadecimal digits are a tag, everything else is an item. */
function pathOf(wanted: string): string {
  const text = wanted.trim();
  if (text === '') return '/associations?limit=100';
  if (/^[0-9A-Fa-f\s:-]{8,}$/.test(text)) return `/associations?limit=100&epc=${encodeURIComponent(text)}`;
  const meant = itemMeant(text);
  return `/associations?limit=100&item=${encodeURIComponent('id' in meant ? meant.id : text)}`;
}

function TagList({ path, revision }: { readonly path: string; readonly revision: number }) {
  const first = useRead<AssociationPage>(path, revision);
  const older = useSignal<readonly StoredAssociation[]>([]);
  const next = useSignal<string | undefined>(undefined);
  const failed = useSignal<string | undefined>(undefined);
  useEffect(() => {
    older.value = [];
    next.value = first.state === 'there' ? first.body.next : undefined;
  }, [first, older, next]);
  if (first.state === 'failed') return <p class="fault">{first.says}</p>;
  if (first.state === 'loading') return null;
  const more = async () => {
    const page: Loaded<AssociationPage> = await read(`${path}&cursor=${encodeURIComponent(next.value ?? '')}`);
    failed.value = page.state === 'failed' ? page.says : undefined;
    if (page.state !== 'there') return;
    older.value = [...older.value, ...page.body.associations];
    next.value = page.body.next;
  };
  const shown = [...first.body.associations, ...older.value];
  if (shown.length === 0) {
    return (
      <p class="soft">
        None. Tags with a GTIN of the site need no name; for the others say what they are, here, in a file, or with a
        scanner and the code TG-CMD.ASSOCIATE.
      </p>
    );
  }
  return (
    <>
      <ul class="tag-list">
        {shown.map((each) => (
          <TagRow key={`${each.n} ${each.epc}`} association={each} />
        ))}
      </ul>
      {next.value !== undefined && (
        <p class="older">
          <button type="button" onClick={() => void more()}>
            Show older ones
          </button>
          {failed.value !== undefined && <span role="alert">{failed.value}</span>}
        </p>
      )}
    </>
  );
}

function TagRow({ association }: { readonly association: StoredAssociation }) {
  const { epc, contents, by, reason, at_ms } = association;
  const ending = useSignal(false);
  const refusal = useSignal<string | undefined>(undefined);
  const end = async () => {
    const sent = await send(`/associations/${epc}/end`, { reason: 'ended on the screen' });
    refusal.value = sent.ok ? undefined : sent.says;
  };
  return (
    <li class="tag">
      <code>{grouped(epc)}</code>
      <span class="what">
        {'item' in contents ? (
          <>
            <b>{figure(contents.quantity)}</b> {itemName(contents.item)}
          </>
        ) : (
          <>
            Handling unit <code>{contents.handling_unit}</code>
          </>
        )}
        <small>{moreOf(contents)}</small>
      </span>
      <span class="who" title={timeWords(at_ms, zone.value)}>
        {whoWords(by)}, {agoWords(now_ms.value - at_ms)}
        {reason !== '' && <small>{reason}</small>}
      </span>
      {ending.value ? (
        <span class="ending">
          <button type="button" class="danger" onClick={() => void end()}>
            End it
          </button>
          <button
            type="button"
            onClick={() => {
              ending.value = false;
            }}
          >
            Keep
          </button>
        </span>
      ) : (
        <button
          type="button"
          aria-label={`End what tag ${epc} stands for`}
          onClick={() => {
            ending.value = true;
          }}
        >
          End…
        </button>
      )}
      {ending.value && refusal.value === undefined && 'item' in contents && (
        <p class="soft">Its pieces leave the level of the place where the tag is.</p>
      )}
      {refusal.value !== undefined && (
        <p class="fault" role="alert">
          {refusal.value}
        </p>
      )}
    </li>
  );
}

function moreOf(contents: StoredAssociation['contents']): string {
  if ('handling_unit' in contents) return 'its presence is known; it books nothing until handling units are kept';
  const { lot, expiry } = contents;
  return [lot === undefined ? '' : `lot ${lot}`, expiry === undefined ? '' : `expires ${expiry}`]
    .filter(Boolean)
    .join(', ');
}

/** A scanner by its name; whoever else it was as the gateway knows him. */
function whoWords(by: string): string {
  if (!by.startsWith('scanner:')) return by;
  const id = by.slice('scanner:'.length);
  return site.value?.devices.find((device) => device.id === id)?.name ?? id;
}

/** In fours, as readers and labels print them. */
function grouped(epc: string): string {
  return epc.replace(/(.{4})(?=.)/g, '$1 ');
}

function NewTag() {
  const epc = useSignal('');
  const item = useSignal('');
  const quantity = useSignal('1');
  const sent = useSignal<Sent | undefined>(undefined);
  const add = async () => {
    const meant = itemMeant(item.value);
    if ('says' in meant) {
      sent.value = { ok: false, says: meant.says, faults: [] };
      return;
    }
    const associations = [{ epc: epc.value, item: meant.id, quantity: Number(quantity.value) }];
    sent.value = await send('/associations', { associations, reason: 'said on the screen' });
    if (sent.value.ok) epc.value = '';
  };
  return (
    <form
      class="new-tag"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <input
        class="epc"
        aria-label="Tag, hexadecimal"
        placeholder="Tag, hexadecimal"
        required
        spellcheck={false}
        value={epc.value}
        onInput={(event) => {
          epc.value = event.currentTarget.value;
        }}
      />
      <span>is</span>
      <Quantity quantity={quantity.value} onQuantity={(text) => (quantity.value = text)} />
      <ItemChoice text={item.value} onText={(text) => (item.value = text)} />
      <button type="submit">Add</button>
      <Outcome sent={sent.value} />
    </form>
  );
}

/** A file is taken over whole or not at all, and says why. */
function FileButton() {
  const input = useRef<HTMLInputElement>(null);
  const sent = useSignal<Sent | undefined>(undefined);
  const took = useSignal('');
  const load = async (file: File) => {
    took.value = file.name;
    sent.value = await send('/associations', await file.text());
    if (input.current !== null) input.current.value = '';
  };
  return (
    <>
      <label class="button">
        Import…
        <input
          ref={input}
          class="spoken"
          type="file"
          accept=".csv,text/csv"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file !== undefined) void load(file);
          }}
        />
      </label>
      <Outcome sent={sent.value} done={`${took.value} is taken over.`} />
    </>
  );
}

function Outcome({ sent, done }: { readonly sent: Sent | undefined; readonly done?: string }) {
  if (sent === undefined) return null;
  if (sent.ok) {
    return (
      <div class="outcome" role="status">
        {done !== undefined && <p>{done}</p>}
        {sent.warnings.map((warning) => (
          <p key={warning} class="warning">
            {warning}
          </p>
        ))}
      </div>
    );
  }
  return (
    <div class="outcome" role="alert">
      <p class="fault">{sent.says}</p>
      {sent.faults.length > 1 && (
        <ul class="soft">
          {sent.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function UnknownTags() {
  const unknown = useComputed(() =>
    [...(questions.value?.values() ?? [])]
      .filter(({ kind }) => kind === 'unknown-tag')
      .sort((a, b) => b.at_ms - a.at_ms),
  );
  return (
    <section class="questions">
      <h2>Unknown tags</h2>
      {unknown.value.length === 0 && <p class="soft">Every tag that was seen is known.</p>}
      {unknown.value.map((question) => (
        <QuestionCard key={question.id} question={question} />
      ))}
    </section>
  );
}
