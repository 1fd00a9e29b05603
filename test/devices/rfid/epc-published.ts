/**
 * Worked examples that the EPC Tag Data Standard itself prints, and what it says of them: TDS 1.13 and 2.3, annex E.3,
 * where both agree with their own rules. Hexadecimal is as printed, so its last byte may be half.
 */
export interface PublishedEpc {
  readonly hex: string;
  readonly tag?: string;
  readonly element?: string;
  readonly link?: string;
}

export const publishedEpcs: readonly PublishedEpc[] = [
  {
    hex: '3066C4409047E140075BCD15',
    tag: 'urn:epc:tag:sgtin-96:3.95060001343.05.123456789',
    element: '(01)09506000134352(21)123456789',
    link: 'https://id.gs1.org/01/09506000134352/21/123456789',
  },
  {
    hex: '3666C4409047E159B2C2BF100000000000000000000000000000',
    tag: 'urn:epc:tag:sgtin-198:3.95060001343.05.32a%2Fb',
    element: '(01)09506000134352(21)32a/b',
    link: 'https://id.gs1.org/01/09506000134352/21/32a%2Fb',
  },
  {
    hex: 'F73795211411234538566CB0AFC4',
    element: '(01)79521141123453(21)32a/b',
    link: 'https://id.gs1.org/01/79521141123453/21/32a%2Fb',
  },
  {
    hex: 'FB342CDE795211411234538566CB0AFC4',
    element: '(01)79521141123453(21)32a/b(17)220630',
    link: 'https://id.gs1.org/01/79521141123453/21/32a%2Fb?17=220630',
  },
  {
    hex: '311BA1B300CE0A6A83000000',
    tag: 'urn:epc:tag:sscc-96:0.952012.03456789123',
    element: '(00)095201234567891235',
    link: 'https://id.gs1.org/00/095201234567891235',
  },
  {
    hex: 'F90095201234567891235',
    element: '(00)095201234567891235',
    link: 'https://id.gs1.org/00/095201234567891235',
  },
  {
    hex: '3276451FD46072000000162E',
    tag: 'urn:epc:tag:sgln-96:3.9521141.12345.5678',
    element: '(414)9521141123454(254)5678',
    link: 'https://id.gs1.org/414/9521141123454/254/5678',
  },
  {
    hex: '3976451FD46072CD9615F8800000000000000000000000000000',
    tag: 'urn:epc:tag:sgln-195:3.9521141.12345.32a%2Fb',
    element: '(414)9521141123454(254)32a/b',
    link: 'https://id.gs1.org/414/9521141123454/254/32a%2Fb',
  },
  { hex: '3974257BF46072CD9615F8800000000000000000000000000', tag: 'urn:epc:tag:sgln-195:3.0614141.12345.32a%2Fb' },
  {
    hex: '3376451FD40C0E400000162E',
    tag: 'urn:epc:tag:grai-96:3.9521141.12345.5678',
    element: '(8003)095211411234545678',
    link: 'https://id.gs1.org/8003/095211411234545678',
  },
  {
    hex: '3776451FD40C0E59B2C2BF1000000000000000000000',
    tag: 'urn:epc:tag:grai-170:3.9521141.12345.32a%2Fb',
    element: '(8003)0952114112345432a/b',
    link: 'https://id.gs1.org/8003/0952114112345432a%2Fb',
  },
  { hex: '3774257BF40C0E59B2C2BF100000000000000000000', tag: 'urn:epc:tag:grai-170:3.0614141.12345.32a%2Fb' },
  {
    hex: '3476451FD40000000000162E',
    tag: 'urn:epc:tag:giai-96:3.9521141.5678',
    element: '(8004)95211415678',
    link: 'https://id.gs1.org/8004/95211415678',
  },
  {
    hex: '3876451FD59B2C2BF10000000000000000000000000000000000',
    tag: 'urn:epc:tag:giai-202:3.9521141.32a%2Fb',
    element: '(8004)952114132a/b',
    link: 'https://id.gs1.org/8004/952114132a%2Fb',
  },
  { hex: '3874257BF59B2C2BF1000000000000000000000000000000000', tag: 'urn:epc:tag:giai-202:3.0614141.32a%2Fb' },
  {
    hex: '2D76451FD4499602D2000000',
    tag: 'urn:epc:tag:gsrn-96:3.9521141.1234567890',
    element: '(8018)952114112345678906',
    link: 'https://id.gs1.org/8018/952114112345678906',
  },
  {
    hex: '2E76451FD4499602D2000000',
    tag: 'urn:epc:tag:gsrnp-96:3.9521141.1234567890',
    element: '(8017)952114112345678906',
    link: 'https://id.gs1.org/8017/952114112345678906',
  },
  {
    hex: '2C76451FD46072000000162E',
    tag: 'urn:epc:tag:gdti-96:3.9521141.12345.5678',
    element: '(253)95211411234545678',
    link: 'https://id.gs1.org/253/95211411234545678',
  },
  {
    hex: '3E76451FD7039B061438997367D0C18B266D1AB66EE0',
    tag: 'urn:epc:tag:gdti-174:3.9521141.98765.ABCDefgh012345678',
    element: '(253)9521141987650ABCDefgh012345678',
  },
  {
    hex: '3C76451FD400C0E680003039',
    tag: 'urn:epc:tag:cpi-96:3.9521141.98765.12345',
    element: '(8010)952114198765(8011)12345',
  },
  {
    hex: '3D76451FD75411DEF6B4CC00000003039000',
    tag: 'urn:epc:tag:cpi-var:3.9521141.5PQ7%2FZ43.12345',
    element: '(8010)95211415PQ7/Z43(8011)12345',
    link: 'https://id.gs1.org/8010/95211415PQ7%2FZ43/8011/12345',
  },
  { hex: '3D74257BF75411DEF6B4CC00000003039', tag: 'urn:epc:tag:cpi-var:3.0614141.5PQ7%2FZ43.12345' },
  {
    hex: '3F76451FD612640000019907',
    tag: 'urn:epc:tag:sgcn-96:3.9521141.67890.04711',
    element: '(255)952114167890904711',
    link: 'https://id.gs1.org/255/952114167890904711',
  },
  { hex: '3500E86F8000A9E000000586', tag: 'urn:epc:tag:gid-96:952056.2718.1414' },
  { hex: '2F320434147455900000162E', tag: 'urn:epc:tag:usdod-96:3.CAGEY.5678' },
  { hex: '3B0E0CF5E76C9047759AD00373DC7602E7200', tag: 'urn:epc:tag:adi-var:3.35962.PQ7VZ4.M37GXB92' },
  {
    hex: '4076451FD40C0E40820000000F54',
    tag: 'urn:epc:tag:itip-110:3.9521141.012345.01.02.981',
    element: '(8006)095211411234540102(21)981',
    link: 'https://id.gs1.org/8006/095211411234540102/21/981',
  },
  {
    hex: '4176451FD40C0E4082DBDD8B36600000000000000000000000000000',
    tag: 'urn:epc:tag:itip-212:3.9521141.012345.01.02.mw133',
    element: '(8006)095211411234540102(21)mw133',
  },
];
