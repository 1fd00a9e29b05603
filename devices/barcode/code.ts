/** The front of the bar code family: a scanned text decoded for a person, and its meaning for a reading. */
import type { CodeMeaning } from '../reading.ts';
import { associationWarnings, type CodeWarning, separatorWarnings } from './ai-associations.ts';
import { aimOf } from './aim.ts';
import type { AiIssue, AiValue } from './element-string.ts';
import { aiOf, separator } from './gs1-ai.ts';
import { datesIn, factsOf, type Gs1Facts, locationIn } from './gs1-facts.ts';
import { sentenceOf } from './gs1-issue.ts';
import { layoutVerdict } from './layout-test.ts';
import { isRegion, type RestrictedNumber, restrictedNumber } from './restricted-circulation.ts';
import { type ScannedCode, scannedCode, type Via } from './scanned-code.ts';

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
  /** Where in the code, without its symbology identifier, counted from 0. */
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
  const scanned = scannedCode(text, options.aim, options.lenient ?? false);
  const symbology = scanned.aim === undefined ? {} : { symbology: scanned.aim.symbology };
  switch (scanned.kind) {
    case 'refused':
      return { ok: false, error: errorOf(scanned.issue) };
    case 'plain':
      return { ok: true, kind: 'opaque', ...symbology, ais: [], warnings: [] };
    case 'printed':
      return { ok: true, ...scanned.printed, ais: [], warnings: [] };
    case 'gs1': {
      const [gtin] = scanned.gtins;
      const restricted = region === undefined || gtin === undefined ? undefined : restrictedNumber(gtin, region);
      if (restricted === false) {
        return { ok: false, error: errorOf({ code: 'INCORRECT_CHECK_DIGIT', offset: 0, ai: '01' }) };
      }
      const location = locationIn(scanned.ais);
      const unclaimed = scanned.evidence === 'possible' ? [possibly] : [];
      return {
        ok: true,
        kind: 'gs1',
        via: scanned.via,
        ...symbology,
        ais: scanned.ais,
        ...(gtin === undefined ? {} : { gtin }),
        gtins: scanned.gtins,
        ...factsOf(scanned.ais),
        ...(location === undefined ? {} : { location }),
        ...(options.reference_year === undefined ? {} : { dates: datesIn(scanned.ais, options.reference_year) }),
        ...(restricted === undefined ? {} : { restricted }),
        warnings: [...unclaimed, ...warningsOf(scanned)],
      };
    }
  }
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
  const known = aim === undefined || aimOf(aim) === undefined ? undefined : aim;
  const scanned = scannedCode(code, known, true);
  switch (scanned.kind) {
    case 'printed':
      return scanned.printed;
    case 'plain':
      return { kind: 'opaque' };
    case 'refused':
      return scanned.claimed ? { kind: 'invalid', ...errorOf(scanned.issue) } : { kind: 'opaque' };
    case 'gs1': {
      if (scanned.evidence === 'possible') return { kind: 'opaque' };
      const location = locationIn(scanned.ais);
      if (location !== undefined) return { kind: 'location', code: location };
      return {
        kind: 'gs1',
        via: scanned.via,
        ais: scanned.ais,
        gtins: scanned.gtins,
        ...factsOf(scanned.ais),
        ...warned(warningsOf(scanned)),
      };
    }
  }
}

function warned(found: readonly CodeWarning[]): { warnings: readonly string[]; lacks_separator?: string } {
  const missing = found.find((warning) => warning.code === 'MISSING_SEPARATOR');
  const warnings = found.map(({ message }) => message);
  return missing === undefined ? { warnings } : { warnings, lacks_separator: missing.message };
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

function warningsOf(scanned: ScannedCode & { readonly kind: 'gs1' }): readonly CodeWarning[] {
  if (scanned.via === 'gtin') return scanned.warnings;
  const swallowed = scanned.via === 'element' ? separatorWarnings(scanned.ais) : [];
  return [...scanned.warnings, ...swallowed, ...associationWarnings(scanned.ais)];
}

function errorOf({ code, offset, ai }: AiIssue): CodeError {
  if (ai === undefined) return { code, message: sentenceOf(code), offset };
  const open = code === 'TOO_LONG' && aiOf(ai)?.predefined === false;
  const hint = open ? ' (or the separator behind its value is missing)' : '';
  return { code, message: `AI (${ai}): ${sentenceOf(code)}${hint}`, ai, offset };
}
