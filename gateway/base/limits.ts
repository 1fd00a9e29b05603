/**
 * Everything that grows has its limit here, with what happens at it. Names end in their unit.
 * What a device family's frames may hold is stated in its own table (`framing.bytes_max`).
 */
export const limits = {
  /** One MQTT packet, enforced before the broker parses it; the socket is closed beyond it. */
  mqtt_packet_bytes_max: 65_536,
  mqtt_topic_bytes_max: 256,
  mqtt_topic_levels_max: 10,
  mqtt_client_id_bytes_max: 128,
  /** Open sockets at the broker; further ones are closed at once and counted. */
  mqtt_connections_max: 1_024,
  mqtt_connections_per_address_max: 512,
  /** Unacknowledged publishes a client may have with the gateway; reading from it pauses beyond. */
  mqtt_in_flight_per_client_max: 64,
  mqtt_before_login_ms_max: 5_000,
  /** Retained messages the embedded broker keeps (status topics only); beyond it, a new topic is not retained and is counted. */
  mqtt_retained_max: 10_000,
  /** Frames waiting for a commit; beyond it, MQTT reading pauses and streams stop being read. Nothing is dropped. */
  intake_waiting_frames_max: 20_000,
  /** Frames taken into one transaction; the rest waits for the next. */
  batch_frames_max: 2_000,
  /** Reconnects wait this long at first, double, and stop growing at the second figure. */
  reconnect_ms_min: 250,
  reconnect_ms_max: 30_000,
  /** How often the serial adapter looks whether its device file still exists (see transport/serial.ts). */
  serial_watchdog_ms: 1_000,
  /** Poison messages kept with their reason; beyond it the oldest gives way and is counted. */
  quarantine_rows_max: 10_000,
  /** Open questions; beyond it further ones of the same kind are counted in one summary question. */
  questions_open_max: 10_000,
  /** Tags remembered at once; beyond it the longest absent is forgotten and counted. */
  tags_max: 250_000,
  /** A sequence that arrives out of order may leave this many holes per device; beyond it the oldest hole is closed. */
  sequence_holes_max: 1_024,
  /** Within this time a message without sequence that equals one from before a reconnect is taken for its redelivery. */
  redelivery_window_ms: 120_000,
  weak_identities_max: 100_000,
  /** Scanned lines kept per scanner session for undo. */
  scan_lines_max: 500,
  /** Live channel: one frame of changes per this time. */
  live_frame_ms: 50,
  live_clients_max: 500,
  /** Unsent bytes per live client; beyond it changes are withheld and a snapshot follows when it has drained. */
  live_client_bytes_max: 1_048_576,
  live_movements_shown: 200,
  http_body_bytes_max: 65_536,
  page_rows_max: 1_000,
  /** One upstream batch. */
  sync_batch_movements_max: 500,
  sync_timeout_ms: 10_000,
} as const;
