/** Readings in one line each, for a person who watches a device: `weight 1: 538.2 g at rest`. */
import type { CodeMeaning, EpcMeaning, Reading } from '../../devices/reading.ts';
import { codeText, gramsText, strengthText } from '../interpretation/wording.ts';

export function readingWords(reading: Reading): string {
  const when = reading.snapshot === true ? ' (remembered)' : '';
  return `${wordsOf(reading)}${stampWords(reading)}${when}`;
}

function wordsOf(reading: Reading): string {
  switch (reading.kind) {
    case 'weight': {
      const { channel, mass_mg, stable } = reading;
      const rest = stable === undefined ? '' : stable ? ' at rest' : ' moving';
      return `weight ${channel}: ${gramsText(mass_mg)}${rest}`;
    }
    case 'tag': {
      const { epc, antenna, rssi_cdbm, count, meaning } = reading;
      const place = antenna === undefined ? '' : ` antenna ${antenna}`;
      return `tag ${epc}${place}${strengthText(rssi_cdbm)}, ${count === 1 ? '1 read' : `${count} reads`}${tagWords(meaning)}`;
    }
    case 'scan': {
      const { code, aim, meaning } = reading;
      return `scan ${codeText(code)}${aim === undefined ? '' : ` ${aim}`}${codeWords(meaning)}`;
    }
    case 'condition': {
      const { condition, channel, says } = reading;
      return `${condition}${channel === undefined ? '' : ` ${channel}`}${says === undefined ? '' : `: ${codeText(says)}`}`;
    }
  }
}

function tagWords(meaning: EpcMeaning | undefined): string {
  if (meaning === undefined) return '';
  const key = meaning.gtin ?? meaning.sscc ?? meaning.uri;
  return key === undefined ? ` = ${meaning.scheme}` : ` = ${meaning.scheme} ${key}`;
}

function codeWords(meaning: CodeMeaning | undefined): string {
  switch (meaning?.kind) {
    case undefined:
    case 'opaque':
      return '';
    case 'command':
      return ` = command ${meaning.name}`;
    case 'location':
      return ` = location ${codeText(meaning.code)}`;
    case 'test':
      return meaning.says === '' ? ', the layout test' : `, the layout test: ${codeText(meaning.says)}`;
    case 'gs1':
      return ` = ${meaning.ais.map(({ ai, value }) => `(${ai})${codeText(value)}`).join('')}`;
    case 'invalid':
      return `, no sound GS1 code: ${codeText(meaning.message)}`;
  }
}

function stampWords({ seq, boot }: Reading): string {
  if (seq === undefined) return '';
  return boot === undefined ? `, number ${seq}` : `, number ${seq} of ${codeText(boot)}`;
}
