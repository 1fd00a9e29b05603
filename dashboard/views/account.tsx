/** One's own account: what one may, a new password, one's own sessions. */
import { useSignal } from '@preact/signals';
import { type FieldRefusal, post, useRead } from '../rest.ts';
import { askSession, me } from '../session.ts';
import { zone } from '../store.ts';
import { dayTimeWords } from '../wording.ts';
import { NewPassword, Password } from './door.tsx';
import { Form } from './form.tsx';

interface SessionRow {
  readonly id: string;
  readonly begun_ms: number;
  readonly seen_ms: number;
  readonly address: string;
  readonly agent: string;
}

export function Account() {
  const person = me.value;
  if (person === undefined) return null;
  return (
    <div class="people-page">
      <h2>{person.name}</h2>
      <p class="soft">
        {person.by}: {person.roles.join(', ')}
      </p>
      {person.how === 'session' && <ChangePassword />}
      {person.how === 'session' && <OwnSessions here={person.session} />}
    </div>
  );
}

function ChangePassword() {
  const before = useSignal('');
  const password = useSignal('');
  const said = useSignal('');
  const refusals = useSignal<readonly FieldRefusal[]>([]);
  const change = async () => {
    const answer = await post('/password', { before: before.value, password: password.value });
    refusals.value = answer.ok ? [] : answer.refusals;
    said.value = answer.ok
      ? 'The password is changed; your other sessions have ended.'
      : answer.refusals.length > 0
        ? ''
        : answer.says;
    if (!answer.ok) return;
    before.value = '';
    password.value = '';
    await askSession();
  };
  return (
    <Form title="Change the password" act="Change it" onSend={change} after={<p role="status">{said.value}</p>}>
      <Password
        label="Password of now"
        field="before"
        text={before}
        refusals={refusals.value}
        fill="current-password"
      />
      <NewPassword text={password} refusals={refusals.value} />
    </Form>
  );
}

function OwnSessions({ here }: { readonly here: string | undefined }) {
  const version = useSignal(0);
  const list = useRead<{ readonly sessions: readonly SessionRow[] }>('/sessions', version.value);
  if (list.state !== 'there') return list.state === 'failed' ? <p class="fault">{list.says}</p> : null;
  const end = async (id: string) => {
    await post(`/sessions/${encodeURIComponent(id)}/end`, {});
    if (id === here) await askSession();
    else version.value += 1;
  };
  return (
    <section>
      <h3>Where you are signed in</h3>
      <ul class="people-list">
        {list.body.sessions.map(({ id, begun_ms, seen_ms, address, agent }) => (
          <li key={id}>
            <b>{id === here ? 'Here' : address}</b> <span class="soft">{agent}</span>
            <span>
              since {dayTimeWords(begun_ms, zone.value)}, last used {dayTimeWords(seen_ms, zone.value)}
            </span>
            <button type="button" class="small" onClick={() => void end(id)}>
              End it
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
