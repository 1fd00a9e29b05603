/** USB bar code scanners of the HID point-of-sale class, found by usage page 0x8C. The layouts are in `hid-report.ts`. */
import type { Chance, Codec } from '../codec/codec.ts';
import { fault } from '../codec/codec.ts';
import { driver, type ScannerLayout } from '../driver.ts';
import { hidPosSession } from './hid-pos-session.ts';
import { report_bytes_max, reportOf, reports_max, reportsIn, reportsOf } from './hid-report.ts';
import { latin1Of, readingsOfLine, type ScannedLine, sampleCode, sampled_aims, scannedText } from './line-scanner.ts';

const bytes_max = reports_max * report_bytes_max;

const frame: Codec<ScannedLine> = {
  decode(bytes, context = {}) {
    if (bytes.length > bytes_max) return fault('too-long', 'frame', `a code is at most ${reports_max} reports`);
    const layout = layoutOf(context.layout);
    const reports = reportsIn(bytes, layout);
    if (reports === undefined) return fault('truncated', 'frame', `must be whole reports of layout ${layout}`);
    let aim: string | undefined;
    let text = '';
    for (const [at, each] of reports.entries()) {
      const report = reportOf(each, layout);
      if (!report.ok) return fault(report.fault.kind, `reports[${at}].${report.fault.place}`, report.fault.rule);
      aim ??= report.value.aim;
      text += latin1Of(report.value.data);
    }
    const line = scannedText(text.replace(/[\r\n]{1,4}$/, ''), context);
    if (!line.ok) return line;
    const identifier = aim ?? line.value.aim;
    return {
      ok: true,
      value: identifier === undefined ? { code: line.value.code } : { aim: identifier, code: line.value.code },
    };
  },
  encode(scan) {
    const reports = reportsOf(scan);
    return Uint8Array.from(reports.flatMap((report) => [...report]));
  },
  sample(chance) {
    const code = sampleLong(chance);
    const aim = sampled_aims[chance.int(0, sampled_aims.length)];
    return aim === undefined ? { code } : { aim, code };
  },
  fields: [
    { name: 'number', says: '2, in layout microscan 1; missing where the system leaves it out' },
    { name: 'length', says: 'bytes of data in this report, at most 56; 62 in microscan; not in no-length' },
    { name: 'aim', says: 'symbology identifier, three bytes; in microscan part of the data, where sent' },
    { name: 'data', says: 'latin1, filled up with zeros' },
    { name: 'vendor', says: "two bytes of the maker's own; not read" },
    { name: 'continued', says: 'bit 0: another report of the same code follows' },
  ],
};

function layoutOf(name: string | undefined): ScannerLayout {
  return name === 'microscan' || name === 'no-length' ? name : 'standard';
}

/** Codes of one to six reports. */
function sampleLong(chance: Chance): string {
  let code = sampleCode(chance);
  for (let more = chance.int(0, 6); more > 0; more -= 1) code += `0${sampleCode(chance)}`;
  return code;
}

export const hidPos = driver<ScannedLine>({
  id: 'hid-pos',
  title: 'USB bar code scanner, HID point-of-sale class',
  family: 'barcode',
  wires: ['hid'],
  says: 'scans, always with AIM identifier',
  caveats: [
    'The layout of its reports is a setting: it is not read from the device.',
    'Honeywell and Youjie scanners are switched to this mode at each start; others by a code of their manual.',
    'A scanner that does not know report 4 may drop its connection when told to beep, so `answer` is off by default.',
  ],
  framing: { by: 'message', bytes_max },
  frame,
  readings: readingsOfLine,
  session: (settings) => hidPosSession(bytes_max, settings),
  commands: ['beep', 'feedback'],
  examples: [
    {
      says: 'a GS1-128 with lot and serial number',
      proof: 'specification',
      hex: `02 1a 5d4331 303130393530363030303133343335323130 41422d31 1d 323137 ${'00'.repeat(30)} 4900 00`,
      readings: [{ kind: 'scan', code: '010950600013435210AB-1\x1d217', aim: ']C1' }],
    },
    {
      says: 'the same where the number of the report is left out',
      proof: 'specification',
      hex: `1a 5d4331 303130393530363030303133343335323130 41422d31 1d 323137 ${'00'.repeat(30)} 4900 00`,
      readings: [{ kind: 'scan', code: '010950600013435210AB-1\x1d217', aim: ']C1' }],
    },
    {
      says: 'an EAN-13 one place later, with the carriage return the scanner adds',
      proof: 'specification',
      hex: `02 00 0e 5d4530 39353036303030313334333532 0d ${'00'.repeat(42)} 6400 00`,
      readings: [{ kind: 'scan', code: '9506000134352', aim: ']E0' }],
    },
    {
      says: 'a QR Code of 60 characters in two reports',
      proof: 'specification',
      hex: `02 38 5d5130 ${'41'.repeat(56)} 7300 01 02 04 5d5130 42424242 ${'00'.repeat(52)} 7300 00`,
      readings: [{ kind: 'scan', code: `${'A'.repeat(56)}BBBB`, aim: ']Q0' }],
    },
  ],
});
