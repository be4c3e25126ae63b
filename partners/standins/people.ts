/**
 * How IDENT's number of a person and the records of the immigration databases fit together in the stand-ins: the number's first digits
 * say which code (outcomes.ts) the booking bore, so that the databases, which never see the booking, hold the matching records.
 */
import type { DatabaseRecord } from '../../domain/partners/messages.ts';
import { sha256Hex } from '../../domain/canonical.ts';
import { IDENT_CODES, type ImmigrationRecord } from './outcomes.ts';
import { chosen, type SigningKey } from './signing.ts';

/** IDENT's number of a matched person: five digits for the code, eight that follow from the key and the person. */
export function finOf(key: SigningKey, miscNumbers: readonly string[], person: string): string {
  const code = miscNumbers.find((number) => IDENT_CODES.has(number)) ?? '';
  return codeDigits(code) + String(chosen(key, `person ${person}`, 100_000_000)).padStart(8, '0');
}

/** What the databases hold on the person with this number; `undefined`: nothing. */
export function recordOf(fin: string): ImmigrationRecord | undefined {
  for (const [code, outcome] of IDENT_CODES) {
    if (outcome.kind === 'match' && fin.startsWith(codeDigits(code))) return outcome.record;
  }
  return undefined;
}

function codeDigits(code: string): string {
  return `7${String(Number.parseInt(sha256Hex(code).slice(0, 8), 16) % 10_000).padStart(4, '0')}`;
}

type Fact = DatabaseRecord['facts'][number];

/** The fictional records: facts with their source, never a conclusion (rule A6). `at` is when each database was consulted. */
export function databaseRecords(record: ImmigrationRecord | undefined, at: string): DatabaseRecord[] {
  if (record === undefined) {
    return SILENT_DATABASES.map((database) => ({
      database,
      consultedAt: at,
      facts: [{ label: 'Result', value: 'No record under this number' }],
    }));
  }
  return [
    { database: 'CIS - Central Index System', consultedAt: at, facts: centralIndex(record) },
    { database: 'CLAIMS - benefit applications', consultedAt: at, facts: benefits(record) },
    { database: 'ADIS - arrivals and departures', consultedAt: at, facts: arrivals(record) },
    { database: 'EID - enforcement encounters', consultedAt: at, facts: enforcement(record) },
    { database: 'EOIR - immigration courts', consultedAt: at, facts: court(record) },
  ];
}

const SILENT_DATABASES = [
  'CIS - Central Index System',
  'ADIS - arrivals and departures',
  'EID - enforcement encounters',
];

function centralIndex({ lastKnownStatus, removabilityOpinion }: ImmigrationRecord): Fact[] {
  switch (lastKnownStatus) {
    case 'US_CITIZEN':
      return [
        { label: 'Class of admission', value: 'Naturalized United States citizen' },
        { label: 'Date of naturalization', value: '2007-05-17' },
        { label: 'Certificate', value: 'FICTIONAL-N-000001' },
      ];
    case 'LAWFUL_PERMANENT_RESIDENT':
      return [
        { label: 'Class of admission', value: 'Lawful permanent resident' },
        { label: 'Resident since', value: '2003-09-02' },
        ...(removabilityOpinion === 'REMOVABLE_ONLY_IF_CONVICTED'
          ? [
              {
                label: 'Note',
                value: 'A conviction on the present charge could bear on removability; there is none on record',
              },
            ]
          : []),
      ];
    case 'OVERSTAY':
    case 'FINAL_ORDER':
    case 'ENTERED_WITHOUT_INSPECTION':
      return [{ label: 'Class of admission', value: 'No lawful status on record' }];
  }
}

function benefits({ lastKnownStatus }: ImmigrationRecord): Fact[] {
  if (lastKnownStatus === 'US_CITIZEN')
    return [{ label: 'Application for naturalization', value: 'Approved 2007-04-20' }];
  if (lastKnownStatus === 'LAWFUL_PERMANENT_RESIDENT')
    return [{ label: 'Adjustment of status', value: 'Approved 2003-09-02' }];
  return [{ label: 'Applications', value: 'None on record' }];
}

function arrivals({ lastKnownStatus }: ImmigrationRecord): Fact[] {
  if (lastKnownStatus !== 'OVERSTAY') return [{ label: 'Arrivals', value: 'No admission as a visitor on record' }];
  return [
    { label: 'Admitted', value: '2008-02-11 as a visitor' },
    { label: 'Authorized until', value: '2008-08-10' },
    { label: 'Departure', value: 'None on record' },
  ];
}

function enforcement(record: ImmigrationRecord): Fact[] {
  const met: Fact[] =
    record.lastKnownStatus === 'ENTERED_WITHOUT_INSPECTION'
      ? [{ label: 'Encounter', value: '2009-06-23 between ports of entry, returned voluntarily' }]
      : [
          {
            label: 'Encounters',
            value: record.previouslyRemoved ? 'One, followed by a removal' : 'No enforcement encounter',
          },
        ];
  return record.previouslyRemoved ? [...met, { label: 'Removed', value: '2006-10-12' }] : met;
}

function court({ finalOrder }: ImmigrationRecord): Fact[] {
  if (!finalOrder) return [{ label: 'Proceedings', value: 'None on record' }];
  return [
    { label: 'Order', value: 'Final order of removal dated 2006-08-30' },
    { label: 'Appeal', value: 'None on record' },
  ];
}
