/** What a label printer makes of ZPL: labels with their texts and their dots, or what is wrong with the job. A picture of the rest is not made. */

export interface PrintedLabel {
  readonly width: number;
  readonly height: number;
  readonly copies: number;
  readonly texts: readonly { readonly x: number; readonly y: number; readonly height: number; readonly text: string }[];
  /** One byte a dot, row by row, 1 is black; the pictures only, not the texts. */
  readonly dots: Uint8Array;
}

export type PrintedJob =
  | { readonly ok: true; readonly labels: readonly PrintedLabel[] }
  | { readonly ok: false; readonly says: string };

interface Draft {
  width: number;
  height: number;
  copies: number;
  at: { readonly x: number; readonly y: number };
  size: number;
  isHex: boolean;
  texts: { x: number; y: number; height: number; text: string }[];
  pictures: { readonly x: number; readonly y: number; readonly rows: readonly Uint8Array[] }[];
}

/** Longest and widest that a printer of 300 dpi has; beyond it a job is refused, not stored. */
const dots_max = 4_000;

/**
 * Reads a job. Strict where a printer would print rubbish: every format begins with `^XA` and ends with `^XZ`, every field with data
 * ends with `^FS`, pictures are as long as they say, and no command stands here that this printer does not know.
 */
export function zplLabels(job: string): PrintedJob {
  const labels: PrintedLabel[] = [];
  let draft: Draft | undefined;
  for (const command of commandsOf(job)) {
    if (command.name === 'XA') {
      if (draft !== undefined) return wrong('^XA inside a label');
      draft = freshDraft();
      continue;
    }
    if (draft === undefined) return wrong(`${command.prefix}${command.name} outside a label`);
    if (command.name === 'XZ') {
      const label = printed(draft);
      if (typeof label === 'string') return wrong(label);
      labels.push(label);
      draft = undefined;
      continue;
    }
    const says = apply(draft, command);
    if (says !== undefined) return wrong(says);
  }
  return draft === undefined ? { ok: true, labels } : wrong('a label without ^XZ');
}

function wrong(says: string): PrintedJob {
  return { ok: false, says };
}

interface Command {
  readonly prefix: string;
  readonly name: string;
  readonly given: string;
}

/** A caret or tilde begins a command wherever it stands; that is why texts must not hold one. */
function* commandsOf(job: string): Generator<Command> {
  let rest = job.trimStart();
  while (rest !== '') {
    const prefix = /^[\^~]/.exec(rest)?.[0] ?? '';
    const next = rest.slice(1).search(/[\^~]/);
    const end = next < 0 ? rest.length : next + 1;
    const body = rest.slice(prefix.length, end);
    // ^A is followed by the name of a font, all others have two letters.
    const length = body.startsWith('A') && !body.startsWith('A@') ? 1 : 2;
    yield { prefix, name: body.slice(0, length), given: body.slice(length) };
    rest = rest.slice(end);
  }
}

function freshDraft(): Draft {
  return { width: 0, height: 0, copies: 1, at: { x: 0, y: 0 }, size: 0, isHex: false, texts: [], pictures: [] };
}

/** What is wrong with the command; undefined when it is taken. */
function apply(draft: Draft, { prefix, name, given }: Command): string | undefined {
  if (prefix !== '^') return `the command ${prefix}${name} in a label`;
  const numbers = given.trim().split(',').map(Number);
  const [first = Number.NaN, second = Number.NaN] = numbers;
  switch (name) {
    case 'CI':
      return first === 28 ? undefined : `the character set ${first}, and only 28, UTF-8, is known`;
    case 'PW':
      draft.width = first;
      return isSize(first) ? undefined : `a width of ${given}`;
    case 'LL':
      draft.height = first;
      return isSize(first) ? undefined : `a length of ${given}`;
    case 'LH':
      return undefined;
    case 'PQ':
      draft.copies = first;
      return first >= 1 ? undefined : `a quantity of ${given}`;
    case 'FO':
      draft.at = { x: first, y: second };
      return first >= 0 && second >= 0 ? undefined : `a field at ${given}`;
    case 'A':
      draft.size = Number(given.split(',')[1]);
      return draft.size > 0 ? undefined : `a font of ${given}`;
    case 'FH':
      draft.isHex = true;
      return given.trim() === '_' || given.trim() === '' ? undefined : `the escape ${given}`;
    case 'FD':
      draft.texts.push({ ...draft.at, height: draft.size, text: draft.isHex ? unescaped(given) : given });
      return undefined;
    case 'GF':
      return picture(draft, given);
    case 'FS':
      draft.isHex = false;
      return undefined;
    default:
      return `the command ^${name}, which this printer does not know`;
  }
}

function isSize(dots: number): boolean {
  return Number.isInteger(dots) && dots > 0 && dots <= dots_max;
}

function unescaped(text: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text.charAt(at) === '_') {
      bytes.push(Number.parseInt(text.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(text.charCodeAt(at));
  }
  return new TextDecoder('utf-8').decode(Uint8Array.from(bytes));
}

/** `A,bytes,bytes,bytes in a row,data` with `,` for the rest of a row in white and `:` for the row above. */
function picture(draft: Draft, given: string): string | undefined {
  const [form, total, whole, in_row, ...data] = given.split(',');
  const width = Number(in_row);
  if (form !== 'A' || total !== whole || !(width > 0 && width <= dots_max / 8))
    return `a picture ${given.slice(0, 20)}`;
  const rows: Uint8Array[] = [];
  let hex = '';
  const finish = () => {
    rows.push(
      Uint8Array.from({ length: width }, (_, at) =>
        Number.parseInt(hex.slice(at * 2, at * 2 + 2).padEnd(2, '0') || '00', 16),
      ),
    );
    hex = '';
  };
  for (const character of data.join(',').replaceAll(/\s/g, '')) {
    const above = rows.at(-1);
    if (character === ',') finish();
    else if (character === ':') {
      if (hex !== '' || above === undefined) return 'a row that repeats none';
      rows.push(above);
    } else {
      if (!/[0-9A-F]/.test(character)) return `${character} in a picture`;
      hex += character;
      if (hex.length === width * 2) finish();
    }
    if (rows.length > dots_max) return 'a picture higher than any label';
  }
  if (hex !== '' || rows.length * width !== Number(total))
    return `a picture of ${rows.length * width} bytes instead of ${total}`;
  draft.pictures.push({ ...draft.at, rows });
  return undefined;
}

/** The label as it lies in the tray, or what does not lie on it. */
function printed({ width, height, copies, texts, pictures }: Draft): PrintedLabel | string {
  if (width === 0 || height === 0) return 'a label without ^PW and ^LL';
  const dots = new Uint8Array(width * height);
  for (const { x, y, rows } of pictures) {
    for (const [row, bytes] of rows.entries()) {
      for (let dot = 0; dot < bytes.length * 8; dot += 1) {
        if ((((bytes[dot >> 3] ?? 0) << (dot & 7)) & 0x80) === 0) continue;
        if (x + dot >= width || y + row >= height) return 'a picture that runs off the label';
        dots[(y + row) * width + x + dot] = 1;
      }
    }
  }
  const outside = texts.find(({ x, y, height: size }) => x >= width || y + size > height);
  return outside === undefined ? { width, height, copies, texts, dots } : `the text "${outside.text}" off the label`;
}
