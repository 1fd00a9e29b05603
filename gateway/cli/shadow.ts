/** `tallygate shadow CAPTURE --site SITE.json --rules RULES.json`: which movements other rules would have booked otherwise. */
import { parseArgs } from 'node:util';
import { movementLine, questionLine } from '../main.ts';
import { type Difference, type Movement, shadowOfCapture } from '../shadowing.ts';
import { type CommandIo, captureLines, type ExitCode } from './io.ts';

const help = `Usage: tallygate shadow CAPTURE --site SITE.json --rules RULES.json [--json]

Derives a capture by the rules of the settings and, beside them, by the rules of another file, and prints what differs: movements
and questions that only one of them has, and movements that both have and tell otherwise. At the end the sums, and every
level that differs. Nothing is booked and no file is changed.

  --site FILE    the site's settings
  --rules FILE   the rules to try: an object like \`rules\` in the settings; what it leaves out stays as it is
  --json         JSON lines (without it, one sentence a line)

Exit code 0: nothing differs; 1: something does.`;

export async function shadow(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      site: { type: 'string' },
      rules: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return 0;
  }
  const [file] = positionals;
  if (file === undefined || positionals.length > 1 || values.site === undefined || values.rules === undefined) {
    io.err('shadow needs one capture, --site FILE and --rules FILE. See: npx tallygate shadow --help');
    return 2;
  }
  const { json } = values;
  const end = await shadowOfCapture(captureLines(file, io), values.site, values.rules, {
    difference: (each) => io.out(json ? differenceJson(each) : differenceText(each)),
    note: (says) => io.err(says),
  });
  if (!end.ok) {
    io.err(`The capture ${file} cannot be replayed: ${end.says}`);
    return 2;
  }
  const { counts, levels, rows } = end;
  if (json) io.out(JSON.stringify({ sums: { rows, ...counts }, levels }));
  else {
    for (const { item, location, live, shadow: other } of levels) {
      io.out(`level of ${item} at ${location}: live ${live}, shadow ${other}`);
    }
    io.out(
      `movements: live ${counts.movements_live}, shadow ${counts.movements_shadow}; same ${counts.same}, changed ${counts.changed}, only live ${counts.only_live}, only shadow ${counts.only_shadow}`,
    );
    io.out(
      `questions: live ${counts.questions_live}, shadow ${counts.questions_shadow}; only live ${counts.questions_only_live}, only shadow ${counts.questions_only_shadow}`,
    );
  }
  const { changed, only_live, only_shadow, questions_only_live, questions_only_shadow } = counts;
  const different = changed + only_live + only_shadow + questions_only_live + questions_only_shadow + levels.length;
  return different === 0 ? 0 : 1;
}

function differenceJson(difference: Difference): string {
  const { kind } = difference;
  switch (kind) {
    case 'only-live':
      return `{"difference":"${kind}","live":${movementLine(difference.live)}}`;
    case 'only-shadow':
      return `{"difference":"${kind}","shadow":${movementLine(difference.shadow)}}`;
    case 'changed':
      return `{"difference":"${kind}","live":${movementLine(difference.live)},"shadow":${movementLine(difference.shadow)}}`;
    case 'question-only-live':
      return `{"difference":"${kind}","live":${questionLine(difference.live)}}`;
    case 'question-only-shadow':
      return `{"difference":"${kind}","shadow":${questionLine(difference.shadow)}}`;
  }
}

function differenceText(difference: Difference): string {
  switch (difference.kind) {
    case 'only-live':
      return `- ${movementText(difference.live)}`;
    case 'only-shadow':
      return `+ ${movementText(difference.shadow)}`;
    case 'changed':
      return `~ ${movementText(difference.live)}\n  becomes ${movementText(difference.shadow)}`;
    case 'question-only-live':
      return `- ? ${difference.live.question}`;
    case 'question-only-shadow':
      return `+ ? ${difference.shadow.question}`;
  }
}

function movementText({ at_ms, kind, quantity, item, from, to, why }: Movement): string {
  return `${new Date(at_ms).toISOString()} ${kind} ${quantity} ${item} ${from} → ${to}: ${why}`;
}
