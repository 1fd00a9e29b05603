/** RFID readers that speak LLRP 1.0.1 or 1.1 (EPCglobal Low Level Reader Protocol), TCP port 5084: most fixed UHF readers. */
import { driver } from '../driver.ts';
import { llrpFrame } from './llrp-codec.ts';
import { llrp_frame_bytes_max, llrp_frame_bytes_min } from './llrp-decode.ts';
import { llrpExamples } from './llrp-examples.ts';
import { llrpFollower } from './llrp-follower.ts';
import { LlrpInquiry, llrp_port } from './llrp-inquiry.ts';
import { llrpReadings } from './llrp-readings.ts';
import { LlrpSession } from './llrp-session.ts';
import { llrpVendorExamples } from './llrp-vendor-examples.ts';

export const llrp = driver({
  id: 'llrp',
  title: 'RFID reader, LLRP over TCP',
  family: 'rfid',
  wires: ['tcp'],
  says: 'tags per antenna, antennas that come and go',
  caveats: [
    'A reader serves one client at a time: while another application holds it, it refuses the gateway.',
    'Its reports while nobody listens are kept only where the reader can hold them, and only as many as it has room for.',
  ],
  framing: {
    by: 'length',
    offset: 2,
    width: 4,
    bytes_min: llrp_frame_bytes_min,
    bytes_max: llrp_frame_bytes_max,
  },
  frame: llrpFrame,
  readings: (message) => llrpReadings(message),
  follower: llrpFollower,
  session: (settings) => new LlrpSession(settings),
  commands: ['antenna-power'],
  inquiry: { port: llrp_port, begin: () => new LlrpInquiry() },
  examples: [...llrpExamples, ...llrpVendorExamples],
});
