/** What is printed on a label, before anything is said of its size or of who prints it. */

/** `auto`: bars where the label is wide enough for them, else Data Matrix. With GS1 content each takes its GS1 form. */
export const symbologies = ['auto', 'code-128', 'data-matrix', 'qr'] as const;
export type Symbology = (typeof symbologies)[number];

export interface LabelContent {
  /** `gs1`: AIs in brackets, `(01)09506000134352(10)AB-1`; `plain`: printable ASCII, encoded as it is. */
  readonly kind: 'gs1' | 'plain';
  readonly text: string;
}

export interface Label {
  readonly content: LabelContent;
  readonly symbology: Symbology;
  /** The largest line. */
  readonly title: string;
  /** Smaller lines, the more important first; what the code says is written below it anyway. */
  readonly lines: readonly string[];
  readonly copies: number;
}

/** What cannot be printed and what to do about it, one sentence. */
export interface LabelRefusal {
  readonly ok: false;
  readonly says: string;
}

export function refused(says: string): LabelRefusal {
  return { ok: false, says };
}
