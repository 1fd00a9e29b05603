/** The front of the bar code family: a scanned text decoded for a person, and its meaning for a reading. */
import type { CodeMeaning } from '../reading.ts';
import { associationWarnings, type CodeWarning, separatorWarnings } from './ai-associations.ts';
import { type Aim, aim_characters, aimOf, leadingAim } from './aim.ts';
import type { AiIssue, AiValue } from './element-string.ts';
import { aiOf, separator } from './gs1-ai.ts';
import { type Amount, amountsIn } from './gs1-amount.ts';
import { addFacts, type Gs1Facts, locationIn } from './gs1-facts.ts';
import { datesIn } from './gs1-instant.ts';
import { sentenceOf } from './gs1-issue.ts';
import { type GtinFormat, gtinOf, type UpcE, upcEOf } from './gtin.ts';
import { layoutVerdict } from './layout-test.ts';
import { isRegion, type RestrictedNumber, restrictedNumber } from './restricted-circulation.ts';
import { type ScannedGs1, scannedCode, type Via } from './scanned-code.ts';

export interface DecodeOptions {
  /** Symbology identifier, where it came apart from the code. */
  readonly aim?: string;
  /** Whose rules restricted circulation numbers follow, see `restricted-circulation.ts`. Without it they are plain GTINs. */
  readonly region?: string;
  /** Forgives what scanners and older standards do: doubled or replaced separators, short GTINs in links, UPCs not lengthened. */
  readonly lenient?: boolean;
  /** The year dates are seen from; without it no dates are given. */
  readonly reference_year?: number;
}

export interface CodeError {
  readonly code: string;
  readonly message: string;
  readonly ai?: string;
  /** Where in the text as it was given, counted from 0. */
  readonly offset?: number;
}

export interface DecodedGs1 extends Gs1Facts {
  readonly ok: true;
  readonly kind: 'gs1';
  readonly via: Via;
  readonly symbology?: string;
  readonly ais: readonly AiValue[];
  /** GTIN-14, the best of `gtins`. */
  readonly gtin?: string;
  readonly gtins: readonly string[];
  readonly location?: string;
  /** ISO dates by AI. */
  readonly dates?: Readonly<Record<string, string>>;
  /** Measures and money by AI, where there are any. */
  readonly amounts?: Readonly<Record<string, Amount>>;
  /** What kind of GTIN bare digits are; absent for codes with AIs. */
  readonly format?: GtinFormat;
  /** The parts of a UPC-E, where the digits are one. */
  readonly upc_e?: UpcE;
  readonly restricted?: RestrictedNumber;
  readonly warnings: readonly CodeWarning[];
}

export type DecodedCode =
  | DecodedGs1
  | {
      readonly ok: true;
      readonly kind: 'command';
      readonly name: string;
      readonly args: readonly string[];
      readonly ais: readonly [];
      readonly warnings: readonly [];
    }
  | {
      readonly ok: true;
      readonly kind: 'location';
      readonly code: string;
      readonly ais: readonly [];
      readonly warnings: readonly [];
    }
  /** Its symbology identifier says that it is no GS1 code: matched as it is. */
  | {
      readonly ok: true;
      readonly kind: 'opaque';
      readonly symbology?: string;
      readonly ais: readonly [];
      readonly warnings: readonly [];
    }
  | { readonly ok: false; readonly error: CodeError };

/**
 * Decodes a code as far as it goes: element string (FNC1 is 0x1D), bracketed AIs, Digital Link, GTIN or UPC, or a code of ours.
 * Never throws; what is wrong is named as GS1's own reference checks name it.
 */
export function decodeCode(text: string, options: DecodeOptions = {}): DecodedCode {
  const { region } = options;
  if (region !== undefined && !isRegion(region))
    return { ok: false, error: errorOf({ code: 'UNKNOWN_REGION', offset: 0 }) };
  const told = options.aim === undefined ? undefined : aimOf(options.aim);
  if (options.aim !== undefined && told === undefined) {
    return { ok: false, error: errorOf({ code: 'UNKNOWN_SYMBOLOGY_IDENTIFIER', offset: 0 }) };
  }
  const leading = told === undefined ? leadingAim(text) : undefined;
  const aim = told ?? leading;
  const scanned = scannedCode(text, leading === undefined ? 0 : aim_characters, aim, options.lenient ?? false);
  switch (scanned.kind) {
    case 'refused':
      return { ok: false, error: errorOf(scanned.issue) };
    case 'plain':
      return { ok: true, kind: 'opaque', ...symbologyOf(aim), ais: [], warnings: [] };
    case 'printed':
      return { ok: true, ...scanned.printed, ais: [], warnings: [] };
    case 'gs1':
      return decodedGs1(scanned, aim, text, options);
  }
}

function symbologyOf(aim: Aim | undefined): { readonly symbology?: string } {
  return aim === undefined ? {} : { symbology: aim.symbology };
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

/** Members are set one by one: putting objects together costs more than reading the code. */
function decodedGs1(
  scanned: ScannedGs1,
  aim: Aim | undefined,
  text: string,
  { region, reference_year }: DecodeOptions,
): DecodedCode {
  const { ais, gtins } = scanned;
  const [gtin] = gtins;
  const restricted = region === undefined || gtin === undefined ? undefined : restrictedNumber(gtin, region);
  if (restricted === false) {
    const offset = Math.max(text.indexOf(gtin?.slice(1) ?? ''), 0);
    return { ok: false, error: errorOf({ code: 'INCORRECT_CHECK_DIGIT', offset, ai: '01' }) };
  }
  const decoded: Writable<Omit<DecodedGs1, 'ais' | 'gtins' | 'warnings'> & Partial<DecodedGs1>> = {
    ok: true,
    kind: 'gs1',
    via: scanned.via,
  };
  if (aim !== undefined) decoded.symbology = aim.symbology;
  decoded.ais = ais;
  if (gtin !== undefined) decoded.gtin = gtin;
  decoded.gtins = gtins;
  addFacts(decoded, ais);
  const location = locationIn(ais);
  if (location !== undefined) decoded.location = location;
  if (reference_year !== undefined) decoded.dates = datesIn(ais, reference_year);
  const amounts = amountsIn(ais);
  if (amounts !== undefined) decoded.amounts = amounts;
  if (scanned.via === 'gtin') Object.assign(decoded, printedFormOf(text.trim()));
  if (restricted !== undefined) decoded.restricted = restricted;
  const warnings = warningsOf(scanned);
  return Object.assign(decoded, {
    ais,
    gtins,
    warnings: scanned.evidence === 'possible' ? [possibly, ...warnings] : warnings,
  });
}

/** What the digits are as they are printed; a symbology identifier in front of them tells itself. */
function printedFormOf(text: string): Pick<DecodedGs1, 'format' | 'upc_e'> {
  const gtin = gtinOf(text);
  const short = upcEOf(text);
  return {
    ...(gtin.ok ? { format: gtin.value.format } : short.ok ? { format: 'GTIN-12' } : {}),
    ...(short.ok ? { upc_e: short.value } : {}),
  };
}

const possibly: CodeWarning = {
  code: 'UNCLAIMED',
  message: 'nothing says that this is a GS1 code, it could only be one; as a scan it is matched as it is',
};

/**
 * The meaning of a scanned code for a reading. Lenient, because the scanner is what it is; sceptical, because a company's own
 * codes must not be taken for GS1 by chance: without an identifier, a check digit or a date it stays opaque.
 */
export function meaningOfCode(code: string, aim?: string): CodeMeaning {
  const verdict = layoutVerdict(code);
  if (verdict !== undefined) return { kind: 'test', ...verdict };
  const told = aim === undefined ? undefined : aimOf(aim);
  const leading = told === undefined ? leadingAim(code) : undefined;
  const scanned = scannedCode(code, leading === undefined ? 0 : aim_characters, told ?? leading, true);
  switch (scanned.kind) {
    case 'printed':
      return scanned.printed;
    case 'plain':
      return { kind: 'opaque' };
    case 'refused':
      return scanned.claimed ? { kind: 'invalid', ...errorOf(scanned.issue) } : { kind: 'opaque' };
    case 'gs1': {
      if (scanned.evidence === 'possible') return { kind: 'opaque' };
      return meaningOfGs1(scanned);
    }
  }
}

function meaningOfGs1(scanned: ScannedGs1): CodeMeaning {
  const { via, ais, gtins } = scanned;
  const location = locationIn(ais);
  if (location !== undefined) return { kind: 'location', code: location };
  const warnings = warningsOf(scanned);
  const meaning: Writable<CodeMeaning & { readonly kind: 'gs1' }> = {
    kind: 'gs1',
    via,
    ais,
    gtins,
    warnings: no_words,
  };
  addFacts(meaning, ais);
  if (warnings.length > 0) {
    meaning.warnings = warnings.map(({ message }) => message);
    const missing = warnings.find((warning) => warning.code === 'MISSING_SEPARATOR');
    if (missing !== undefined) meaning.lacks_separator = missing.message;
  }
  return meaning;
}

/**
 * The code with FNC1 where the scanner sends something else for it: only where that makes it a GS1 code that says so of itself.
 * A `~` or `|` in a code of another kind stays what it is.
 */
export function withSeparators(code: string, aim: string | undefined, substitutes: readonly string[]): string {
  let replaced = code;
  for (const each of substitutes) if (each !== '') replaced = replaced.replaceAll(each, separator);
  if (replaced === code) return code;
  const meaning = meaningOfCode(replaced, aim);
  return meaning.kind === 'gs1' && meaning.via === 'element' ? replaced : code;
}

const no_words: readonly string[] = [];
const none: readonly CodeWarning[] = [];

function warningsOf({ via, ais, warnings }: ScannedGs1): readonly CodeWarning[] {
  if (via === 'gtin') return warnings;
  const swallowed = via === 'element' ? separatorWarnings(ais) : none;
  const associations = associationWarnings(ais);
  return warnings.length + swallowed.length === 0 ? associations : [...warnings, ...swallowed, ...associations];
}

function errorOf({ code, offset, ai }: AiIssue): CodeError {
  if (ai === undefined) return { code, message: sentenceOf(code), offset };
  const open = code === 'TOO_LONG' && aiOf(ai)?.predefined === false;
  const hint = open ? ' (or the separator behind its value is missing)' : '';
  return { code, message: `AI (${ai}): ${sentenceOf(code)}${hint}`, ai, offset };
}
