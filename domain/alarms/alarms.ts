import type { Role } from '../access/roles.ts';

/** Whom an alarm reaches: everyone of a role within the case's agency, its field office, or the whole program. */
export interface AlarmAddressee {
  readonly role: Role;
  readonly within: 'agency' | 'office' | 'national';
}

/** What raises an alarm, whom it reaches first, how often it repeats while nobody acknowledges it, and to whom it escalates then. */
export interface AlarmRule {
  readonly text: string;
  readonly to: readonly AlarmAddressee[];
  readonly repeatEveryMinutes: number;
  /** After how many unacknowledged repeats it also goes to `escalatesTo`. */
  readonly escalateAfter: number;
  readonly escalatesTo: readonly AlarmAddressee[];
}

const ADMINISTRATOR: AlarmAddressee = { role: 'administrator', within: 'national' };
const SPECIALIST: AlarmAddressee = { role: 'status_specialist', within: 'national' };
const OFFICER: AlarmAddressee = { role: 'field_officer', within: 'office' };
const SUPERVISOR: AlarmAddressee = { role: 'supervisor', within: 'office' };
const ATTORNEY: AlarmAddressee = { role: 'attorney', within: 'office' };
const JAIL: AlarmAddressee = { role: 'local_agency', within: 'agency' };
const CRCL: AlarmAddressee = { role: 'crcl_officer', within: 'national' };

function rule(
  text: string,
  to: readonly AlarmAddressee[],
  repeatEveryMinutes: number,
  escalatesTo: readonly AlarmAddressee[],
): AlarmRule {
  return { text, to, repeatEveryMinutes, escalateAfter: 3, escalatesTo };
}

/**
 * Every alarm of the system. Acknowledging one never closes its cause: the writer that raised it closes it when the cause has ended, or, where
 * it never does by itself, a person (`settledBy`).
 */
export const ALARM_RULES = {
  FBI_SILENT: rule('The FBI has not answered a submission within the limit.', [ADMINISTRATOR], 120, [SUPERVISOR]),
  FBI_UNREACHABLE: rule('A submission cannot be handed to the FBI.', [ADMINISTRATOR], 60, [SUPERVISOR]),
  IDENT_SILENT: rule('IDENT has not answered a search within the limit.', [ADMINISTRATOR], 120, [SUPERVISOR]),
  DATABASES_SILENT: rule('The immigration databases have not answered a query within the limit.', [SPECIALIST], 120, [
    ADMINISTRATOR,
  ]),
  REVIEW_WAITING: rule('A status review waits for a specialist.', [SPECIALIST], 240, [ADMINISTRATOR]),
  JURISDICTION_UNKNOWN: rule(
    'The booking agency has no jurisdiction on record, or several of which not all were active: a person assigns one; only sharing waits.',
    [ADMINISTRATOR],
    240,
    [SUPERVISOR],
  ),
  DECISION_WAITING: rule('A case waits for an officer’s decision.', [OFFICER], 480, [SUPERVISOR]),
  SECOND_OFFICER_WAITING: rule('A decision waits for a second officer’s review.', [SUPERVISOR], 240, [ATTORNEY]),
  INTERVIEW_WAITING: rule('An interview is still to be held or recorded.', [OFFICER], 480, [SUPERVISOR]),
  REMOVAL_DECISION_WAITING: rule('A case waits for the decision whether to seek removal.', [OFFICER], 480, [
    SUPERVISOR,
  ]),
  COUNSEL_ASKED: rule('An officer referred a case to counsel.', [ATTORNEY], 480, [SUPERVISOR]),
  CITIZENSHIP_CLAIM: rule(
    'A claim of citizenship: nothing is done against the person until a supervisor and counsel have set it aside; unanswered, it withdraws the request to hold.',
    [SUPERVISOR, ATTORNEY],
    30,
    [CRCL, ADMINISTRATOR],
  ),
  VICTIM_CLAIM: rule(
    'A claim of being the victim of a crime: nothing is done against the person until a supervisor and counsel have set it aside.',
    [SUPERVISOR, ATTORNEY],
    120,
    [CRCL, ADMINISTRATOR],
  ),
  CLAIM_UNANSWERED: rule(
    'Removal is sought of a person whose claim of citizenship nobody has set aside, and the case has closed: look at it before anything else is done.',
    [SUPERVISOR, ATTORNEY, CRCL],
    30,
    [ADMINISTRATOR],
  ),
  PARTNER_CONFLICT: rule(
    'Two answers to one question contradict each other: a person looks at both.',
    [ADMINISTRATOR, SPECIALIST],
    240,
    [SUPERVISOR],
  ),
  BAD_MESSAGE: rule(
    'A message that could not be verified or understood was recorded and dropped.',
    [ADMINISTRATOR],
    720,
    [SUPERVISOR],
  ),
  RECORD_CONFLICT: rule(
    'The record already holds a different event under this number: a person decides.',
    [ADMINISTRATOR],
    60,
    [SUPERVISOR],
  ),
  DELIVERY_FAILING: rule('A message has not reached its addressee.', [ADMINISTRATOR], 120, [SUPERVISOR]),
  DETAINER_UNACKNOWLEDGED: rule('A jail has not acknowledged a detainer.', [JAIL, OFFICER, CRCL], 240, [SUPERVISOR]),
  COPY_UNCONFIRMED: rule(
    'Nobody has confirmed that the person was given a copy of the detainer.',
    [JAIL, OFFICER, CRCL],
    240,
    [SUPERVISOR],
  ),
  DORMANT_CHECK: rule(
    'A detainer has waited on local custody for 30 days: ask whether another ground still holds.',
    [OFFICER],
    1440,
    [SUPERVISOR, CRCL],
  ),
  GROUND_UNCERTAIN: rule(
    'The criminal case has ended, or a report on the person’s release could not be taken: ask at once whether another ground holds the person.',
    [JAIL, OFFICER, CRCL],
    60,
    [SUPERVISOR],
  ),
  POSSIBLE_OVERDUE_HOLD: rule(
    'Nobody has confirmed in time that another ground holds a person with a detainer: the hold may be overdue.',
    [OFFICER, SUPERVISOR, CRCL],
    60,
    [ADMINISTRATOR],
  ),
  LIMIT_NEAR: rule('The limit of a hold comes near.', [JAIL, OFFICER], 240, [SUPERVISOR]),
  BAIL_AFFECTED: rule(
    'Bail was refused or delayed with the detainer given as the reason: a detainer is no ground for that.',
    [SUPERVISOR, CRCL],
    60,
    [ADMINISTRATOR],
  ),
  JAIL_UNKNOWN: rule(
    'A person with a detainer was reported moved to a jail that is not in the register: 48 elapsed hours govern; register it and tell it.',
    [OFFICER, ADMINISTRATOR],
    60,
    [SUPERVISOR],
  ),
  DOCUMENT_FAILED: rule('A notice went out as text without its PDF, which could not be made.', [ADMINISTRATOR], 240, [
    SUPERVISOR,
  ]),
  RELEASE_UNCONFIRMED: rule(
    'Authority under a detainer has ended and nobody has confirmed the release.',
    [JAIL, OFFICER, SUPERVISOR, CRCL],
    30,
    [ADMINISTRATOR],
  ),
  HELD_PAST_LIMIT: rule(
    'VIOLATION: custody was confirmed after authority under a detainer had ended.',
    [JAIL, OFFICER, SUPERVISOR, CRCL],
    15,
    [ADMINISTRATOR],
  ),
  HOLD_OVERDUE_UNSEEN: rule(
    'A hold has passed its limit and its case did not say so: authority has ended. Confirm the release, or another lawful ground, now.',
    [JAIL, OFFICER, SUPERVISOR, CRCL],
    15,
    [ADMINISTRATOR],
  ),
  CLOCK_DISAGREES: rule(
    'The recorded clock of a hold does not follow from its facts: compute the limit by hand (sc deadline), and find out why.',
    [ADMINISTRATOR, SUPERVISOR, CRCL],
    60,
    [ATTORNEY],
  ),
  DETAINER_STOPPED: rule(
    'The workflow of an open detainer, or of its case, does not run: nothing reported to it takes effect until it is set back (docs/running.md).',
    [ADMINISTRATOR, SUPERVISOR, CRCL],
    60,
    [ATTORNEY],
  ),
  NOTICE_UNCONFIRMED: rule(
    'Nobody has confirmed that a notice of activation was delivered: find out how it reached the government, and confirm it (sc activation confirm).',
    [ADMINISTRATOR],
    1440,
    [SUPERVISOR],
  ),
  ACTIVATION_AT_RISK: rule(
    'An activation cannot be kept to its date as things stand: confirm that both notices were delivered in time, or move the date (sc activation move).',
    [ADMINISTRATOR],
    1440,
    [SUPERVISOR],
  ),
  ACTIVATION_MISSED: rule(
    'A jurisdiction was not activated at its date, since notice or waiting period was missing: plan another date (sc activation move).',
    [ADMINISTRATOR],
    720,
    [SUPERVISOR],
  ),
  MOA_FINDING_WAITING: rule(
    'A state itself ended its agreement by the register: counsel finds whether it still receives immigration status information (sc moa find).',
    [{ role: 'attorney', within: 'national' }],
    1440,
    [ADMINISTRATOR],
  ),
  WATCH_WAS_BLIND: rule(
    'The watch over holds did not look for a while: see since when, why, and which limits fell into that time (sc watch status).',
    [ADMINISTRATOR, SUPERVISOR],
    60,
    [CRCL],
  ),
  PLAN_INCOMPLETE: rule(
    'A jurisdiction is in no plan: plan its activation, for none may be left out (sc plan behind).',
    [ADMINISTRATOR],
    1440,
    [SUPERVISOR],
  ),
  PLAN_BEHIND: rule(
    'The plan of activations is behind: a date was missed, will be, or lies after the plan’s end (sc plan behind).',
    [ADMINISTRATOR],
    1440,
    [SUPERVISOR],
  ),
  RECOMMENDATION_UNANSWERED: rule(
    'Nobody has said in time what became of a recommendation of the advisory task force: record it, with who decided and why.',
    [ADMINISTRATOR],
    10_080,
    [CRCL],
  ),
} as const satisfies Record<string, AlarmRule>;

export type AlarmName = keyof typeof ALARM_RULES;

const OVERSIGHT: readonly Role[] = ['supervisor', 'crcl_officer'];
const OPERATION: readonly Role[] = ['administrator', 'supervisor'];

/** Causes that never end by themselves, whoever raised them: a person has to look, and says so. */
const SETTLED_BY: Partial<Record<AlarmName, readonly Role[]>> = {
  PARTNER_CONFLICT: OPERATION,
  BAD_MESSAGE: OPERATION,
  JAIL_UNKNOWN: OPERATION,
  DOCUMENT_FAILED: OPERATION,
  BAIL_AFFECTED: OVERSIGHT,
  RECORD_CONFLICT: OPERATION,
  HELD_PAST_LIMIT: OVERSIGHT,
  CLAIM_UNANSWERED: OVERSIGHT,
  WATCH_WAS_BLIND: OPERATION,
};

/**
 * What a workflow closes itself, but the records or the watch, which raised it, cannot: the watch closes what is no longer so, and a person
 * what a workflow that is gone will never report.
 */
const OF_THE_RECORDS: Partial<Record<AlarmName, readonly Role[]>> = {
  DELIVERY_FAILING: OPERATION,
  GROUND_UNCERTAIN: ['field_officer', ...OVERSIGHT],
  HOLD_OVERDUE_UNSEEN: OVERSIGHT,
  CLOCK_DISAGREES: OVERSIGHT,
  POSSIBLE_OVERDUE_HOLD: OVERSIGHT,
  RELEASE_UNCONFIRMED: OVERSIGHT,
  DETAINER_STOPPED: OPERATION,
};

/** Which roles may settle an alarm; nobody where its writer closes it. `byRecords`: the records themselves, or the watch, raised it, no workflow of a case. */
export function settledBy(rule: AlarmName, byRecords: boolean): readonly Role[] {
  return SETTLED_BY[rule] ?? (byRecords ? (OF_THE_RECORDS[rule] ?? []) : []);
}
