/** The limits of planning and of kept forecasts, part of `limits`. */
export const planLimits = {
  /** Days of demand that a plan looks back, and days that it looks ahead. */
  plan_history_days: 731,
  plan_horizon_days: 182,
  /** Items of a plan, by their id; of further ones only the number is told. */
  plan_items_max: 25_000,
  /** Closed orders that lead times are measured from, the newest. */
  plan_closed_orders_max: 5_000,
  /** Movements of an item that planning reads at once; the next ones follow. */
  plan_rows_at_once: 5_000,
  /** Movements of an item that sensors noticed and that are looked through for wobble; further ones count as they are, and it is told. */
  plan_sensed_rows_max: 100_000,
  /** Movements of all items that planning keeps packed, some 24 bytes each; of more none are kept, and they are read item by item. */
  plan_rows_kept_max: 6_000_000,
  /** Movements that planning reads at once through the ledger, and the ways between two places that reading remembers; then it begins anew. */
  plan_stretch_rows: 1_000,
  plan_ways_max: 100_000,
  /** After so long the planning thread looks whether somebody asks, and rests, so that it never takes a processor for itself. */
  plan_slice_ms: 10,
  plan_pause_ms: 2,
  /** Memory of the planning thread's own; beyond it the thread ends, says so, and begins anew when it is asked. */
  plan_memory_mb_max: 384,
  /** Who asks for a plan is answered by then, also when the thread is not done. */
  plan_answer_ms_max: 20_000,
  /** A forecast is kept of each week; so many origins are, a year and one week of them. */
  forecast_every_days: 7,
  forecast_origins_max: 53,
  /** Forecasts that the writer keeps in one commit, between two batches; and how long the next ones wait, so that readings go first. */
  forecasts_at_once: 100,
  forecast_pause_ms: 100,
  /** So often it is looked whether the plan whose forecasts are to be kept has come to its end, and so long until it is given up. */
  forecast_look_ms: 5_000,
  forecast_wait_ms_max: 3_600_000,
  /** Overrides of the forecast of an item that hold at once, and days that one is for; more are refused. */
  overrides_per_item_max: 50,
  override_days_max: 366,
  /** So long after local midnight the nightly plan begins; at least so often the clock is looked at for it, which may have been put right. */
  plan_after_midnight_ms: 60_000,
  plan_look_ms: 600_000,
} as const;
