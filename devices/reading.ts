/** What a device said, in the gateway's own words: the only thing that leaves this room. */

/** Where a reading stands in its device's own count, when the device keeps one. Redelivery is recognised by it. */
export interface Stamp {
  /** Changes at every power-up of the device; with `seq` it makes a reading's identity exact. */
  readonly boot?: string;
  /** The device's own counter, a whole number that never repeats within one boot. */
  readonly seq?: number;
  /** The device's clock in ms since 1970; trusted only as far as its skew is known. */
  readonly device_at_ms?: number;
  /** A retained or polled statement of what is, not of something that just happened: never a movement by itself. */
  readonly snapshot?: true;
}

/** What an EPC stands for, by the EPC Tag Data Standard. Added by `understand`; drivers give the bare EPC. */
export interface EpcMeaning {
  /** `sgtin-96`, `sscc-96`, …; `unknown` when the bits follow no scheme we read. */
  readonly scheme: string;
  /** Pure identity URI, `urn:epc:id:…`. */
  readonly uri?: string;
  /** GTIN-14. */
  readonly gtin?: string;
  readonly serial?: string;
  readonly sscc?: string;
  /** Filter value: 1 item, 2 case, 6 pallet, … */
  readonly filter?: number;
  /** Six digits YYMMDD, when the tag itself carries a date and says that it is the expiry. */
  readonly expiry?: string;
}

/** What a scanned code stands for. Added by `understand`; drivers give the bare code. */
export type CodeMeaning =
  /** `TG-CMD.<NAME>[.<ARGUMENT>…]`, e.g. `TG-CMD.QTY.12`. */
  | { readonly kind: 'command'; readonly name: string; readonly args: readonly string[] }
  /** `TG-LOC.<id>`, or GS1 (414) with (254). */
  | { readonly kind: 'location'; readonly code: string }
  /** The printed layout test, or what a scanner for another keyboard made of it; `says` names the cause and the cure. */
  | { readonly kind: 'test'; readonly ok: boolean; readonly says: string }
  | {
      readonly kind: 'gs1';
      readonly via: 'element' | 'digital-link' | 'bracketed' | 'gtin';
      readonly ais: readonly { readonly ai: string; readonly value: string }[];
      /** GTIN-14 candidates, best first: a plain 8-digit code can be GTIN-8 or UPC-E. Empty when there is none. */
      readonly gtins: readonly string[];
      readonly sscc?: string;
      readonly lot?: string;
      readonly serial?: string;
      /** Six digits YYMMDD as printed; the century is for whoever knows today's date. */
      readonly expiry?: string;
      /** AI 30 or 37. */
      readonly quantity?: number;
      /** AI 310n, whole milligrams. */
      readonly net_mass_mg?: number;
      readonly warnings: readonly string[];
      /** The warning among them that FNC1 seems to be missing: the scanner drops it, or sends another character for it. */
      readonly lacks_separator?: string;
    }
  /** Anything else: matched as it is against the site's own codes. */
  | { readonly kind: 'opaque' }
  /** Claims to be GS1 (by AIM identifier, brackets or link) and breaks its rules. */
  | {
      readonly kind: 'invalid';
      readonly code: string;
      readonly message: string;
      readonly ai?: string;
      readonly offset?: number;
    };

/** One weighing of one channel. */
export interface WeightReading extends Stamp {
  readonly kind: 'weight';
  readonly channel: string;
  /** Whole milligrams, as shown by the device (net of its own tare); may be negative. */
  readonly mass_mg: number;
  /** What the device says of itself; undefined when it says nothing and the gateway has to judge. */
  readonly stable?: boolean;
}

/** One tag seen by one antenna, possibly several times within one report. */
export interface TagReading extends Stamp {
  readonly kind: 'tag';
  /** The EPC bank's contents, upper-case hexadecimal without spaces. */
  readonly epc: string;
  /**
   * The tag's protocol control word, four hexadecimal digits, from readers that tell it: how long its EPC is, and whether
   * its bits are an EPC at all.
   */
  readonly pc?: string;
  readonly antenna?: number;
  /** Hundredths of a dBm, so that −54.5 dBm is the whole number −5450. */
  readonly rssi_cdbm?: number;
  /** How many reads the report stands for, at least 1. */
  readonly count: number;
  /** Contents of the tag's TID bank where the reader sends it along, upper-case hexadecimal. */
  readonly tid?: string;
  /** Phase of the tag's answer against the reader's carrier, thousandths of a degree, 0 to 359999. */
  readonly phase_mdeg?: number;
  /** Doppler shift as the reader measured it, thousandths of a hertz; above zero, the tag comes nearer. */
  readonly doppler_millihertz?: number;
  /** Carrier the tag was read at. */
  readonly frequency_khz?: number;
  readonly meaning?: EpcMeaning;
}

/** One code scanned by a person. */
export interface ScanReading extends Stamp {
  readonly kind: 'scan';
  /** The code's characters, one per byte (latin1), FNC1 as 0x1D, without AIM identifier or terminator. */
  readonly code: string;
  /** AIM symbology identifier, `]` and two characters, when the scanner sends it. */
  readonly aim?: string;
  /** The scanner says that it sent this before and had no answer: it is no second scan. */
  readonly resent?: true;
  readonly meaning?: CodeMeaning;
}

/** A state the device reports of itself or of a channel. A state is never a number. */
export interface ConditionReading extends Stamp {
  readonly kind: 'condition';
  readonly channel?: string;
  readonly condition:
    | 'online'
    | 'offline'
    | 'motion'
    | 'overload'
    | 'underload'
    | 'zero'
    | 'fault'
    | 'antenna-connected'
    | 'antenna-disconnected'
    | 'buffer-warning'
    | 'buffer-overflow'
    /** What the device counted shows that messages of it never came; `says` tells how many. */
    | 'data-lost'
    /** A general-purpose input changed; `channel` is its number. */
    | 'input-high'
    | 'input-low'
    | 'restarted';
  /** The device's own words, for the person who has to act on it. At most 200 characters. */
  readonly says?: string;
}

export type Reading = WeightReading | TagReading | ScanReading | ConditionReading;
