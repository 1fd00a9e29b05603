/** For whoever is not signed in: the first setup, an invitation that is accepted, signing in. */
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { door } from '../browser.ts';
import { type FieldRefusal, post } from '../rest.ts';
import { askSession, session } from '../session.ts';
import { Form } from './form.tsx';
import { TextField } from './text-field.tsx';

export function Door() {
  const isSetUp = session.value?.is_set_up !== false;
  const asked = door.value;
  return (
    <main class="door" id="main">
      <h1>Tallygate</h1>
      {asked === 'join' ? <Join /> : isSetUp ? <SignIn /> : <SetUp />}
    </main>
  );
}

function SignIn() {
  const login = useSignal('');
  const password = useSignal('');
  return (
    <DoorForm
      title="Sign in"
      act="Sign in"
      path="/session"
      body={() => ({ login: login.value, password: password.value })}
      after={<a href="#/join">I have an invitation</a>}
    >
      {(refusals) => (
        <>
          <TextField label="Name" field="login" text={login} refusals={refusals} fill="username" />
          <Password text={password} refusals={refusals} fill="current-password" />
        </>
      )}
    </DoorForm>
  );
}

function SetUp() {
  const token = useSignal('');
  const login = useSignal('');
  const name = useSignal('');
  const password = useSignal('');
  return (
    <DoorForm
      title="Make the first administrator"
      act="Make the account"
      path="/setup"
      body={() => ({ token: token.value, login: login.value, name: name.value, password: password.value })}
      after={<a href="#/join">I have an invitation</a>}
    >
      {(refusals) => (
        <>
          <TextField
            label="Setup token"
            field="token"
            text={token}
            refusals={refusals}
            soft="As the start of the gateway printed it; it also stands in the file setup-token of the data directory."
          />
          <TextField
            label="Name to sign in with"
            field="login"
            text={login}
            refusals={refusals}
            fill="username"
            soft="Small letters and digits."
          />
          <TextField label="Your name" field="name" text={name} refusals={refusals} fill="name" />
          <NewPassword text={password} refusals={refusals} />
        </>
      )}
    </DoorForm>
  );
}

function Join() {
  const token = useSignal('');
  const password = useSignal('');
  return (
    <DoorForm
      title="Accept an invitation"
      act="Choose this password"
      path="/invitations/accept"
      body={() => ({ token: token.value, password: password.value })}
      after={<a href="#/">Sign in instead</a>}
    >
      {(refusals) => (
        <>
          <TextField
            label="Token"
            field="token"
            text={token}
            refusals={refusals}
            soft="As an administrator gave it to you."
          />
          <NewPassword text={password} refusals={refusals} />
        </>
      )}
    </DoorForm>
  );
}

interface PasswordProps {
  readonly text: Signal<string>;
  readonly refusals: readonly FieldRefusal[];
  readonly fill: string;
  readonly label?: string;
  readonly field?: string;
  readonly soft?: string;
}

export function Password({ text, refusals, fill, label = 'Password', field = 'password', soft }: PasswordProps) {
  const said = soft === undefined ? {} : { soft };
  return (
    <TextField label={label} field={field} text={text} refusals={refusals} type="password" fill={fill} {...said} />
  );
}

export function NewPassword(props: Pick<PasswordProps, 'text' | 'refusals'>) {
  const chars = session.value?.password_chars_min ?? 12;
  const soft = `At least ${chars} characters, whichever you like. Some words in a row are easy to keep and hard to guess.`;
  return <Password {...props} label="New password" fill="new-password" soft={soft} />;
}

/** A form whose end is a session. */
function DoorForm(props: {
  readonly title: string;
  readonly act: string;
  readonly path: string;
  readonly body: () => object;
  readonly after: ComponentChildren;
  readonly children: (refusals: readonly FieldRefusal[]) => ComponentChildren;
}) {
  const sending = useSignal(false);
  const fault = useSignal('');
  const refusals = useSignal<readonly FieldRefusal[]>([]);
  const send = async () => {
    sending.value = true;
    const answer = await post(props.path, props.body());
    sending.value = false;
    refusals.value = answer.ok ? [] : answer.refusals;
    fault.value = answer.ok || answer.refusals.length > 0 ? '' : answer.says;
    if (!answer.ok) return;
    location.hash = '#/shelf-map';
    await askSession();
  };
  return (
    <Form
      title={props.title}
      act={props.act}
      isMain
      isSending={sending.value}
      onSend={send}
      after={
        <>
          {fault.value !== '' && (
            <p class="fault" role="alert">
              {fault.value}
            </p>
          )}
          <p class="soft">{props.after}</p>
        </>
      }
    >
      {props.children(refusals.value)}
    </Form>
  );
}
