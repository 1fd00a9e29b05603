/** `tallygate why ITEM [LOCATION] [--at TIME]`: why a level is what it is, from the ledger alone, down to the bytes. */
import { parseArgs } from 'node:util';
import { fullWords } from '../base/site-time.ts';
import { askLedger } from '../why.ts';
import type { CommandIo, ExitCode } from './io.ts';

const help = `Usage: tallygate why ITEM [LOCATION] [--at TIME] [--data DIR] [--json]

Says why a level is what it is: the last count, what moved since, and the readings and bytes behind each movement. Reads the
ledger only, of a running gateway or a stopped one. Exit code 1: there is no such item, location or time.

  ITEM, LOCATION  ids as in the settings; all locations of the site without LOCATION
  --at TIME       as it was known then: "2026-11-23 14:02" on the clock of the site, or 2026-11-23T14:02:11Z
  --data DIR      the gateway's data directory (default: data)
  --json          one JSON object, as GET /api/v1/why answers`;

type Answer = Extract<ReturnType<typeof askLedger>, { readonly ok: true }>['answer'];
type Place = Answer['places'][number];
type Reading = Place['anchor']['readings'][number];

/** Bytes of a frame that are printed; all of them are in the JSON and at `/api/v1/frames/N`. */
const bytes_printed = 64;

export function why(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      at: { type: 'string' },
      data: { type: 'string', default: 'data' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return Promise.resolve(0);
  }
  const [item, location, ...more] = positionals;
  if (item === undefined || more.length > 0) {
    io.err('why needs an item, and at most one location. See: npx tallygate why --help');
    return Promise.resolve(2);
  }
  const told = askLedger(values.data, {
    item,
    ...(location === undefined ? {} : { location }),
    ...(values.at === undefined ? {} : { at: values.at }),
  });
  if (!told.ok) {
    if (values.json) io.out(JSON.stringify({ error: { code: told.code, message: told.says } }));
    else io.err(told.code === 'time-invalid' ? `--at: ${told.says}` : told.says);
    return Promise.resolve(told.code === 'time-invalid' ? 2 : 1);
  }
  const lines = values.json ? [JSON.stringify(told.answer)] : linesOf(told.answer, told.zone);
  for (const line of lines) io.out(line);
  return Promise.resolve(0);
}

function linesOf({ item, as_of, quantity, places, more_places, says }: Answer, zone: string): string[] {
  const when = as_of === undefined ? '' : `, as of ${fullWords(as_of.at_ms, zone)} (known by then)`;
  const lines: string[] = [];
  if (places.length !== 1) lines.push(`${item.name} (${item.id})${when}: ${says}`, '');
  for (const place of places) lines.push(...placeLines(item, place, when, zone), '');
  if (more_places.length > 0) {
    const rest = more_places.map((each) => `${each.quantity} at ${each.location}`).join(', ');
    lines.push(`And ${rest}; in all ${quantity}. Name a location to see why.`, '');
  }
  return lines.slice(0, -1);
}

function placeLines(item: Answer['item'], place: Place, when: string, zone: string): string[] {
  const { location, anchor, groups, steps, more_movements, questions, notes, quantity } = place;
  const width = Math.max(
    ...[anchor.quantity, quantity, ...groups.map((group) => group.quantity)].map((q) => signed(q).length),
  );
  const sumLine = (value: string, says: string) => `  ${value.padStart(width)}  ${says}`;
  return [
    `${item.name} (${item.id}) at ${location.name} (${location.id})${when}`,
    place.says,
    '',
    sumLine(plain(anchor.quantity), anchor.says),
    ...groups.map((group) => sumLine(signed(group.quantity), group.says)),
    sumLine(plain(quantity), 'is what that comes to'),
    ...notes.map((note) => `  note: ${note}`),
    ...questions.map((question) => `  uncertain: ${question.question}`),
    ...(anchor.why === undefined
      ? []
      : ['', `The count: ${anchor.why}`, ...anchor.readings.flatMap((each) => readingLines(each, zone))]),
    ...steps.flatMap((step) => [
      '',
      `${signed(step.change).padStart(4)}  ${fullWords(step.movement.at_ms, zone)}  ${step.movement.kind}  № ${step.movement.seq}  p ${(step.movement.confidence_permille / 1000).toFixed(3)}`,
      `      ${step.movement.why}`,
      ...step.notes.map((note) => `      (${note})`),
      ...step.readings.flatMap((each) => readingLines(each, zone)),
      ...(step.more_readings === 0 ? [] : [`      and ${step.more_readings} more readings`]),
    ]),
    ...(more_movements === 0 ? [] : ['', `and ${more_movements} older movements since, see /api/v1/movements`]),
  ];
}

function readingLines(reading: Reading, zone: string): string[] {
  const { evidence } = reading;
  const lines = [
    `      ← ${fullWords(evidence.at_ms, zone)} ${evidence.device}: ${evidence.says}, frame ${evidence.n}`,
  ];
  if (!reading.kept) return [...lines, `        ${reading.says}`];
  if (reading.topic !== undefined) lines.push(`        on ${reading.topic}, ${reading.bytes} bytes`);
  const rest = reading.bytes > bytes_printed ? ' …' : '';
  lines.push(
    reading.text === undefined
      ? `        ${(reading.hex.slice(0, 2 * bytes_printed).match(/../g) ?? []).join(' ')}${rest}`
      : `        ${JSON.stringify(reading.text).slice(1, -1).replaceAll('\\"', '"')}`,
  );
  if (reading.fault !== undefined) lines.push(`        ${reading.fault}`);
  return lines;
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : value < 0 ? `\u2212${-value}` : '0';
}

function plain(value: number): string {
  return value < 0 ? `\u2212${-value}` : String(value);
}
