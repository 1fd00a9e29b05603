/** The currencies of ISO 4217 (list one) with their own decimals. */
import { type Answer, answer, refuse } from './refusal.ts';

/** An alphabetic code of ISO 4217, checked by `parseCurrency`. */
export type Currency = string;

const codes_by_decimals: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY ' +
    'COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR ' +
    'IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD ' +
    'NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP ' +
    'SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const decimals_by_code: ReadonlyMap<string, number> = new Map(
  Object.entries(codes_by_decimals).flatMap(([decimals, codes]) =>
    codes.split(' ').map((code) => [code, Number(decimals)] as const),
  ),
);

/** A code of the list as it stands there: three capital letters. */
export function parseCurrency(code: string): Answer<Currency> {
  if (decimals_by_code.has(code)) return answer(code);
  return refuse('currency', 'must be a currency code of ISO 4217, such as EUR');
}

/** Digits behind the point of amounts that are paid: JPY 0, EUR 2, KWD 3. Undefined for what is no currency. */
export function decimalsOf(currency: Currency): number | undefined {
  return decimals_by_code.get(currency);
}

export function currencies(): readonly Currency[] {
  return [...decimals_by_code.keys()].toSorted();
}
