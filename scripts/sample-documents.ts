import { computeHoldClock, writtenRule } from '../activities/clock.ts';
import type {
  ClockNoticeDocument,
  DetainerDocument,
  PersonOnForm,
  ReleaseNoticeDocument,
  RequestDocument,
} from '../domain/detainer/document.ts';
import type { RuleProfile } from '../domain/profile/profile.ts';
import { SHIPPED_PROFILES } from '../domain/profile/shipped.ts';

/** Numbers that belong to nobody (555-01xx), as if a deployment had verified them. */
export const SAMPLE_NUMBERS: RuleProfile['numbers'] = {
  civilRights: number(
    '+1 202 555 0147',
    'Civil rights office (example)',
    false,
    'Monday to Friday, 9 am to 6 pm Eastern',
  ),
  dayAndNight: number('+1 202 555 0148', 'Help desk for detained persons (example)', false, 'day and night'),
  citizenOrVictim: number('+1 202 555 0149', 'Immigration support center (example)', true, 'day and night'),
};

function number(
  digits: string,
  answeredBy: string,
  enforcement: boolean,
  hours: string,
): NonNullable<RuleProfile['numbers']['civilRights']> {
  return { number: digits, answeredBy, enforcement, hours, verifiedBy: 'Example Verifier', verifiedOn: '2011-06-01' };
}

export const SAMPLE_PERSON: PersonOnForm = {
  name: 'EXAMPLE, MARIA ANA',
  dateOfBirth: '1985-02-04',
  sex: 'F',
  reportedCitizenship: 'EL',
  fileNumber: null,
  booking: {
    tcn: 'XX-SIM-20110916-000001',
    agencyCaseNumber: 'SIM-2011-004711',
    sid: 'XX1234567',
    fbiNumbers: ['123456XX7'],
    arrestDate: '2011-09-16',
  },
};

const ZONE = 'America/New_York';
const ISSUED_AT = '2011-09-19T14:05:30-04:00';

function head(
  profile: RuleProfile,
): Omit<
  RequestDocument,
  'document' | 'bases' | 'basisDetails' | 'purpose' | 'warrant' | 'amends' | 'cancels' | 'written'
> {
  return {
    detainerId: 'detainer-00112233445566778899aabbccddeeff00112233-1',
    number: 1,
    kind: 'STANDARD',
    issuedAt: ISSUED_AT,
    madeAt: ISSUED_AT,
    officer: { name: 'Example Officer', role: 'field_officer' },
    jail: { ori: 'XX0010100', name: 'Example County Jail', zone: ZONE },
    office: 'XXF1',
    profile: { ...profile, numbers: SAMPLE_NUMBERS },
    revision: 1,
    code: '7K3M9QXW2RTB5HNZ',
    publicPage: 'detainer.example.org',
  };
}

/** A request as it is first made under a profile. */
export function sampleRequest(profile: RuleProfile): RequestDocument {
  const [first = 'OTHER'] = profile.bases;
  return {
    ...head(profile),
    document: 'REQUEST',
    bases: [first],
    basisDetails: {},
    purpose: 'INTERVIEW',
    warrant: profile.judicialWarrantRequired ? 'JUDICIAL' : profile.administrativeWarrantRequired ? 'I-200' : 'NONE',
    amends: null,
    cancels: null,
    written: writtenRule(ISSUED_AT, ZONE, profile.exclusionRule),
  };
}

/** An amended form that is operative only upon conviction and cancels an earlier detainer. */
function sampleAmended(profile: RuleProfile): RequestDocument {
  const request = sampleRequest(profile);
  return {
    ...request,
    kind: 'UPON_CONVICTION',
    madeAt: '2011-09-22T09:30:00-04:00',
    revision: 2,
    number: 2,
    bases: profile.bases,
    basisDetails: {
      NTA_SERVED: 'Served on 2011-09-20, copy attached.',
      OTHER: 'an example of words entered by an officer.',
    },
    purpose: 'ASSUME_CUSTODY',
    amends: { revision: 1, madeAt: ISSUED_AT },
    cancels: { number: 1, issuedAt: '2011-09-17T10:00:00-04:00' },
  };
}

/** The notice of a clock that starts on a Saturday, so that it ends at a midnight. */
export function sampleClockNotice(profile: RuleProfile): ClockNoticeDocument {
  const startedAt = '2011-09-24T10:00:45-04:00';
  return {
    ...head(profile),
    document: 'CLOCK_NOTICE',
    madeAt: startedAt,
    clock: computeHoldClock(startedAt, ZONE, profile.exclusionRule),
  };
}

export function sampleReleaseNotice(
  profile: RuleProfile,
  why: ReleaseNoticeDocument['ended']['why'],
): ReleaseNoticeDocument {
  const at = '2011-09-28T00:00:00-04:00';
  return { ...head(profile), document: 'RELEASE_NOTICE', madeAt: at, ended: { why, at } };
}

/** Every sort of document under every shipped profile, and under one whose law allows no hold. */
export function sampleDocuments(): readonly { readonly name: string; readonly document: DetainerDocument }[] {
  const shipped = SHIPPED_PROFILES.map(({ profile }) => profile);
  const [first] = shipped;
  const noHold = first ? [{ ...first, id: 'no-hold', holdAllowed: false }] : [];
  return [...shipped, ...noHold].flatMap((profile) => [
    { name: `${profile.id}-request`, document: sampleRequest(profile) },
    { name: `${profile.id}-amended`, document: sampleAmended(profile) },
    { name: `${profile.id}-clock`, document: sampleClockNotice(profile) },
    { name: `${profile.id}-release`, document: sampleReleaseNotice(profile, 'LIMIT') },
  ]);
}
