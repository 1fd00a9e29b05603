/** The check digit of GS1 keys (GS1 General Specifications 7.9.1): weights 3 and 1 from the right, up to the next ten. */

/** The digits and their check digit after them. */
export function withCheckDigit(digits: string): string {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(at) - 48;
    sum += (digits.length - at) % 2 === 1 ? digit * 3 : digit;
  }
  return digits + String((10 - (sum % 10)) % 10);
}

/** True when the last of these digits is the check digit of the others. */
export function hasRightCheckDigit(key: string): boolean {
  return withCheckDigit(key.slice(0, -1)) === key;
}
