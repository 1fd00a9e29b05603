/** Decides what kind of code a scanned text is, and reads it. How sure that is, is said with it: many texts could be GS1 by chance. */
import type { CodeWarning } from './ai-associations.ts';
import type { Aim } from './aim.ts';
import { bracketed, looksBracketed } from './bracketed.ts';
import { digitalLink, looksLinked, plainLinkFaults } from './digital-link.ts';
import { type AiIssue, type AisFound, type AiValue, elementString } from './element-string.ts';
import { aiOf, isSeparator, separator } from './gs1-ai.ts';
import { gtinsIn } from './gs1-facts.ts';
import { issue } from './gs1-issue.ts';
import { firstNonDigit, gtinCandidates, gtinOf, hasCheckDigit, upcEOf } from './gtin.ts';
import { type PrintedCode, printedCode } from './printed-code.ts';

export const code_characters_max = 4_096;

export type Via = 'element' | 'digital-link' | 'bracketed' | 'gtin';

export interface ScannedGs1 {
  readonly kind: 'gs1';
  readonly via: Via;
  readonly ais: readonly AiValue[];
  /** GTIN-14, best first. */
  readonly gtins: readonly string[];
  /** `possible`: it reads as GS1, but nothing in it, no identifier, check digit or date, says that it is. */
  readonly evidence: 'claimed' | 'checked' | 'possible';
  readonly warnings: readonly CodeWarning[];
}

export type ScannedCode =
  | ScannedGs1
  | { readonly kind: 'printed'; readonly printed: PrintedCode }
  /** Its identifier says that the content is its user's own. */
  | { readonly kind: 'plain' }
  /** `claimed`: it says of itself that it is GS1, or a code of ours. */
  | { readonly kind: 'refused'; readonly claimed: boolean; readonly issue: AiIssue };

/**
 * Reads a code. `aim` is the symbology identifier where there is one, and the code begins at `start`, behind it.
 * Offsets of faults count from the beginning of `text`.
 */
export function scannedCode(text: string, start: number, aim: Aim | undefined, lenient: boolean): ScannedCode {
  if (text.length > code_characters_max) return refused(false, issue('TOO_LONG_CODE', code_characters_max));
  if (aim?.content === 'gs1' && !text.startsWith('TG-', start)) return elements(text, start, lenient);
  const code = start === 0 ? text : text.slice(start);
  return movedBy(start, aim === undefined ? withoutAim(code, lenient) : withAim(code, aim, lenient));
}

function withAim(code: string, aim: Aim, lenient: boolean): ScannedCode {
  const printed = printedAs(code);
  if (printed !== undefined) return printed;
  switch (aim.content) {
    case 'gs1':
      return elements(code, 0, lenient);
    case 'ean-13':
    case 'ean-13-add-on':
    case 'ean-8':
      return ean(code, aim, lenient);
    case 'add-on':
      return { kind: 'plain' };
    case 'plain': {
      if (looksLinked(code)) return link(code, lenient);
      const gtin = gtinOf(code.trim());
      return gtin.ok ? gtinFound([gtin.value.gtin14], 'checked', []) : { kind: 'plain' };
    }
  }
}

function withoutAim(code: string, lenient: boolean): ScannedCode {
  if (code === '') return refused(false, issue('EMPTY', 0));
  if (code.startsWith(']')) {
    return refused(false, issue('UNKNOWN_SYMBOLOGY_IDENTIFIER', 0));
  }
  const printed = printedAs(code);
  if (printed !== undefined) return printed;
  if (code.startsWith('(')) return found('bracketed', bracketed(code), 'claimed', looksBracketed(code));
  if (/^[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\//.test(code)) return link(code, lenient);
  if (code.startsWith(separator) || (/^\d\d/.test(code) && code.includes(separator))) return elements(code, 0, lenient);
  const bare = code.trim();
  if (firstNonDigit(bare) < 0) return movedBy(code.indexOf(bare), digitsAlone(bare));
  return /^\d\d/.test(code) ? unclaimedElements(code, lenient) : refused(false, issue('NOT_GS1', 0));
}

/** An element string that something outside it says is one. A leading FNC1 is dropped. */
function elements(text: string, start: number, lenient: boolean): ScannedCode {
  const from = isSeparator(text, start) ? start + 1 : start;
  const read = elementString(text, from, lenient);
  if (read.ok) return gs1Found('element', read.ais, 'claimed', no_warnings);
  return (lenient ? replacedElements(text, from, 'claimed') : undefined) ?? refused(true, read.issue);
}

function unclaimedElements(code: string, lenient: boolean): ScannedCode {
  const read = elementString(code, 0, lenient);
  if (read.ok) return gs1Found('element', read.ais, isTelling(read) ? 'checked' : 'possible', no_warnings);
  return (lenient ? replacedElements(code, 0, undefined) : undefined) ?? refused(false, read.issue);
}

/** A second look with separators for the characters that no AI may hold and that scanners behind a keyboard put for FNC1. */
function replacedElements(text: string, start: number, evidence: 'claimed' | undefined): ScannedCode | undefined {
  const read = elementString(text.replace(/[|~^]/g, separator), start, true);
  if (!read.ok) return undefined;
  return gs1Found('element', read.ais, evidence ?? (isTelling(read) ? 'checked' : 'possible'), [replacedSeparator]);
}

const no_warnings: readonly CodeWarning[] = [];

const replacedSeparator = {
  code: 'REPLACED_SEPARATOR',
  message: 'another character stands where FNC1 belongs',
} as const;

/** True when its first AI has a check digit or a date, which fits. */
function isTelling(read: AisFound): boolean {
  return read.ok && aiOf(read.ais[0]?.ai ?? '')?.telling === true;
}

function link(code: string, lenient: boolean): ScannedCode {
  const read = digitalLink(code, lenient);
  return found('digital-link', read, 'claimed', read.ok || !plainLinkFaults.has(read.issue.code));
}

/**
 * Digits and nothing else. A number with its own check digit comes first: a valid GTIN is never taken for an element string,
 * which by chance it often reads as. Six or seven digits have none: where they read both ways, nothing decides.
 */
function digitsAlone(digits: string): ScannedCode {
  const read = elementString(digits, 0, false);
  switch (digits.length) {
    case 6:
    case 7: {
      const short = upcEOf(digits);
      if (short.ok && read.ok) return refused(false, issue('AMBIGUOUS', 0));
      return short.ok ? gtinFound([`00${short.value.upc_a}`], 'possible', []) : refused(false, short.issue);
    }
    case 8:
    case 12:
    case 13:
    case 14: {
      const gtins = gtinCandidates(digits);
      if (gtins.length > 0) return gtinFound(gtins, 'checked', gtins.length > 1 ? [ambiguous] : []);
      if (isTelling(read)) return found('element', read, 'checked', false);
      return refused(false, issue('INCORRECT_CHECK_DIGIT', digits.length - 1));
    }
    case 18:
      if (isTelling(read) || (!hasCheckDigit(digits) && read.ok)) break;
      if (!hasCheckDigit(digits)) return refused(false, issue('INCORRECT_CHECK_DIGIT', 17));
      return found('element', { ok: true, ais: [{ ai: '00', value: digits }] }, 'checked', false);
    default:
      // An AI with a check digit and anything behind it is longer.
      if (!read.ok && digits.length < 16) return refused(false, issue('INVALID_LENGTH', 0));
  }
  return found('element', read, isTelling(read) ? 'checked' : 'possible', false);
}

const ambiguous = {
  code: 'AMBIGUOUS_GTIN',
  message: 'eight digits that are both a GTIN-8 and a UPC-E: only a symbology identifier could tell',
} as const;

/** EAN and UPC, with a composite component or an add-on where there is one. */
function ean(code: string, aim: Aim, lenient: boolean): ScannedCode {
  const bar = code.indexOf('|]e0');
  const primary = bar < 0 ? code : code.slice(0, bar);
  const length = aim.content === 'ean-8' ? 8 : 13;
  const add_on = primary.slice(length);
  const fits =
    primary.length === length || (aim.content === 'ean-13-add-on' && (add_on.length === 2 || add_on.length === 5));
  if (!fits || firstNonDigit(primary) >= 0) {
    const gtins = lenient ? unexpanded(primary) : [];
    return gtins.length > 0 ? gtinFound(gtins, 'claimed', [unexpandedUpc]) : refused(true, issue('BAD_PRIMARY', 0));
  }
  const gtin = gtinOf(primary.slice(0, length));
  if (!gtin.ok) return refused(true, gtin.issue);
  if (bar < 0) return gtinFound([gtin.value.gtin14], 'claimed', []);
  const composite = elements(code, bar + 4, lenient);
  if (composite.kind !== 'gs1') return composite;
  const ais = [{ ai: '01', value: gtin.value.gtin14 }, ...composite.ais];
  return { ...composite, ais, gtins: [gtin.value.gtin14] };
}

const unexpandedUpc = {
  code: 'UNEXPANDED_UPC',
  message: 'a UPC without the zeros that belong in front of it behind a symbology identifier',
} as const;

/** What scanners send that do not lengthen a UPC to thirteen digits as they should. */
function unexpanded(digits: string): readonly string[] {
  if (digits.length === 12) return gtinCandidates(digits);
  const short = digits.length === 8 ? upcEOf(digits) : undefined;
  return short?.ok ? [`00${short.value.upc_a}`] : [];
}

function printedAs(code: string): ScannedCode | undefined {
  const printed = printedCode(code);
  if (printed === undefined) return undefined;
  return printed === false ? refused(true, issue('INVALID_PRINTED_CODE', 0)) : { kind: 'printed', printed };
}

function gtinFound(
  gtins: readonly string[],
  evidence: 'claimed' | 'checked' | 'possible',
  warnings: readonly CodeWarning[],
): ScannedCode {
  return { kind: 'gs1', via: 'gtin', ais: [{ ai: '01', value: gtins[0] ?? '' }], gtins, evidence, warnings };
}

function found(via: Via, read: AisFound, evidence: ScannedGs1['evidence'], claimed = true): ScannedCode {
  return read.ok ? gs1Found(via, read.ais, evidence, no_warnings) : refused(claimed, read.issue);
}

function gs1Found(
  via: Via,
  ais: readonly AiValue[],
  evidence: ScannedGs1['evidence'],
  warnings: readonly CodeWarning[],
): ScannedCode {
  return { kind: 'gs1', via, ais, gtins: gtinsIn(ais), evidence, warnings };
}

function refused(claimed: boolean, wrong: AiIssue): ScannedCode {
  return { kind: 'refused', claimed, issue: wrong };
}

/** The same with the place of its fault counted from so many characters earlier. */
function movedBy(characters: number, scanned: ScannedCode): ScannedCode {
  if (scanned.kind !== 'refused' || characters === 0) return scanned;
  return { ...scanned, issue: { ...scanned.issue, offset: scanned.issue.offset + characters } };
}
