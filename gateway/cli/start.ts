/** `tallygate start`: run the gateway until it is asked to end. */
import { parseArgs } from 'node:util';
import { type SetupOffer, startGateway } from '../main.ts';
import type { CommandIo, ExitCode } from './io.ts';

const help = `Usage: tallygate start --site FILE [--data DIR] [--capture FILE] [--log LEVEL] [--json]

  --site FILE      the site's settings (docs/settings.md); edits are taken over while it runs
  --data DIR       where the ledger is kept (default: data)
  --capture FILE   also write everything that arrives to FILE, to be replayed later; a FILE that is there already
                   stays as it is, and the new one gets a number
  --log LEVEL      debug, info, warn, error or silent (default: info), as JSON lines on standard error
  --json           print the addresses as one JSON object`;

const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export async function start(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      site: { type: 'string' },
      data: { type: 'string', default: 'data' },
      capture: { type: 'string' },
      log: { type: 'string', default: 'info' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return 0;
  }
  const log_level = levels.find((level) => level === values.log);
  if (values.site === undefined || log_level === undefined) {
    io.err(
      values.site === undefined
        ? 'start needs --site FILE. To see a gateway at work first, run: npx tallygate demo'
        : `--log takes one of: ${levels.join(', ')}`,
    );
    return 2;
  }
  // Before anything is printed: whoever reads the address may ask us to end at once.
  const ended = io.ended();
  const gateway = await startGateway({
    site_file: values.site,
    data_dir: values.data,
    log_level,
    ...(values.capture === undefined ? {} : { capture_file: values.capture }),
  });
  if (values.json) io.out(JSON.stringify({ dashboard: gateway.dashboard_url, broker: gateway.broker }));
  else {
    io.out(`Dashboard  ${gateway.dashboard_url}`);
    io.out(`MQTT       ${gateway.broker}`);
    for (const says of gateway.notes) io.out(says);
  }
  if (gateway.setup !== undefined) for (const says of setupWords(gateway.setup, gateway.dashboard_url)) io.err(says);
  const fault = await Promise.race([ended, gateway.failed]);
  await gateway.stop();
  if (fault === undefined) return 0;
  io.err(fault.message);
  return 2;
}

/** Nobody has an account yet: whoever started the gateway makes the first one. */
function setupWords({ token, file, expires_ms }: SetupOffer, dashboard_url: string): readonly string[] {
  const until = new Date(expires_ms).toISOString();
  return [
    'Nobody has an account yet. Open the dashboard and make the first administrator with this token:',
    `Setup      ${dashboard_url}#/setup`,
    `Token      ${token}`,
    `It works once, until ${until}, and stands in ${file}, too. The next start makes a new one.`,
  ];
}
