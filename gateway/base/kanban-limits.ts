/** Limits of kanban loops and buffers; a part of `limits`. */
export const kanbanLimits = {
  /** Loops of the settings, and cards of one loop; more are refused with the settings. */
  kanban_loops_max: 500,
  kanban_cards_max: 200,
  /** Buffers between steps of production; more are refused with the settings. */
  buffers_max: 1_000,
  /** So often it is looked whether a level says that a container is empty, or filled. */
  kanban_look_ms: 1_000,
  /** What the writer found otherwise than the look is asked again only after so long; it is counted. */
  kanban_again_ms: 60_000,
  /** Closed signals of a loop from which its lead time is measured: the newest; below the second figure it is not said. */
  kanban_measured_max: 50,
  kanban_measured_min: 5,
} as const;
