/** `tallygate replay CAPTURE --site SITE.json`: the movements of a capture, one a line, then the questions. */
import { parseArgs } from 'node:util';
import { driverOf, drivers } from '../../devices/registry.ts';
import { exampleText, heardJson, heardLines, readingsOfCapture } from '../capturing.ts';
import { movementLine, questionLine, replayCapture } from '../main.ts';
import { type CommandIo, captureLines, type ExitCode } from './io.ts';

const help = `Usage: tallygate replay CAPTURE --site SITE.json [--json]
       tallygate replay CAPTURE --readings [--site SITE.json | --driver NAME [--unit UNIT]] [--json | --examples]

Derives the movements of a capture as a live gateway would: same input, same output, to the byte.
Prints one movement per line, then the open questions as lines with "question".

  --site FILE    the site's settings
  --readings     print what each frame says instead, without any meaning for stock; the drivers are those of --site,
                 or else those the capture names itself
  --examples     with --readings: print each different frame once, as an example for a driver's examples file
  --driver NAME  read every frame with this driver
  --unit UNIT    g, kg, lb or oz: what a scale shows that does not say its unit
  --json         JSON lines (without it, one sentence a line)

What could not be used goes to standard error: each cause once, with its first line, its rule and how often.

Exit code 0: done; 1: done, and lines of the capture were passed over (a last line that broke off is not one); 2: it cannot be
replayed.`;

const units = ['g', 'kg', 'lb', 'oz'] as const;

export async function replay(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      site: { type: 'string' },
      readings: { type: 'boolean', default: false },
      examples: { type: 'boolean', default: false },
      driver: { type: 'string' },
      unit: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return 0;
  }
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    io.err('replay needs one capture. See: npx tallygate replay --help');
    return 2;
  }
  if (values.readings) return replayedReadings(file, values, io);
  if (values.site === undefined || values.driver !== undefined || values.unit !== undefined || values.examples) {
    io.err('replay needs --site FILE, or --readings with or without --driver. See: npx tallygate replay --help');
    return 2;
  }
  const end = await replayCapture(captureLines(file, io), values.site, {
    movement: (each) => io.out(values.json ? movementLine(each) : `${new Date(each.at_ms).toISOString()} ${each.why}`),
    question: (each) => io.out(values.json ? questionLine(each) : `? ${each.question}`),
    note: (says) => io.err(says),
  });
  if (!end.ok) return unreadable(file, end.says, io);
  io.err(
    `rows ${end.rows}, movements ${end.movements}, questions ${end.questions}, frames not understood ${end.quarantined}`,
  );
  return passedOver(end.refused, io);
}

interface ReadingFlags {
  readonly site?: string | undefined;
  readonly driver?: string | undefined;
  readonly unit?: string | undefined;
  readonly examples: boolean;
  readonly json: boolean;
}

async function replayedReadings(file: string, flags: ReadingFlags, io: CommandIo): Promise<ExitCode> {
  const driver = flags.driver === undefined ? undefined : driverOf(flags.driver);
  const unit = units.find((each) => each === flags.unit);
  if (flags.driver !== undefined && driver === undefined) {
    io.err(`--driver is one of: ${drivers.map(({ id }) => id).join(', ')}. See: npx tallygate replay --help`);
    return 2;
  }
  if (flags.unit !== undefined && unit === undefined) {
    io.err(`--unit is one of: ${units.join(', ')}. See: npx tallygate replay --help`);
    return 2;
  }
  const by = { ...(driver && { driver }), ...(unit && { unit }), ...(flags.site && { site_file: flags.site }) };
  const known = new Set<string>();
  const heard: Parameters<typeof readingsOfCapture>[2] = (row, each) => {
    if (!flags.examples) {
      for (const line of flags.json ? [heardJson(row, each)] : heardLines(row, each)) io.out(line);
      return;
    }
    const example = exampleText(row, each);
    const bytes = each.kind === 'noise' ? '' : `${row.topic} ${each.data}`;
    if (example === undefined || known.has(bytes)) return;
    known.add(bytes);
    io.out(example);
  };
  const end = await readingsOfCapture(captureLines(file, io), by, heard, (says) => io.err(says));
  if (!end.ok) return unreadable(file, end.says, io);
  const { rows, readings, refused, noise_bytes, unread } = end;
  io.err(
    `rows ${rows}, readings ${readings}, frames not understood ${refused}, bytes of noise ${noise_bytes}, frames of no known driver ${unread}`,
  );
  if (unread > 0) io.err('The capture does not name the driver of some frames: name it with --driver or --site.');
  return passedOver(end.lines_refused, io);
}

function passedOver(lines: number, io: CommandIo): ExitCode {
  if (lines === 0) return 0;
  io.err(`${lines} ${lines === 1 ? 'line was' : 'lines were'} passed over.`);
  return 1;
}

function unreadable(file: string, says: string, io: CommandIo): ExitCode {
  io.err(`The capture ${file} cannot be replayed: ${says}`);
  return 2;
}
