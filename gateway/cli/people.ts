/** `tallygate people`: who has an account; the way back in for an administrator who lost the password. */
import { parseArgs } from 'node:util';
import { openPeopleDesk, type PeopleDesk, roleNames, rolesOf } from '../people-desk.ts';
import type { CommandIo, ExitCode } from './io.ts';

const help = `Usage: tallygate people [list] [--data DIR] [--json]
       tallygate people invite LOGIN --name NAME --role ROLE [--role ROLE] [--data DIR] [--json]
       tallygate people reset LOGIN [--data DIR] [--json]
       tallygate people disable|enable LOGIN [--data DIR]
       tallygate people token NAME --role ROLE [--data DIR] [--json]
       tallygate people revoke NAME [--data DIR]

Looks after people on the gateway's data directory, whether the gateway runs or not; whoever may write there may do it.
invite and reset print a token that lets the person choose a password, once, within three days, on the dashboard under
#/join. reset is also the way back in for an administrator who lost the password: it ends their sessions, and the old
password no longer works, but for the last administrator's, which holds until the token is used. token makes a token for
a program, which sends it as Authorization: Bearer TOKEN; it is shown this once. Everything is in the audit trail.

  --data DIR    the gateway's data directory (default: data)
  --name NAME   what people call them
  --role ROLE   ${roleNames.join(', ')}
  --json        one JSON object`;

interface Asked {
  readonly desk: PeopleDesk;
  readonly subject: string;
  readonly name: string | undefined;
  readonly roles: readonly string[];
  readonly json: boolean;
  readonly io: CommandIo;
}

type Act = (asked: Asked) => Promise<ExitCode>;

const acts: Readonly<Record<string, Act>> = {
  list({ desk, json, io }) {
    const people = desk.list();
    if (json) io.out(JSON.stringify({ people }));
    else if (people.length === 0) io.out('Nobody has an account yet.');
    for (const { login, name, roles, active, has_password, sessions } of json ? [] : people) {
      const state = !active ? 'locked out' : has_password ? `${sessions} sessions` : 'invited';
      io.out(`${login.padEnd(20)} ${name} (${roles.join(', ')}): ${state}`);
    }
    return Promise.resolve(0);
  },
  async invite({ desk, subject, name = subject, roles, json, io }) {
    const known = rolesOf(roles);
    if (typeof known === 'string' || known.length === 0) return noRole(known, io);
    return shown(await desk.invite(subject, name, known), json, io, invited(subject));
  },
  reset: async ({ desk, subject, json, io }) => shown(await desk.reset(subject), json, io, invited(subject)),
  disable: async ({ desk, subject, json, io }) =>
    shown(await desk.setActive(subject, false), json, io, () => [`${subject} can no longer sign in.`]),
  enable: async ({ desk, subject, json, io }) =>
    shown(await desk.setActive(subject, true), json, io, () => [`${subject} can sign in again.`]),
  async token({ desk, subject, roles, json, io }) {
    const known = rolesOf(roles);
    if (typeof known === 'string' || known.length === 0) return noRole(known, io);
    const made = await desk.makeToken(subject, known);
    return shown(made.ok ? { ok: true, value: { token: made.value } } : made, json, io, ({ token }) => [
      token,
      `This is the token of ${subject}. It is shown this once; keep it where the program reads it.`,
    ]);
  },
  revoke: async ({ desk, subject, json, io }) =>
    shown(await desk.revokeToken(subject), json, io, () => [`The token ${subject} no longer lets anybody in.`]),
};

export async function people(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: 'data' },
      name: { type: 'string' },
      role: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return 0;
  }
  const [what = 'list', subject, ...more] = positionals;
  const act = Object.hasOwn(acts, what) ? acts[what] : undefined;
  if (act === undefined || more.length > 0 || (subject === undefined) !== (what === 'list')) {
    io.err(
      act === undefined ? `people cannot ${what}.` : `people ${what} needs one name. See: npx tallygate people --help`,
    );
    return 2;
  }
  const desk = openPeopleDesk(values.data);
  try {
    const { name, role: roles, json } = values;
    return await act({ desk, subject: subject ?? '', name, roles, json, io });
  } finally {
    desk.close();
  }
}

function invited(login: string) {
  return ({ token, expires_ms }: { readonly token: string; readonly expires_ms: number }) => [
    token,
    `With this token ${login} chooses a password on the dashboard, under #/join; once, until ${new Date(expires_ms).toISOString()}.`,
  ];
}

/** The first line is for programs and goes out; what is said about it goes beside. */
function shown<Value>(
  outcome:
    | { readonly ok: true; readonly value: Value }
    | { readonly ok: false; readonly says: string; readonly field?: string },
  json: boolean,
  io: CommandIo,
  words: (value: Value) => readonly string[],
): ExitCode {
  if (!outcome.ok) {
    io.err([outcome.field, outcome.says].filter((each) => each !== undefined).join(' '));
    return 1;
  }
  const [first = '', ...rest] = words(outcome.value);
  if (json) io.out(JSON.stringify(outcome.value === true ? { done: true } : outcome.value));
  else io.out(first);
  for (const line of json ? [] : rest) io.err(line);
  return 0;
}

function noRole(given: readonly string[] | string, io: CommandIo): ExitCode {
  io.err(
    `${typeof given === 'string' ? `There is no role ${given}` : 'It needs --role ROLE'}: ${roleNames.join(', ')}.`,
  );
  return 2;
}
