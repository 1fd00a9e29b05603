/** Who has an account, and which programs have a token: inviting, roles, letting in anew, locking out. */
import { type Signal, useSignal } from '@preact/signals';
import { type FieldRefusal, post, useRead } from '../rest.ts';
import { hashOf } from '../route.ts';
import { zone } from '../store.ts';
import { countWords, dayTimeWords } from '../wording.ts';
import { Form } from './form.tsx';
import { RoleChoice, type RoleTable } from './role-choice.tsx';
import { TextField } from './text-field.tsx';

interface PersonRow {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly active: boolean;
  readonly has_password: boolean;
  readonly invited_until_ms?: number;
  readonly sessions: number;
}

interface TokenRow {
  readonly name: string;
  readonly roles: readonly string[];
  readonly made_by: string;
  readonly revoked_ms?: number;
}

export function People() {
  const version = useSignal(0);
  const table = useRead<RoleTable>('/roles');
  const people = useRead<{ readonly people: readonly PersonRow[] }>('/people', version.value);
  const tokens = useRead<{ readonly tokens: readonly TokenRow[] }>('/tokens', version.value);
  /** A token is shown this once. */
  const shown = useSignal('');
  const fault = useSignal('');
  if (people.state === 'failed') return <p class="fault">{people.says}</p>;
  if (table.state !== 'there' || people.state !== 'there') return null;
  const act: Act = async (path, body, words) => {
    const answer = await post<{ readonly token?: string }>(path, body);
    fault.value = answer.ok || answer.refusals.length > 0 ? '' : answer.says;
    shown.value = answer.ok && answer.body.token !== undefined ? `${words} ${answer.body.token}` : '';
    version.value += 1;
    return answer.ok ? [] : answer.refusals;
  };
  const given = tokens.state === 'there' ? tokens.body.tokens.filter(({ revoked_ms }) => revoked_ms === undefined) : [];
  return (
    <div class="people-page">
      <h2>
        People <small>{countWords(people.body.people.length, 'account')}</small>
      </h2>
      <p>
        <a href={hashOf({ view: 'audit' })}>Audit trail: who did what, when and why</a>
      </p>
      {fault.value !== '' && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {shown.value !== '' && (
        <p class="people-token" role="status">
          <code>{shown.value}</code> It is shown this once.
        </p>
      )}
      <ul class="people-list">
        {people.body.people.map((person) => (
          <Person key={person.login} person={person} table={table.body} onAct={act} />
        ))}
      </ul>
      <Make table={table.body} title="Invite somebody" onAct={act} path="/people" isPerson />
      <h2>
        Programs <small>{countWords(given.length, 'token')}</small>
      </h2>
      <ul class="people-list">
        {given.map(({ name, roles, made_by }) => (
          <li key={name}>
            <b>{name}</b> <span class="soft">{roles.join(', ')}</span>
            <span class="soft">made by {made_by}</span>
            <button
              type="button"
              class="small danger"
              onClick={() => void act(`/tokens/${encodeURIComponent(name)}/revoke`, {}, '')}
            >
              Take the token back
            </button>
          </li>
        ))}
      </ul>
      <Make table={table.body} title="Give a program a token" onAct={act} path="/tokens" isPerson={false} />
    </div>
  );
}

type Act = (path: string, body: object, words: string) => Promise<readonly FieldRefusal[]>;

function Person(props: { readonly person: PersonRow; readonly table: RoleTable; readonly onAct: Act }) {
  const { person, table, onAct } = props;
  const { login, name, active, has_password, invited_until_ms, sessions } = person;
  const roles = useSignal<readonly string[]>(person.roles);
  const reason = useSignal('');
  const path = `/people/${encodeURIComponent(login)}`;
  const because = () => ({ reason: reason.value });
  const state = !active
    ? 'locked out'
    : has_password
      ? countWords(sessions, 'session')
      : invited_until_ms === undefined
        ? 'has no password'
        : `invited until ${dayTimeWords(invited_until_ms, zone.value)}`;
  return (
    <li>
      <b>{name}</b> <span class="soft">{login}</span> <span>{state}</span>
      <details>
        <summary>Change</summary>
        <RoleChoice table={table} roles={roles} />
        <Reason text={reason} />
        <p class="buttons">
          <button
            type="button"
            class="small"
            onClick={() => void onAct(`${path}/roles`, { roles: roles.value, ...because() }, '')}
          >
            Give these roles
          </button>
          <button
            type="button"
            class="small"
            onClick={() => void onAct(`${path}/reset`, because(), `${login} chooses a password under #/join with`)}
          >
            Let choose a new password
          </button>
          <button type="button" class="small" onClick={() => void onAct(`${path}/sessions/end`, because(), '')}>
            End the sessions
          </button>
          <button
            type="button"
            class="small danger"
            onClick={() => void onAct(`${path}/active`, { active: !active, ...because() }, '')}
          >
            {active ? 'Lock out' : 'Let in again'}
          </button>
        </p>
      </details>
    </li>
  );
}

function Make(props: {
  readonly table: RoleTable;
  readonly title: string;
  readonly path: string;
  readonly isPerson: boolean;
  readonly onAct: Act;
}) {
  const { table, title, path, isPerson, onAct } = props;
  const login = useSignal('');
  const name = useSignal('');
  const roles = useSignal<readonly string[]>([]);
  const reason = useSignal('');
  const refusals = useSignal<readonly FieldRefusal[]>([]);
  const make = async () => {
    const named = isPerson ? { login: login.value, name: name.value } : { name: name.value };
    const words = isPerson ? `${login.value} chooses a password under #/join with` : `The token of ${name.value}:`;
    refusals.value = await onAct(path, { ...named, roles: roles.value, reason: reason.value }, words);
  };
  return (
    <Form title={title} act={title} onSend={make}>
      {isPerson && <TextField label="Name to sign in with" field="login" text={login} refusals={refusals.value} />}
      <TextField label={isPerson ? 'Name' : 'Name of the program'} field="name" text={name} refusals={refusals.value} />
      <RoleChoice table={table} roles={roles} />
      {refusals.value
        .filter(({ field }) => field.startsWith('roles'))
        .map(({ rule }) => (
          <p key={rule} class="fault">
            Roles: {rule}
          </p>
        ))}
      <Reason text={reason} />
    </Form>
  );
}

function Reason({ text }: { readonly text: Signal<string> }) {
  return (
    <input
      aria-label="Why, for the audit trail"
      placeholder="Why? (for the audit trail)"
      maxLength={200}
      value={text.value}
      onInput={(event) => {
        text.value = event.currentTarget.value;
      }}
    />
  );
}
