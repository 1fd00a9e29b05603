/** EPCs and what they mean. */
/** Company prefixes 950600… are GS1's own for examples; the bits were worked out apart from the code under test. */
export const epcFacts = [
  {
    hex: '30237550B459F48000000001',
    tag: 'urn:epc:tag:sgtin-96:1.950600013437.2.1',
    means: {
      scheme: 'sgtin-96',
      uri: 'urn:epc:id:sgtin:950600013437.2.1',
      gtin: '29506000134370',
      serial: '1',
      filter: 1,
    },
  },
  {
    hex: '3046C4409047E1FFFFFFFFFF',
    tag: 'urn:epc:tag:sgtin-96:2.95060001343.07.274877906943',
    means: {
      scheme: 'sgtin-96',
      uri: 'urn:epc:id:sgtin:95060001343.07.274877906943',
      gtin: '09506000134376',
      serial: '274877906943',
      filter: 2,
    },
  },
  {
    hex: '30CA369A0D06E9C00000002A',
    tag: 'urn:epc:tag:sgtin-96:6.9506000134.935.42',
    means: {
      scheme: 'sgtin-96',
      uri: 'urn:epc:id:sgtin:9506000134.935.42',
      gtin: '99506000134355',
      serial: '42',
      filter: 6,
    },
  },
  {
    hex: '300F8A9014D0580000000000',
    tag: 'urn:epc:tag:sgtin-96:0.950600013.0352.0',
    means: {
      scheme: 'sgtin-96',
      uri: 'urn:epc:id:sgtin:950600013.0352.0',
      gtin: '09506000133522',
      serial: '0',
      filter: 0,
    },
  },
  {
    hex: '3092D54010E1A7C00000004D',
    tag: 'urn:epc:tag:sgtin-96:4.95060001.99999.77',
    means: {
      scheme: 'sgtin-96',
      uri: 'urn:epc:id:sgtin:95060001.99999.77',
      gtin: '99506000199996',
      serial: '77',
      filter: 4,
    },
  },
  {
    hex: '303644334083340000000190',
    tag: 'urn:epc:tag:sgtin-96:1.9506000.134352.400',
    means: {
      scheme: 'sgtin-96',
      uri: 'urn:epc:id:sgtin:9506000.134352.400',
      gtin: '19506000343522',
      serial: '400',
      filter: 1,
    },
  },
  {
    hex: '30FBA05222622EC000000005',
    tag: 'urn:epc:tag:sgtin-96:7.950600.9013435.5',
    means: {
      scheme: 'sgtin-96',
      uri: 'urn:epc:id:sgtin:950600.9013435.5',
      gtin: '99506000134355',
      serial: '5',
      filter: 7,
    },
  },
  {
    hex: '3636443340833420AF6E89E787C0000000000000000000000000',
    tag: 'urn:epc:tag:sgtin-198:1.9506000.134352.A%2F7%22%3Cx%3E',
    means: {
      scheme: 'sgtin-198',
      uri: 'urn:epc:id:sgtin:9506000.134352.A%2F7%22%3Cx%3E',
      gtin: '19506000343522',
      serial: 'A/7"<x>',
      filter: 1,
    },
  },
  {
    hex: '36637550B459F4B0E2C7932E6CFA34EA60C593368D5B3770E400',
    tag: 'urn:epc:tag:sgtin-198:3.950600013437.2.abcdefghij0123456789',
    means: {
      scheme: 'sgtin-198',
      uri: 'urn:epc:id:sgtin:950600013437.2.abcdefghij0123456789',
      gtin: '29506000134370',
      serial: 'abcdefghij0123456789',
      filter: 3,
    },
  },
  {
    hex: '3636443340833412A67E856AE74EEF8000000000000000000000',
    tag: 'urn:epc:tag:sgtin-198:1.9506000.134352.%25%26%3F!-.:;_',
    means: {
      scheme: 'sgtin-198',
      uri: 'urn:epc:id:sgtin:9506000.134352.%25%26%3F!-.:;_',
      gtin: '19506000343522',
      serial: '%&?!-.:;_',
      filter: 1,
    },
  },
  {
    hex: '31564433403B9ACA07000000',
    tag: 'urn:epc:tag:sscc-96:2.9506000.1000000007',
    means: { scheme: 'sscc-96', uri: 'urn:epc:id:sscc:9506000.1000000007', sscc: '195060000000000074', filter: 2 },
  },
  {
    hex: '31C37550B459F5869F000000',
    tag: 'urn:epc:tag:sscc-96:6.950600013437.99999',
    means: { scheme: 'sscc-96', uri: 'urn:epc:id:sscc:950600013437.99999', sscc: '995060001343799997', filter: 6 },
  },
  {
    hex: '311BA05214F46B0401000000',
    tag: 'urn:epc:tag:sscc-96:0.950600.90000000001',
    means: { scheme: 'sscc-96', uri: 'urn:epc:id:sscc:950600.90000000001', sscc: '995060000000000018', filter: 0 },
  },
  {
    hex: '32037550B459F5FFFFFFFFFF',
    tag: 'urn:epc:tag:sgln-96:0.950600013437..2199023255551',
    means: {
      scheme: 'sgln-96',
      uri: 'urn:epc:id:sgln:950600013437..2199023255551',
      serial: '2199023255551',
      filter: 0,
    },
  },
  {
    hex: '323644334068F60000000000',
    tag: 'urn:epc:tag:sgln-96:1.9506000.13435.0',
    means: { scheme: 'sgln-96', uri: 'urn:epc:id:sgln:9506000.13435.0', serial: '0', filter: 1 },
  },
  {
    hex: '33037550B459F4000000000C',
    tag: 'urn:epc:tag:grai-96:0.950600013437..12',
    means: { scheme: 'grai-96', uri: 'urn:epc:id:grai:950600013437..12', serial: '12', filter: 0 },
  },
  {
    hex: '33B6443340000A800012D687',
    tag: 'urn:epc:tag:grai-96:5.9506000.00042.1234567',
    means: { scheme: 'grai-96', uri: 'urn:epc:id:grai:9506000.00042.1234567', serial: '1234567', filter: 5 },
  },
  {
    hex: '34237550B459F7FFFFFFFFFF',
    tag: 'urn:epc:tag:giai-96:1.950600013437.4398046511103',
    means: { scheme: 'giai-96', uri: 'urn:epc:id:giai:950600013437.4398046511103', filter: 1 },
  },
  {
    hex: '341BA0523FFFFFFFFFFFFFFF',
    tag: 'urn:epc:tag:giai-96:0.950600.4611686018427387903',
    means: { scheme: 'giai-96', uri: 'urn:epc:id:giai:950600.4611686018427387903', filter: 0 },
  },
  {
    hex: '341644334000000000000000',
    tag: 'urn:epc:tag:giai-96:0.9506000.0',
    means: { scheme: 'giai-96', uri: 'urn:epc:id:giai:9506000.0', filter: 0 },
  },
  {
    hex: '3A3644334068F6000000000001F78000',
    tag: 'urn:epc:tag:gdti-113:1.9506000.13435.007',
    means: { scheme: 'gdti-113', uri: 'urn:epc:id:gdti:9506000.13435.007', serial: '007', filter: 1 },
  },
  {
    hex: '3B0204C8D72C001CC5F1C79CB4D35000',
    tag: 'urn:epc:tag:adi-var:0.SH520..GLW1192445',
    means: { scheme: 'adi-var', uri: 'urn:epc:id:adi:SH520..GLW1192445', serial: 'GLW1192445', filter: 0 },
  },
  {
    hex: '2FF203253313934FFFFFFFFF',
    tag: 'urn:epc:tag:usdod-96:15.2S194.68719476735',
    means: { scheme: 'usdod-96', uri: 'urn:epc:id:usdod:2S194.68719476735', serial: '68719476735', filter: 15 },
  },
  {
    hex: '3FE175ADC32764000000000B',
    tag: 'urn:epc:tag:sgcn-96:7.401234512345..1',
    means: { scheme: 'sgcn-96', uri: 'urn:epc:id:sgcn:401234512345..1', serial: '1', filter: 7 },
  },
] as const;
