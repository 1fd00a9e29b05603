/** `tallygate decode barcode|epc|frame`: what a value means, one JSON object a line. */
import { parseArgs } from 'node:util';
import { decodeCode } from '../../devices/barcode/code.ts';
import { isRegion, regionNames } from '../../devices/barcode/restricted-circulation.ts';
import { framerOf } from '../../devices/codec/framer.ts';
import { bytesOfHex } from '../../devices/codec/hex.ts';
import { type Driver, type FrameContext, understand } from '../../devices/driver.ts';
import { driverOf, drivers } from '../../devices/registry.ts';
import { decodeEpc, meaningOf } from '../../devices/rfid/epc.ts';
import { digitalLinkOf, elementStringOf, elementsOf, glnOf } from '../../devices/rfid/epc-keys.ts';
import { tagUriOf } from '../../devices/rfid/epc-uri.ts';
import type { Epc } from '../../devices/rfid/epc-value.ts';
import { systemClock } from '../base/clock.ts';
import { type CommandIo, type ExitCode, linesOf } from './io.ts';

const help = `Usage: tallygate decode barcode [--region NAME] [--lenient] [--] [VALUE…]
       tallygate decode epc [HEX…]
       tallygate decode frame --driver NAME [--topic TOPIC] [--unit UNIT] [HEX…]

Prints one JSON object for each value: {"ok":true,…} or {"ok":false,"error":{"code","message",…}}. Without values,
reads one from each line of standard input. Ends with 0 when all were understood, with 1 when some were not. An error says
where it is: offset (a character of the value as given, from 0), ai (the GS1 Application Identifier), place (in a frame).

barcode       element strings (FNC1 is byte 0x1D), bracketed AIs, Digital Links, GTINs and UPCs, with or without a symbology
              identifier in front, and Tallygate's own printed codes
  --region    whose rules restricted circulation numbers follow, by name or ISO code: finland, de, …
  --lenient   forgive what scanners and older standards do: doubled or replaced FNC1, short GTINs in links
epc           the EPC bank of a tag, hexadecimal: its URIs, keys, element string and Digital Link; a date is its type
              (0 made, 1 packed, 2 best before, 3 sell by, 4 expires, 5 frozen, 6 harvested) and YYMMDD
frame         a device's message, hexadecimal, to its readings
  --driver    the driver's name; the list is printed when it is wrong
  --topic     the MQTT topic it came on, where the driver needs it
  --unit      g, kg, lb or oz: what a scale shows that does not say its unit
  --json      accepted everywhere: the output is always JSON`;

type Decode = (value: string) => object;

/** Runs the command. */
export async function decode(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      region: { type: 'string' },
      lenient: { type: 'boolean', default: false },
      driver: { type: 'string' },
      topic: { type: 'string' },
      unit: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return 0;
  }
  const [kind, ...given] = positionals;
  const by = decoderOf(kind, values);
  if (typeof by === 'string') {
    io.err(`${by} See: npx tallygate decode --help`);
    return 2;
  }
  let refused = false;
  for await (const value of given.length > 0 ? given : linesOf(latin1Of(io.stdin))) {
    const result = by(value);
    refused ||= !('ok' in result && result.ok === true);
    io.out(JSON.stringify(result));
  }
  return refused ? 1 : 0;
}

interface Flags {
  readonly region?: string | undefined;
  readonly lenient: boolean;
  readonly driver?: string | undefined;
  readonly topic?: string | undefined;
  readonly unit?: string | undefined;
}

const units = ['g', 'kg', 'lb', 'oz'] as const;

/** What decodes this kind, or what is wrong with the call. */
function decoderOf(kind: string | undefined, flags: Flags): Decode | string {
  switch (kind) {
    case 'barcode':
      return barcodeDecoder(flags);
    case 'epc':
      return decodedEpc;
    case 'frame': {
      const by = driverOf(flags.driver ?? '');
      const known = drivers.map(({ id }) => id).join(', ');
      if (by === undefined) return `decode frame needs --driver with one of: ${known}.`;
      const unit = units.find((each) => each === flags.unit);
      if (flags.unit !== undefined && unit === undefined) return `--unit is one of: ${units.join(', ')}.`;
      const { topic } = flags;
      return frameDecoder(by, {
        retained: false,
        ...(topic === undefined ? {} : { topic }),
        ...(unit === undefined ? {} : { unit }),
      });
    }
    default:
      return kind === undefined
        ? 'decode needs to know what: barcode, epc or frame.'
        : `There is no kind ${kind}: barcode, epc or frame.`;
  }
}

function barcodeDecoder({ region, lenient }: Flags): Decode | string {
  if (region !== undefined && !isRegion(region)) return `--region is one of: ${regionNames.join(', ')}.`;
  const reference_year = new Date(systemClock.now_ms()).getUTCFullYear();
  return (value) => decodeCode(value, { lenient, reference_year, ...(region === undefined ? {} : { region }) });
}

function decodedEpc(hex: string): object {
  const bare = hex.trim();
  const epc = decodeEpc(bare);
  if (epc.ok) return { ok: true, ...wholeMeaning(epc.value) };
  const { offset } = epc.error;
  return { ok: false, error: offset === undefined ? epc.error : { ...epc.error, offset: offset + hex.indexOf(bare) } };
}

/** All that an EPC can be written as. `uri` is null for the schemes that have none, as the others always have one. */
function wholeMeaning(epc: Epc): object {
  const { scheme, uri = null, ...meaning } = meaningOf(epc);
  const elements = elementsOf(epc);
  return {
    scheme,
    uri,
    tag: tagUriOf(epc),
    ...meaning,
    gln: glnOf(epc),
    date: epc.date && `${epc.date.type}:${epc.date.yymmdd}`,
    element: elementStringOf(elements),
    digitalLink: digitalLinkOf(elements),
  };
}

function frameDecoder(by: Driver, context: FrameContext): Decode {
  return (text) => {
    const bytes = bytesOfHex(text.replaceAll(/\s/g, ''));
    if (bytes === undefined) {
      const stranger = text.search(/[^0-9A-Fa-f\s]/);
      const offset = stranger < 0 ? text.length : stranger;
      return failure('not-hex', 'A frame is written in hexadecimal digits, two for each byte.', { offset });
    }
    const understood = understand(by, unwrapped(by, bytes), context);
    if (understood.ok) return { ok: true, readings: understood.value };
    const { kind, place, rule } = understood.fault;
    return failure(kind, `${place}: ${rule}`, { place });
  };
}

/** A line without the bytes that begin and end it on the wire, which people copy along. */
function unwrapped(by: Driver, bytes: Uint8Array): Uint8Array {
  if (by.framing.by !== 'line') return bytes;
  const [line, ...others] = framerOf(by.framing).push(Uint8Array.from([...bytes, 0x0a]));
  return line?.kind === 'frame' && others.length === 0 ? line.data : bytes;
}

function failure(
  code: string,
  message: string,
  where: { readonly place: string } | { readonly offset: number },
): object {
  return { ok: false, error: { code, message, ...where } };
}

/** Bytes as characters of the same number: bar codes are bytes, and what is no UTF-8 must survive. */
async function* latin1Of(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  for await (const chunk of chunks) yield typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1');
}
