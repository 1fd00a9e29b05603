import { countLimits } from './count-limits.ts';
import { kanbanLimits } from './kanban-limits.ts';
import { planLimits } from './plan-limits.ts';

/**
 * Everything that grows has its limit here, with what happens at it. Names end in their unit.
 * What a device family's frames may hold is stated in its own table (`framing.bytes_max`).
 */
export const limits = {
  ...countLimits,
  ...kanbanLimits,
  /** Lots and serials remembered of which nothing lies in the house; the oldest is forgotten, the ledger keeps it. */
  lots_remembered_max: 100_000,
  /** Movements of an item whose lots were presumed and may still be corrected; the oldest stays as it is and is counted. */
  lots_presumed_per_item_max: 512,
  /** Corrections that one movement or count leads to; what is wrong beyond them shows as a lot below zero. */
  lot_corrections_at_once_max: 64,
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
  /** Their bytes; beyond it, the same. */
  intake_waiting_bytes_max: 134_217_728,
  /** Frames taken into one transaction; the rest waits for the next. */
  batch_frames_max: 2_000,
  /** Reconnects wait this long at first, double, and stop growing at the second figure. */
  reconnect_ms_min: 250,
  reconnect_ms_max: 30_000,
  /** How often the serial adapter looks whether its device file still exists (see transport/serial.ts). */
  serial_watchdog_ms: 1_000,
  /** Searching the USB bus is costly and may disturb devices; the next search waits this long (see transport/hid-bus.ts). */
  hid_search_ms_min: 5_000,
  /** Commands a device may have without an outcome; further ones are refused and counted. */
  device_commands_open_max: 16,
  /** A Modbus instrument that has not answered by then has not answered; a slow one takes a tenth of it. */
  modbus_answer_ms_max: 500,
  /** While other instruments of its line answer, one that does not is asked no more often than this. */
  modbus_probe_ms_min: 2_000,
  /** A line on which nobody has answered for so long is closed and opened anew. */
  modbus_silence_ms_max: 10_000,
  /** Devices found and not adopted; the one that was not heard the longest gives way and is counted. */
  discovered_max: 500,
  /** What has not been heard for this long is no longer offered. */
  discovered_keep_ms: 3_600_000,
  /** Addresses one search asks: a network of 24 bits. */
  discovery_addresses_max: 256,
  /** Of these so many at once. */
  discovery_connects_max: 32,
  discovery_connect_ms_max: 1_500,
  discovery_answer_ms_max: 3_000,
  /** Antennas, channels and conditions remembered of each device; further ones are counted together. */
  device_parts_max: 64,
  /** Frames of a device that its page shows; the oldest gives way. */
  device_frames_shown: 20,
  /** Of each of them; the rest is read through REST. */
  device_frame_bytes_shown: 1_024,
  /** Readings of each of them that the writer hands over. */
  device_frame_readings_shown: 50,
  /** Commands that people gave to devices, kept with what became of them; the oldest gives way. */
  device_commands_kept_max: 10_000,
  /** Who commands a device by REST is answered after this time, also when the device is not. */
  device_command_answer_ms_max: 10_000,
  tcp_connect_ms_max: 5_000,
  tcp_keepalive_ms: 10_000,
  /** Until a device that is asked for its events over HTTP has begun to answer. */
  http_stream_answer_ms_max: 10_000,
  /** Devices connected at once to a port that they come to; a further one takes the place of one that is silent, or is closed. */
  tcp_server_clients_max: 64,
  /** Silent for so long, a device at a full port gives way to another. */
  tcp_server_silent_ms: 600_000,
  /** Requests of devices that are being read or wait for their commit; a further one is told to come again. */
  http_readings_open_max: 256,
  /** Idempotency keys remembered per device; the oldest gives way. */
  http_keys_per_device_max: 1_024,
  /** Unsent bytes on a serial or TCP wire; beyond it the device takes nothing any more and the connection is closed. */
  stream_unsent_bytes_max: 65_536,
  /** What a wire may still take to send its last words, or a broker to settle what it has begun, when it is being closed. */
  link_close_ms_max: 2_000,
  /** A client that does not read what is sent to it is closed after this time. */
  mqtt_drain_ms_max: 5_000,
  /** QoS 2 publishes a client has not released yet; it is closed beyond. */
  mqtt_half_open_per_client_max: 16_384,
  /** Distinct topics one client may be subscribed to; further ones are refused and counted. */
  mqtt_subscriptions_per_client_max: 64,
  /** Topics whose rights are remembered per connection; beyond it they are worked out anew. */
  mqtt_topics_remembered_max: 1_024,
  /** Poison messages kept with their reason; beyond it the oldest gives way and is counted. */
  quarantine_rows_max: 10_000,
  /** Open questions; beyond it further ones of the same kind are counted in one summary question. */
  questions_open_max: 10_000,
  /** Tags remembered at once; beyond it the longest absent is forgotten and counted. */
  tags_max: 250_000,
  /** Groups of tags that came in together; the oldest is forgotten, and its tags stand each for themselves. */
  companies_max: 10_000,
  /** Tags of one such group; who comes after begins another one. */
  company_tags_max: 400,
  /** Tags that a person carries through a zone in one calibration walk, and antennas that it measures; more are refused, or not measured. */
  walk_tags_max: 16,
  walk_antennas_max: 64,
  /** A walk that nobody ended is over after this time. */
  walk_zones_shown: 50,
  walk_ms_max: 600_000,
  /** A sequence that arrives out of order may leave this many holes per device; beyond it the oldest hole is closed. */
  sequence_holes_max: 1_024,
  /** Within this time a message without sequence that equals one from before a reconnect is taken for its redelivery. */
  redelivery_window_ms: 120_000,
  weak_identities_max: 100_000,
  /** Readings of one device that wait for earlier ones; beyond it all of them go on, and it is counted. */
  readings_waiting_per_device_max: 5_000,
  /** Movements, and questions, of a shadow that the other side has not told yet; the oldest is then told as a difference. */
  shadow_unmatched_max: 2_000,
  /** Differences that a shadow of the live data keeps; the oldest gives way, and it is counted. */
  shadow_differences_max: 500,
  /** Committed rows that a shadow of the live data may be behind; beyond it, it stops and says so. */
  shadow_behind_rows_max: 2_000_000,
  /** Tags that people said stand for something; a further one is refused. */
  associations_max: 100_000,
  /** Associations that have ended are kept for the record; the oldest gives way. */
  associations_ended_max: 100_000,
  /** Rows and bytes of one import; a larger one is refused as a whole. */
  associations_import_rows_max: 10_000,
  associations_import_bytes_max: 1_048_576,
  /** Faults of an import told one by one; the rest is told as a number. */
  associations_faults_max: 100,
  /** Different tags watched while one is to be associated by a scan; of further ones it is only known that they are many. */
  scan_tags_watched_max: 64,
  /** Places and purposes that pieces of one unknown code wait at; of further ones only the sum is known. */
  scans_waiting_max: 32,
  /** Packs counted by their own tag whose pieces may carry tags too; the oldest gives way. */
  packs_open_max: 1_000,
  /** Scanned lines kept per scanner session for undo. */
  scan_lines_max: 500,
  /** Tags of one item that a handheld counts at one location. */
  scan_tags_counted_max: 2_000,
  /** Tags that portals hear or have heard; the one silent the longest gives way, and when all are being heard a further one is not watched and is counted. */
  passages_open_max: 10_000,
  /** Changes of weight, tags, scans and bookings of each kind that fusion keeps; the oldest gives way and is counted. */
  fusion_kept_max: 4_096,
  /** Crossings of a portal that later ones are compared with; the oldest gives way. */
  crossings_remembered_max: 400,
  /** Orders, receipts, tasks that are open; a further one is refused. */
  documents_open_max: 20_000,
  /** Closed ones are kept with their events; the one that was opened first gives way. */
  documents_closed_max: 1_000_000,
  /** Lines of one document; more are refused. */
  document_lines_max: 500,
  /** Handling units that stand in one another, and that one notice announces; more are refused. */
  handling_units_nested_max: 500,
  /** Lines of one command that opens count sheets: it makes one sheet for each `document_lines_max` of them. */
  count_lines_max: 5_000,
  /** How often a line can be counted; who wants it again after that cancels the sheet and opens another. */
  count_rounds_max: 9,
  /** Keys of commands of work that are remembered, so that what is sent again books once; the oldest gives way. */
  work_keys_max: 20_000,
  /** Orders, lines and bytes of one import; a larger one is refused as a whole. */
  orders_import_max: 1_000,
  /** Links of a lot's way through production that are told at once. */
  lot_ways_max: 1_000,
  orders_import_lines_max: 10_000,
  orders_import_bytes_max: 2_097_152,
  /** Movements a person can still take back by their id; the oldest gives way and is counted. */
  movements_reversible_max: 20_000,
  /** Movements of one item with catch weight that are weighed anew when one of before is learned; what is older takes its place before them. */
  mass_again_max: 5_000,
  /** Levels are set down whole after so many movements (see ledger/level-snapshots.ts), so that a past second is soon shown. */
  level_snapshot_movements: 10_000,
  /** Of these snapshots; beyond it every second of the older half goes, and older times take longer to show. */
  level_snapshots_max: 1_000,
  /** Times from when to when a question was open; the span that ended first gives way. */
  question_spans_max: 100_000,
  /** Rows of the journal that are looked back through for how devices were at a past second. */
  past_journal_rows_max: 100_000,
  /** Movements summed one by one to say why a level is what it is; older ones are told as one sum. */
  why_movements_summed_max: 20_000,
  /** The newest of them, told one by one with their bytes. */
  why_movements_shown: 25,
  /** Readings of a movement shown there down to their bytes. */
  why_readings_shown: 8,
  /** Locations of an item that are explained at once, the fullest first; of further ones only the quantity is told. */
  why_places_max: 20,
  /** Live channel: one frame of changes per this time. */
  live_frame_ms: 50,
  live_clients_max: 500,
  /** Unsent bytes per live client; beyond it changes are withheld and a snapshot follows when it has drained. */
  live_client_bytes_max: 1_048_576,
  live_movements_shown: 200,
  /** Open questions in a snapshot, newest first; further ones are only counted there and listed by REST. */
  live_questions_shown: 500,
  /** What each scanner's person was told last; the oldest gives way. */
  live_feedback_per_scanner: 8,
  /** Without news a frame is sent all the same after this time, so that a screen knows that it is fresh. */
  live_heartbeat_ms: 1_000,
  /** States of devices and links are gathered for this long, journal and counters for one heartbeat. */
  live_device_frame_ms: 250,
  /** A client gets at most one snapshot per this time; a resync that comes earlier waits. */
  live_resync_ms_min: 1_000,
  /** What a live client may send in one message: it has nothing to say but `resync`. */
  live_message_bytes_max: 1_024,
  /** A device's recent rate: this many buckets of this length. */
  live_rate_buckets: 60,
  live_rate_bucket_ms: 5_000,
  http_body_bytes_max: 65_536,
  page_rows_max: 1_000,
  /** Questions to the planning thread, and to the reporting one, that are worked at. */
  asked_at_once_max: 64,
  /** For so long one that was answered with `ask again` is worked at. */
  asked_left_ms_max: 600_000,
  /** The text of the documents on one page, or of what became of one. */
  page_bytes_max: 4_194_304,
  /** One upstream batch. */
  sync_batch_movements_max: 500,
  sync_timeout_ms: 10_000,
  /** What an upstream may answer; a longer answer counts as none. */
  sync_answer_bytes_max: 65_536,
  /** A person waits: `tallygate capture` tries to open a wire again after this time at most. */
  capture_reconnect_ms_max: 2_000,
  /** One chunk of a wire that nobody cuts into frames; what the system gives in one read is never more. */
  capture_chunk_bytes_max: 65_536,
  /** Somebody listens at a port that is not adopted: for so long, and so many frames and bytes of each are told. */
  port_hearing_ms_max: 10_000,
  port_hearing_frames_max: 100,
  port_hearing_frame_bytes_max: 256,
  /** Captures beside each other under one name, numbered; beyond it none is begun. */
  captures_per_name_max: 10_000,
  /** Causes of frames not understood that a replay tells apart; the frames of further ones are counted together. */
  replay_causes_max: 100,
  /** Labels printed at once; more are refused. */
  labels_at_once_max: 2_000,
  /** Labels of a page over REST, which is made beside everything else; more are refused. */
  labels_page_max: 300,
  /** A printer that has not taken the labels by then is given up. */
  print_ms_max: 60_000,
  /** Wrong passwords within the window, for one name and from one address; further tries are refused unread until it has passed. */
  sign_in_failures_per_name_max: 5,
  sign_in_failures_per_address_max: 20,
  sign_in_window_ms: 900_000,
  /** Names and addresses with wrong tries that are remembered; the oldest gives way and is counted. */
  sign_in_watched_max: 10_000,
  /** Passwords are checked one at a time, for each takes 32 MB; so many may wait, a further one is refused and counted. */
  password_checks_waiting_max: 20,
  password_chars_min: 12,
  password_chars_max: 256,
  /** A session in which nothing is asked for so long is over, and any session after the second time. */
  session_idle_ms: 1_800_000,
  session_ms_max: 43_200_000,
  /** That a session was used is noted no more often than this. */
  session_seen_ms_min: 60_000,
  /** Sessions of a person; at a further one the oldest ends. */
  sessions_per_person_max: 10,
  people_max: 1_000,
  /** Tokens of programs that are not revoked. */
  api_tokens_max: 200,
  /** How long the token of the first setup holds, and that of an invitation. */
  setup_token_ms: 1_800_000,
  invitation_ms: 259_200_000,
  /** What one row of the audit trail tells beside who, when, what and why; more is left out, and said so. */
  audit_detail_chars_max: 4_096,
  /** Refusals of one person or address written down one by one in an hour; further ones are counted in one row. */
  audit_refusals_per_source_per_hour_max: 200,
  /** Addresses of unknown people whose refusals are told apart in an hour; all further ones are as one. */
  audit_refusal_addresses_max: 200,
  /** Alerts that are open at once; further ones are counted and raised when others are over. */
  alerts_open_max: 1_000,
  /** Alerts that are over; the oldest are forgotten with what was told of them, and counted. */
  alerts_kept_max: 10_000,
  /** Open alerts on a screen, the newest first; the number of all is told. */
  live_alerts_shown: 100,
  /** So often it is looked what is the case. */
  alert_look_ms: 5_000,
  /** And what the ledger is asked for it, which lots expire soon for one, so often. */
  alert_lots_look_ms: 60_000,
  alert_silence_ms_max: 2_592_000_000,
  /** Alerts told in one message; the next ones follow. */
  alert_batch_max: 50,
  /** Waits between tries to tell, doubling from the first to the second; after so many tries it is given up and shown. */
  alert_retry_ms_min: 15_000,
  alert_retry_ms_max: 1_800_000,
  alert_tries_max: 12,
  /** Whom an alert is told is not waited for any longer. */
  alert_send_ms_max: 20_000,
  /** Of an answer to a webhook nothing is used; more of it is not read. */
  alert_answer_bytes_max: 4_096,
  /** The trail is kept whole. From so many rows on its page says how large it is and that it grows. */
  audit_rows_noted: 1_000_000,
  /** The fraction that an exact moving average is carried as; beyond it, it is rounded to 10^-18 of the currency's unit and the difference told as `rounding`. */
  valuation_denominator_bits_max: 4_096,
  ...planLimits,
  /** Of the ledger's file, what reports read as memory; the rest is read piece by piece. */
  report_mapped_bytes_max: 268_435_456,
  /** Movements of an item that reports read at once; the next ones follow. */
  report_rows_at_once: 5_000,
  /** An item that moved more often is not valued, and it is told. */
  report_item_rows_max: 400_000,
  /** Valuations, periods and reports that the reporting thread keeps; the one not asked for the longest is made anew. */
  report_results_kept: 6,
  /** Layers of an item that are told one by one; the rest is a number. */
  report_layers_shown: 200,
  /** Counts of an item, and open purchase orders, that reports look at: the newest. */
  report_counts_max: 1_000,
  report_orders_max: 10_000,
  /** Memory of the reporting thread's own; beyond it the thread ends, says so, and begins anew when it is asked. */
  report_memory_mb_max: 512,
  /** A settings file above this is not read. */
  settings_bytes_max: 67_108_864,
  /** Problems of a settings file told one by one; the rest is told as a number. */
  settings_problems_max: 100,
} as const;
