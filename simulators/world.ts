/** What a simulated warehouse is made of: plain data, drawn from a site's settings by whoever starts the simulation. */

export interface WorldItem {
  readonly id: string;
  /** GTIN-14. */
  readonly gtin?: string;
  /** The warehouse's own code on its label. */
  readonly code?: string;
}

/** One weighed channel and the bin on it. */
export interface Bin {
  readonly device: string;
  readonly channel: string;
  readonly location: string;
  readonly item: string;
  readonly unit_mass_mg: number;
  /** Standard deviation of one piece's mass. */
  readonly unit_mass_sd_mg: number;
  /** What the channel shows when nothing lies in the bin. */
  readonly empty_mass_mg: number;
  readonly full: number;
  readonly low: number;
  readonly taken_to: string;
  readonly filled_from: string;
}

/** A place whose tags one antenna hears all the time. */
export interface TagZone {
  readonly device: string;
  readonly antenna: number;
  readonly location: string;
  /** Where goods are between being taken away here and being seen again. */
  readonly taken_to: string;
}

export interface TagPortal {
  readonly device: string;
  readonly inside_antennas: readonly number[];
  readonly outside_antennas: readonly number[];
  readonly inside: string;
  readonly from_outside: string;
  readonly to_outside: string;
}

/** A shelf whose stock is known by scans alone. */
export interface ScanShelf {
  readonly location: string;
  readonly taken_to: string;
  readonly filled_from: string;
}

export interface World {
  readonly items: readonly WorldItem[];
  readonly bins: readonly Bin[];
  readonly zones: readonly TagZone[];
  readonly portals: readonly TagPortal[];
  /** Items whose pieces carry tags; each has a GTIN. */
  readonly tagged: readonly string[];
  /** Device ids. People share the shelves. */
  readonly scanners: readonly string[];
  readonly shelves: readonly ScanShelf[];
  /** Where a clerk gives blank tags to goods that have no GTIN: the scanner, and the zone whose antenna hears its tags. */
  readonly labelling?: { readonly scanner: string; readonly zone: TagZone; readonly items: readonly string[] };
  /** Items that lie on the scanned shelves; each has a GTIN or a code. */
  readonly scanned: readonly string[];
}
