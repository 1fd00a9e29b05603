/** Which part of a workbook is what: parts have no fixed names, but relations (ECMA-376 part 2, 9.3) from the root to the sheets. */
import { setImmediate } from 'node:timers/promises';
import { attributesOf, BrokenXml, type XmlPart, xmlParts } from './xml-text.ts';
import type { ZipFile } from './zip-file.ts';

/** So much of a file is read before others have their turn. */
const parts_at_once = 20_000;

/** Texts of the parts of a workbook that say what stands in its first sheet that is shown. */
export interface Book {
  readonly sheet: string;
  readonly styles?: string | undefined;
  readonly strings?: string | undefined;
  readonly is_1904: boolean;
}

/** Throws `BrokenXml` where a part is missing, and what unpacking throws. */
export async function bookOf(file: ZipFile): Promise<Book> {
  const workbook =
    (await relations(file, ''))?.find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  const related = await relations(file, workbook);
  const text = await textOf(file, workbook);
  if (text === undefined || related === undefined) throw new BrokenXml('There is no workbook in it.');
  // A chart that is a sheet has another type.
  const sheets = new Map(related.filter(({ type }) => type === 'worksheet').map(({ id, target }) => [id, target]));
  let is_1904 = false;
  let sheet: string | undefined;
  await eachPart(text, (part) => {
    if (part.is !== 'begin') return;
    const { name } = part;
    if (name !== 'workbookPr' && name !== 'sheet') return;
    const attributes = attributesOf(part.attributes);
    if (name === 'workbookPr') is_1904 = /^(1|true)$/.test(attributes.get('date1904') ?? '');
    else if (/^(visible)?$/.test(attributes.get('state') ?? '')) sheet ??= sheets.get(attributes.get('id') ?? '');
  });
  const of = async (type: string) => {
    const target = related.find((each) => each.type === type)?.target;
    return target === undefined ? undefined : await textOf(file, target);
  };
  const cells = sheet === undefined ? undefined : await textOf(file, sheet);
  if (cells === undefined) throw new BrokenXml('There is no sheet in it that is shown.');
  return { sheet: cells, styles: await of('styles'), strings: await of('sharedStrings'), is_1904 };
}

interface Relation {
  readonly id: string;
  /** The last word of it: the words before differ by edition of the format. */
  readonly type: string;
  /** Name of a part. */
  readonly target: string;
}

async function relations(file: ZipFile, of: string): Promise<readonly Relation[] | undefined> {
  const folder = of.slice(0, of.lastIndexOf('/') + 1);
  const text = await textOf(file, `${folder}_rels/${of.slice(folder.length)}.rels`);
  if (text === undefined) return undefined;
  const all: Relation[] = [];
  await eachPart(text, (part) => {
    if (part.is !== 'begin' || part.name !== 'Relationship') return;
    const attributes = attributesOf(part.attributes);
    const [id = '', type = '', target = ''] = ['Id', 'Type', 'Target'].map((name) => attributes.get(name));
    all.push({ id, type: type.slice(type.lastIndexOf('/') + 1), target: partName(folder, target) });
  });
  return all;
}

/** From the folder of the part that names it, or from the root. */
function partName(folder: string, target: string): string {
  const steps: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

async function textOf(file: ZipFile, name: string): Promise<string | undefined> {
  const bytes = await file.part(name);
  if (bytes === undefined) return undefined;
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** Takes the parts of a text in their order. */
export async function eachPart(xml: string, take: (part: XmlPart) => void): Promise<void> {
  let parts = 0;
  for (const part of xmlParts(xml)) {
    take(part);
    parts += 1;
    if (parts % parts_at_once === 0) await setImmediate();
  }
}
