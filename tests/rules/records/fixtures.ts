import { createHash } from 'node:crypto';
import type { Actor, Role, Scope } from '../../../domain/access/roles.ts';
import type { Booking } from '../../../domain/booking/booking.ts';
import type { Facility } from '../../../domain/detainer/custody.ts';
import { BOOKING_GROUND } from '../../../domain/detainer/grounds.ts';
import { detainerIdOf } from '../../../domain/ids.ts';
import { DEFAULT_WAIT_LIMITS, type DetainerInput } from '../../../domain/lifecycle/input.ts';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';
import type {
  CaseEvent,
  CaseProjection,
  DetainerProjection,
  HoldFacts,
  OutgoingMessage,
  RecordWrite,
} from '../../../domain/record/record.ts';
import type { NewSubmission, Records } from '../../../records/index.ts';

export const JAIL = 'XX0010000';
export const SIB = 'XXIBU0000';
export const OFFICE = 'XXF1';
/** Occurs in bookings and in contents only: where it turns up elsewhere, personal data has leaked. */
export const SURNAME = 'FERNLEAF';

let cases = 0;

/** Case ids that differ in their first digits. */
export function newCaseId(): string {
  cases += 1;
  return `booking-${createHash('sha256').update(`case ${cases} of ${process.pid}`).digest('hex').slice(0, 40)}`;
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function booking(): Booking {
  return {
    transaction: { tot: 'CAR', tcn: 'XXTCN00000001', ori: SIB, dai: 'XXFBI0000', date: '2011-09-14', version: '0901' },
    controllingAgency: JAIL,
    person: {
      name: `${SURNAME},MARIS`,
      aliases: [],
      dateOfBirth: '1980-02-03',
      sex: 'F',
      placeOfBirth: 'ZZ',
      fbiNumbers: [],
      miscNumbers: [],
    },
    arrest: { date: '2011-09-14', charges: [{ literal: 'LARCENY' }] },
    dispositions: [],
    returnRapSheet: false,
    treatAsAdult: false,
    prints: [],
  };
}

export function submission(caseId: string, content = `prints of ${caseId}`): NewSubmission {
  const file = Buffer.from(content);
  return { caseId, sha256: sha256(file), file, format: 'EBTS', booking: booking(), receivedAt: '2011-09-14T18:00:00Z' };
}

/** A case as it stands right after its submission. */
export async function submitted(records: Records): Promise<string> {
  const caseId = newCaseId();
  await records.submissions.store(submission(caseId));
  return caseId;
}

export function event(stream: string, seq: number, more: Partial<CaseEvent> = {}): CaseEvent {
  return {
    stream,
    step: `step ${seq}`,
    seq,
    kind: 'STEP',
    at: '2011-09-14T18:00:00Z',
    author: { kind: 'system' },
    summary: `step ${seq}`,
    data: { about: `${SURNAME}, step ${seq}` },
    ...more,
  };
}

export function write(stream: string, seq: number, more: Partial<RecordWrite> = {}): RecordWrite {
  return { event: event(stream, seq), outgoing: [], alarms: [], ...more };
}

export function message(key: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    key,
    kind: 'CRIMINAL_ANSWER',
    route: [`sib:${SIB}`, `agency:${JAIL}`],
    subject: `Answer on ${SURNAME}`,
    text: 'No record was found.',
    data: { identification: 'N' },
    attachmentSha256: null,
    ...more,
  };
}

export function caseProjection(more: Partial<CaseProjection> = {}): CaseProjection {
  return {
    criminal: 'AT_FBI',
    immigration: 'AWAITING_ACCEPTANCE',
    outcome: null,
    cri: JAIL,
    jurisdiction: null,
    fieldOffice: OFFICE,
    nextStep: 'the FBI accepts the submission',
    openedAt: '2011-09-14T18:00:00Z',
    changedAt: '2011-09-14T18:00:00Z',
    closedAt: null,
    ...more,
  };
}

export const FERNHILL: Facility = {
  ori: 'XX0020000',
  name: 'Fernhill County Jail',
  zone: 'America/Chicago',
  sib: SIB,
  jurisdiction: null,
};

export function detainerInput(caseId: string, number = 1): DetainerInput {
  return {
    detainerId: detainerIdOf(caseId, number),
    caseId,
    number,
    kind: 'STANDARD',
    place: { cri: JAIL, sib: SIB, fieldOffice: OFFICE, jurisdiction: null },
    jail: FERNHILL,
    request: {
      bases: ['INVESTIGATION_INITIATED'],
      basisDetails: {},
      purpose: 'ASSUME_CUSTODY',
      warrant: 'NONE',
      minorTrafficOnly: { answer: false, words: 'Arrested for burglary.' },
    },
    cancels: null,
    profile: PROFILE_2011_06,
    issuedAt: '2011-09-15T10:00:00-05:00',
    issuedBy: actor('field_officer', { kind: 'office', office: OFFICE }),
    inherited: null,
    trust: [],
    limits: DEFAULT_WAIT_LIMITS,
  };
}

/** The raw facts of a hold whose last other ground has ended. */
export function holdFacts(more: Partial<HoldFacts> = {}): HoldFacts {
  return {
    grounds: [{ ...BOOKING_GROUND, until: '2011-09-16T17:00:00-05:00' }],
    stays: [{ facility: FERNHILL, from: null }],
    rule: 'STATUTORY',
    groundConfirmedAt: '2011-09-15T10:00:00-05:00',
    groundAskedAt: null,
    groundExpectedEndAt: null,
    groundConfirmationHours: 24,
    ...more,
  };
}

export function detainerProjection(
  caseId: string,
  number: number,
  more: Partial<DetainerProjection> = {},
): DetainerProjection {
  return {
    detainerId: detainerIdOf(caseId, number),
    number,
    kind: 'STANDARD',
    jail: 'XX0020000',
    zone: 'America/Chicago',
    profile: PROFILE_2011_06.id,
    delivery: 'ACKNOWLEDGED',
    service: 'SERVED',
    hold: 'RUNNING',
    ending: null,
    startedAt: '2011-09-16T17:00:00-05:00',
    limitAt: '2011-09-20T17:00:00-05:00',
    violation: false,
    authorized: true,
    facts: holdFacts(),
    changedAt: '2011-09-16T17:05:00-05:00',
    ...more,
  };
}

export function actor(role: Role, scope: Scope = { kind: 'national' }): Actor {
  return { id: `${role.replaceAll('_', '-')}-1`, name: 'Robin Example', role, scope };
}

/** Runs what must be refused and answers its code. */
export async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
    throw error;
  }
  return 'NOTHING WAS REFUSED';
}
