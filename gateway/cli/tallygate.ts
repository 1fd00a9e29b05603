#!/usr/bin/env node
/** The one command: finds the file of the command called, and turns what it throws into one clear sentence. */
import { GatewayFault } from '../base/faults.ts';
import type { CommandIo, ExitCode } from './io.ts';

type Run = (argv: readonly string[], io: CommandIo) => Promise<ExitCode>;

const commands: Readonly<Record<string, { readonly says: string; load(): Promise<Run> }>> = {
  start: { says: 'run the gateway', load: async () => (await import('./start.ts')).start },
  demo: { says: 'run a gateway with a simulated warehouse', load: async () => (await import('./demo.ts')).demo },
  simulate: {
    says: 'drive any gateway with simulated devices',
    load: async () => (await import('./simulate.ts')).simulate,
  },
  decode: {
    says: 'show what a barcode, an EPC or a frame means',
    load: async () => (await import('./decode.ts')).decode,
  },
  capture: {
    says: 'record the bytes of one device',
    load: async () => (await import('./capture.ts')).capture,
  },
  replay: { says: 'derive the movements of a capture', load: async () => (await import('./replay.ts')).replay },
  shadow: {
    says: 'try other rules on a capture: what would differ',
    load: async () => (await import('./shadow.ts')).shadow,
  },
  verify: { says: 'check the ledger against its own journal', load: async () => (await import('./verify.ts')).verify },
  why: {
    says: 'say why a level is what it is, down to the bytes',
    load: async () => (await import('./why.ts')).why,
  },
  labels: {
    says: 'print labels for items, locations, commands and handling units',
    load: async () => (await import('./labels.ts')).labels,
  },
  enrol: { says: 'give a connection its secret, or revoke it', load: async () => (await import('./enrol.ts')).enrol },
  people: {
    says: 'see, invite and lock out people; the way back in',
    load: async () => (await import('./people.ts')).people,
  },
  schema: {
    says: 'print the JSON Schema of settings, captures or readings',
    load: async () => (await import('./schema.ts')).schema,
  },
};

const help = [
  'tallygate: the stock gateway',
  '',
  'Usage: tallygate <command> [options]      tallygate <command> --help',
  '',
  ...Object.entries(commands).map(([name, { says }]) => `  ${name.padEnd(10)}${says}`),
];

async function run(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const [name, ...rest] = argv;
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const isAsked = name === undefined || name === '--help' || name === '-h' || name === 'help';
    if (!isAsked) io.err(`There is no command ${name}.`);
    for (const line of help) (isAsked ? io.out : io.err)(line);
    return isAsked ? 0 : 2;
  }
  try {
    return await (await command.load())(rest, io);
  } catch (thrown) {
    if (thrown instanceof GatewayFault) {
      io.err(thrown.message);
      return 2;
    }
    // What `parseArgs` says of a wrong option is already a sentence for the person who typed it.
    if (thrown instanceof TypeError && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS')) {
      io.err(`${thrown.message.trimEnd().replace(/\.$/, '')}. See: npx tallygate ${name} --help`);
      return 2;
    }
    throw thrown;
  }
}

/** One Ctrl-C comes twice under npm: from the terminal to the whole group, and passed on by npm. */
const same_press_ms = 500;

/** Waits for Ctrl-C or a service manager's stop; a second one ends the process at once. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    let first_ms: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        const now_ms = performance.now();
        if (first_ms !== undefined && now_ms - first_ms > same_press_ms) process.exit(130);
        first_ms ??= now_ms;
        resolve();
      });
    }
  });
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

process.exitCode = await run(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  stdin: process.stdin,
  ended,
});
