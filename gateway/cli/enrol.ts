/** `tallygate enrol CONNECTION`: a new secret, shown once; `--revoke` takes it back. */
import { parseArgs } from 'node:util';
import { enrolConnection, revokeConnection } from '../enrolment.ts';
import type { CommandIo, ExitCode } from './io.ts';

const help = `Usage: tallygate enrol CONNECTION [--data DIR] [--site FILE] [--json]
       tallygate enrol CONNECTION --revoke [--data DIR]

Makes a new secret for an MQTT or HTTP connection and shows it this once; only its hash is kept. An earlier secret of
the connection stops working at once, also in a running gateway. The device logs in with the connection's id as user
name, on MQTT as client id too, and the secret as password.

  --data DIR    the gateway's data directory (default: data)
  --site FILE   check that the settings name the connection
  --revoke      take the secret back; the connection is closed within a second
  --json        one JSON object`;

export async function enrol(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: 'data' },
      site: { type: 'string' },
      revoke: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return 0;
  }
  const [connection] = positionals;
  if (connection === undefined || positionals.length > 1) {
    io.err('enrol needs the id of one connection. See: npx tallygate enrol --help');
    return 2;
  }
  if (values.revoke) {
    const was = revokeConnection(values.data, connection);
    if (values.json) io.out(JSON.stringify({ connection, revoked: was }));
    else io.out(was ? `${connection} can no longer log in.` : `${connection} had no secret.`);
    return was ? 0 : 1;
  }
  const secret = await enrolConnection(values.data, connection, values.site);
  if (values.json) io.out(JSON.stringify({ connection, secret }));
  else {
    io.out(secret);
    io.err(`This is the secret of ${connection}. It is shown this once; keep it in the device.`);
  }
  return 0;
}
