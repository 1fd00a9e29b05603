/**
 * Codes we print ourselves: commands, locations and a layout test. Capital letters, digits, `-` and `.`: what most keyboard layouts
 * leave alone.
 */

export type PrintedCode =
  /** `TG-CMD.<NAME>[.<ARGUMENT>…]`; `TG-TEST.<TEXT>` is the command `TEST` with its text as argument. */
  | { readonly kind: 'command'; readonly name: string; readonly args: readonly string[] }
  /** `TG-LOC.<ID>`; the id may hold dots. */
  | { readonly kind: 'location'; readonly code: string };

const command = 'TG-CMD.';
const location = 'TG-LOC.';
const test = 'TG-TEST.';

/** The printed code, `false` when the text begins like one and is none, undefined when it is something else. */
export function printedCode(text: string): PrintedCode | false | undefined {
  if (!text.startsWith('TG-')) return undefined;
  if (text.startsWith(command)) {
    const [name = '', ...args] = text.slice(command.length).split('.');
    return /^[A-Z0-9-]+$/.test(name) && !args.includes('') && { kind: 'command', name, args };
  }
  if (text.startsWith(location)) {
    const code = text.slice(location.length);
    return code !== '' && { kind: 'location', code };
  }
  if (text.startsWith(test)) return { kind: 'command', name: 'TEST', args: [text.slice(test.length)] };
  return undefined;
}

/** The text to print for a command or a location. */
export function encodePrinted(code: PrintedCode): string {
  if (code.kind === 'location') return `${location}${code.code}`;
  return code.name === 'TEST' ? `${test}${code.args.join('.')}` : [`${command}${code.name}`, ...code.args].join('.');
}
