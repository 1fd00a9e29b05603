/** What is wrong with a code: a name that tests and programs can hold on to, and a place. */

export interface Issue {
  /** Upper case with underscores; where GS1's own reference checks have a name for it, that name. */
  readonly code: string;
  /** Where in the text that was looked at, counted from 0. */
  readonly offset: number;
}

export function issue(code: string, offset: number): Issue {
  return { code, offset };
}

const sentences: Readonly<Record<string, string>> = {
  AI_NOT_DATA_ATTRIBUTE: 'this AI may not be an attribute of a Digital Link',
  AI_SHOULD_BE_IN_PATH: 'this AI belongs into the path of the Digital Link, not into its query',
  AI_VALUE_EMPTY: 'the value is empty',
  AMBIGUOUS:
    'it reads as a UPC-E without check digit and as an element string; give the check digit, or the symbology identifier or FNC1 in front',
  BAD_BRACKETING: 'an AI is 2 to 4 digits in round brackets, with its value behind it',
  BAD_DOMAIN: 'the link has no domain name that GS1 allows',
  BAD_PRIMARY: 'the symbology identifier announces an EAN or UPC, and the digits behind it are none',
  DUPLICATE_AI: 'the same AI stands twice in the Digital Link',
  EMPTY: 'there is no data',
  ILLEGAL_DAY: 'the date has a day that its month does not have',
  ILLEGAL_HOUR: 'the time has an hour above 23',
  ILLEGAL_IBAN_COUNTRY_CODE: 'the IBAN does not begin with a country code',
  ILLEGAL_MINUTE: 'the time has a minute above 59',
  ILLEGAL_MONTH: 'the date has a month that is not 01 to 12',
  ILLEGAL_SECOND: 'the time has a second above 59',
  ILLEGAL_URI_CHARACTER: 'the link holds a character that no URI may hold',
  ILLEGAL_ZERO_PREFIX: 'it must not begin with a zero',
  ILLEGAL_ZERO_VALUE: 'it must not be zero',
  INCORRECT_CHECK_DIGIT: 'the check digit does not fit the other digits',
  INCORRECT_CHECK_PAIR: 'the pair of check characters does not fit the other characters',
  INVALID_CSET39_CHARACTER: 'only digits, capital letters and # - / may stand here',
  INVALID_CSET64_CHARACTER: 'only letters, digits, - and _ may stand here',
  INVALID_CSET82_CHARACTER: 'a character stands here that no AI may hold',
  INVALID_KEY_QUALIFIER_SEQUENCE:
    'the AIs in the path of the Digital Link are not qualifiers of its key in their order',
  INVALID_LENGTH: 'it has not the length of any number we know',
  INVALID_NUMBER_SYSTEM: 'a UPC-E begins with 0 or 1',
  INVALID_PRINTED_CODE: 'a printed code of ours is TG-CMD.<NAME>[.<ARGUMENT>…], TG-LOC.<ID> or TG-TEST.<TEXT>',
  NON_DIGIT_CHARACTER: 'only digits may stand here',
  NOT_DL: 'it is no http or https link, in all small or all capital letters',
  NOT_GS1: 'it is neither a GS1 code nor a printed code of ours; it is matched as it is',
  NO_PRIMARY_KEY: 'the link holds no GS1 key',
  NUL: 'the link holds a zero byte',
  TOO_LONG: 'it is too long',
  TOO_LONG_CODE: 'a code has at most 4096 characters',
  TOO_SHORT: 'it is too short',
  TOO_SHORT_FOR_GCP: 'it is too short to begin with a company prefix',
  UNKNOWN_AI: 'no AI begins here',
  UNKNOWN_REGION: 'there are no rules for restricted circulation numbers of this region',
  UNKNOWN_SYMBOLOGY_IDENTIFIER: 'a symbology identifier is ], the letter of a symbology and a digit; this is none',
};

/** One sentence for a person; a rare code without a sentence of its own is its name in small letters. */
export function sentenceOf(code: string): string {
  return sentences[code] ?? code.toLowerCase().replaceAll('_', ' ');
}
