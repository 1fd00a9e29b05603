/** `tallygate schema site|capture|reading`: JSON Schema, for editors and for those who write devices. */
import { parseArgs } from 'node:util';
import { schemaOf } from '../main.ts';
import type { CommandIo, ExitCode } from './io.ts';

const help = `Usage: tallygate schema site|capture|reading

Prints the JSON Schema of the settings file, of a capture line, or of the native MQTT reading.`;

export function schema(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    io.out(help);
    return Promise.resolve(0);
  }
  const [name] = positionals;
  const found = name === undefined || positionals.length > 1 ? undefined : schemaOf(name);
  if (found === undefined) {
    io.err('schema needs one of: site, capture, reading');
    return Promise.resolve(2);
  }
  io.out(JSON.stringify(found, null, 2));
  return Promise.resolve(0);
}
