/** Limits of counting programmes and of files of movements; a part of `limits`. */
export const countLimits = {
  /** Movements of a place that are looked at for how doubtful its level is: the newest. */
  count_doubt_movements_max: 200,
  /** Places that a programme looks at before all else has its turn. */
  count_places_at_once: 200,
  /** So long after local midnight the sheets of the night are opened, when the plan is there that ranks items. */
  count_after_midnight_ms: 900_000,
  /** Closed sheets of the last days of which a programme's accuracy is told: the newest. */
  count_sheets_judged_max: 1_000,
  count_judged_days: 90,
  /** Sheets that are read at once, back to the beginning of the day. */
  count_sheets_at_once: 20,
  /** Due places that a programme tells one by one; the rest is a number. */
  count_due_shown: 500,
  /** Tags that the sweeps of one count sheet keep; further ones are counted, and the sweep then counts nothing. */
  sweep_tags_max: 20_000,
  /** The same of all count sheets that are open together: each keeps its tags until it is closed. */
  sweep_tags_all_max: 200_000,
  /** A pass of a sweep that nobody ends hears nothing more after this long. */
  sweep_ms_max: 1_800_000,
  /** Passes of one count sheet. */
  sweep_passes_max: 50,
  /** Count sheets with a pass going on. */
  sweeps_open_max: 16,
  /** Tags that one pass names on its sheet: not heard, unexpected, unknown; of more there is the number. */
  sweep_tags_named_max: 500,
  /** Rows and bytes of a file of movements and counts; a larger one is refused as a whole. */
  import_rows_max: 5_000,
  import_bytes_max: 2_097_152,
  /** What of a workbook is read may have when it is unpacked, and where in a sheet something may stand. */
  workbook_bytes_max: 16_777_216,
  workbook_rows_max: 20_000,
  workbook_columns_max: 100,
  /** Movements written into one file; of more none is written, and it is told. */
  export_rows_max: 200_000,
} as const;
