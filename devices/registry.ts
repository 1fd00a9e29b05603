/** Every driver there is. A line here puts a driver into the gateway, the contract suite and the device list. */

import { hidPos } from './barcode/hid-pos.ts';
import { keyboardWedge } from './barcode/keyboard-wedge.ts';
import { lineScanner } from './barcode/line-scanner.ts';
import { scanMessage } from './barcode/scan-message.ts';
import { ssi } from './barcode/ssi.ts';
import type { Driver } from './driver.ts';
import { native } from './native/native.ts';
import { impinjIot } from './rfid/impinj-iot.ts';
import { llrp } from './rfid/llrp.ts';
import { m100 } from './rfid/m100.ts';
import { reader18 } from './rfid/reader18.ts';
import { thingmagic } from './rfid/thingmagic.ts';
import { zebraIot } from './rfid/zebra-iot.ts';
import { zebraSled } from './rfid/zebra-sled.ts';
import { adStGs } from './scales/ad-st-gs.ts';
import { adam } from './scales/adam.ts';
import { casEnq } from './scales/cas-enq.ts';
import { esphome } from './scales/esphome.ts';
import { hidScale } from './scales/hid-scale.ts';
import { homeAssistant } from './scales/home-assistant.ts';
import { modbusScale } from './scales/modbus-scale.ts';
import { mtSics } from './scales/mt-sics.ts';
import { nciEcr } from './scales/nci-ecr.ts';
import { ohaus } from './scales/ohaus.ts';
import { sartoriusSbi } from './scales/sartorius-sbi.ts';
import { sparkplug } from './scales/sparkplug.ts';
import { tasmota } from './scales/tasmota.ts';
import { toledo8217 } from './scales/toledo-8217.ts';
import { toledoContinuous } from './scales/toledo-continuous.ts';

export const drivers: readonly Driver[] = [
  native,
  llrp,
  impinjIot,
  zebraIot,
  zebraSled,
  m100,
  reader18,
  thingmagic,
  lineScanner,
  hidPos,
  keyboardWedge,
  ssi,
  scanMessage,
  mtSics,
  toledo8217,
  toledoContinuous,
  nciEcr,
  adStGs,
  casEnq,
  ohaus,
  sartoriusSbi,
  adam,
  hidScale,
  modbusScale,
  tasmota,
  esphome,
  sparkplug,
  homeAssistant,
];

export function driverOf(id: string): Driver | undefined {
  return drivers.find((driver) => driver.id === id);
}
