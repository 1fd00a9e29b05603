/** `tallygate labels items|locations|commands|units`: a page to print, a ZPL file, or straight to a label printer. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { GatewayFault, messageOf } from '../base/faults.ts';
import {
  type LabelOrder,
  label_size_default,
  labelKinds,
  labelSizeOf,
  labelSizes,
  type Printed,
  printer_port_default,
  printPage,
  printZpl,
  sendZpl,
  siteOfFile,
  symbologies,
} from '../labels.ts';
import type { CommandIo, ExitCode } from './io.ts';

const help = `Usage: tallygate labels items [ITEM…] --site FILE [--lot LOT] [--expiry DATE] [--quantity N] [OPTIONS]
       tallygate labels locations [LOCATION…] --site FILE [--gs1] [OPTIONS]
       tallygate labels commands [COMMAND…] --site FILE [OPTIONS]
       tallygate labels units SSCC… --site FILE [OPTIONS]
       tallygate labels cards [LOOP.CARD…] --site FILE [OPTIONS]

Makes labels: for all items or locations of the settings, or those named; for what a scanner is told (RECEIVE, QTY.12, …); for
handling units; for the cards of kanban loops. Without --zpl it writes a page that a browser prints at true size (set scale to 100 %, margins to none).

  --site FILE    the settings
  --size SIZE    ${labelSizes.map(({ id }) => id).join(', ')} (default: ${label_size_default}, with --zpl 4x2)
  --as CODE      ${symbologies.join(', ')} (default: auto, bars where they fit)
  --lot LOT, --expiry YYYY-MM-DD, --quantity N
                 printed into the code of an item that has a GTIN
  --gs1          locations by the site's GLN, AIs (414) and (254), instead of by TG-LOC.
  --copies N     of each label
  --out FILE     where the page goes, or the job in ZPL when FILE ends in .zpl (default: standard output, the page)
  --zpl HOST[:PORT]
                 send to the label printer there (port ${printer_port_default} unless given)
  --dpi DPI      203 or 300: the printer's dots an inch (default: 203)
  --json         say what was done as one JSON object`;

const options = {
  site: { type: 'string' },
  size: { type: 'string' },
  as: { type: 'string', default: 'auto' },
  lot: { type: 'string' },
  expiry: { type: 'string' },
  quantity: { type: 'string' },
  gs1: { type: 'boolean', default: false },
  copies: { type: 'string', default: '1' },
  out: { type: 'string' },
  zpl: { type: 'string' },
  dpi: { type: 'string', default: '203' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Runs the command. 0: made or sent; 1: refused, with the reason; 2: the call was wrong or the printer could not be reached. */
export async function labels(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
  if (values.help) {
    io.out(help);
    return 0;
  }
  const asksForZpl = values.zpl !== undefined || values.out?.endsWith('.zpl') === true;
  const order = orderOf(positionals, values);
  const size = labelSizeOf(values.size ?? (asksForZpl ? '4x2' : label_size_default));
  const dpi = values.dpi === '203' ? 203 : values.dpi === '300' ? 300 : undefined;
  const printer = values.zpl === undefined ? undefined : printerOf(values.zpl);
  const wrong =
    typeof order === 'string'
      ? order
      : size === undefined
        ? `There is no size ${values.size}: ${labelSizes.map(({ id }) => id).join(', ')}.`
        : dpi === undefined
          ? '--dpi is 203 or 300.'
          : printer === null
            ? '--zpl is HOST or HOST:PORT.'
            : values.site === undefined
              ? 'labels needs the settings: --site FILE.'
              : undefined;
  if (
    typeof order === 'string' ||
    size === undefined ||
    dpi === undefined ||
    printer === null ||
    values.site === undefined
  ) {
    io.err(`${wrong} See: npx tallygate labels --help`);
    return 2;
  }
  const site = await siteOfFile(values.site);
  if (!asksForZpl) {
    const page = await printPage(site, order, size);
    return told(page, ({ html }) => html, values, 'written', io);
  }
  const job = await printZpl(site, order, size, dpi);
  if (printer !== undefined && job.ok) await sendZpl(job.job, printer);
  return told(
    job,
    (zpl) => (printer === undefined || values.out !== undefined ? zpl : undefined),
    values,
    printer === undefined ? 'written' : `sent to ${values.zpl}`,
    io,
  );
}

type Values = ReturnType<
  typeof parseArgs<{ options: typeof options; args: string[]; allowPositionals: true }>
>['values'];

function orderOf([kindName, ...ids]: readonly string[], values: Values): LabelOrder | string {
  const kind = labelKinds.find((each) => each === kindName);
  if (kind === undefined) return `labels needs to know of what: ${labelKinds.join(', ')}.`;
  const symbology = symbologies.find((each) => each === values.as);
  if (symbology === undefined) return `--as is one of: ${symbologies.join(', ')}.`;
  const { lot, expiry, quantity, gs1 } = values;
  if (!/^[1-9]\d{0,3}$/.test(values.copies ?? '')) return '--copies is 1 to 9999.';
  if (quantity !== undefined && !/^[1-9]\d{0,7}$/.test(quantity)) return '--quantity is 1 to 99999999.';
  return {
    kind,
    ids,
    symbology,
    copies: Number(values.copies),
    ...(lot === undefined ? {} : { lot }),
    ...(expiry === undefined ? {} : { expiry }),
    ...(quantity === undefined ? {} : { quantity: Number(quantity) }),
    ...(gs1 === true ? { gs1 } : {}),
  };
}

/** Null when it is no address. */
function printerOf(text: string): { readonly host: string; readonly port: number } | null {
  const match = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,253}))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? printer_port_default);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

/** Writes what was made and says what became of it. */
function told<Job>(
  printed: Printed<Job>,
  textOf: (job: Job) => string | undefined,
  { out, json }: Values,
  done: string,
  io: CommandIo,
): ExitCode {
  if (!printed.ok) {
    if (json) io.out(JSON.stringify({ ok: false, error: printed.says }));
    else io.err(printed.says);
    return 1;
  }
  const text = textOf(printed.job);
  if (text !== undefined && out !== undefined) write(out, text);
  const { labels: count, notes } = printed;
  if (json) io.out(JSON.stringify({ ok: true, labels: count, notes, ...(out === undefined ? {} : { file: out }) }));
  else if (text !== undefined && out === undefined) io.out(text.trimEnd());
  if (!json) {
    for (const note of notes) io.err(`Left out: ${note}`);
    if (text === undefined || out !== undefined)
      io.err(`${count} ${count === 1 ? 'label' : 'labels'} ${done}${out === undefined ? '' : `: ${out}`}.`);
  }
  return 0;
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (thrown) {
    throw new GatewayFault('settings-unwritable', `Cannot write ${path}: ${messageOf(thrown)}.`, thrown);
  }
}
