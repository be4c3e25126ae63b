import type { ColumnType, Generated } from 'kysely';
import type { Actor, Role } from '../domain/access/roles.ts';
import type { AlarmName } from '../domain/alarms/alarms.ts';
import type { CriminalTrack, ImmigrationTrack, Outcome } from '../domain/lifecycle/state.ts';
import type { Delivery, Ending, Hold, Service } from '../domain/detainer/hold.ts';
import type { Party } from '../domain/jurisdiction/receiving.ts';
import type { Envelope } from '../domain/partners/messages.ts';
import type { Address, HoldFacts, OutgoingMessage } from '../domain/record/record.ts';
import type { PhoneLine } from '../domain/profile/profile.ts';
import type { AuditEntry, DocumentKind, Session, SubmissionFormat } from './contract.ts';
import type { AdvisoryTables } from './schema/advisory.ts';
import type { ActivationTables } from './schema/activations.ts';
import type { AgreementTables } from './schema/agreement.ts';
import type { PlanTables } from './schema/plan.ts';
import type { ReceivingTables } from './schema/receiving.ts';
import type { RegisterTables } from './schema/register.ts';
import type { TrainingTables } from './schema/training.ts';

/** `_at`: an instant as its reporter wrote it (text). `_ms`: milliseconds since 1970, for ordering. `bytea` columns hold what was sealed. */
export interface Tables
  extends
    ReceivingTables,
    ActivationTables,
    AdvisoryTables,
    RegisterTables,
    AgreementTables,
    PlanTables,
    TrainingTables {
  ledgers: LedgersTable;
  cases: CasesTable;
  submissions: SubmissionsTable;
  submission_conflicts: SubmissionConflictsTable;
  attachments: AttachmentsTable;
  events: EventsTable;
  detainers: DetainersTable;
  messages: MessagesTable;
  mailboxes: MailboxesTable;
  deliveries: DeliveriesTable;
  endpoints: EndpointsTable;
  alarms: AlarmsTable;
  alarm_acknowledgements: AlarmAcknowledgementsTable;
  late_messages: LateMessagesTable;
  profile_versions: ProfileVersionsTable;
  profile_assignments: ProfileAssignmentsTable;
  profile_signatures: ProfileSignaturesTable;
  phone_numbers: PhoneNumbersTable;
  phone_number_calls: PhoneNumberCallsTable;
  sessions: SessionsTable;
  audit: AuditTable;
  facts: FactsTable;
  settings: { key: string; value: string };
}

/** A `jsonb` column: written as text, read as the value that was written. */
type InJson<T> = ColumnType<T, string, string>;

/** A chain of events: of a case, of a jurisdiction, or of the programme as a whole. */
interface LedgersTable {
  ledger_id: string;
  /** Where the chain stands: a ledger whose last events were removed does not verify. */
  last_position: Generated<number>;
  head_hash: string;
}

interface CasesTable {
  case_id: string;
  cri: string;
  sib: string;
  jurisdiction: string | null;
  field_office: string | null;
  received_at: string;
  received_ms: number;
  criminal: CriminalTrack | null;
  immigration: ImmigrationTrack | null;
  outcome: Outcome | null;
  next_step: string | null;
  opened_at: string | null;
  changed_at: string | null;
  closed_at: string | null;
  /** The earliest limit among the detainers whose hold is not closed. */
  limit_at: string | null;
  limit_ms: number | null;
  fact_written: Generated<boolean>;
}

interface SubmissionsTable {
  case_id: string;
  sha256: string;
  format: SubmissionFormat;
  received_at: string;
  booking: Uint8Array | null;
  file: Uint8Array | null;
  stored_ms: number;
  /** Staff id of the person or program that submitted it, where one did. */
  submitted_by: string | null;
  started: Generated<boolean>;
}

interface SubmissionConflictsTable {
  case_id: string;
  sha256: string;
  format: SubmissionFormat;
  received_at: string;
  booking: Uint8Array | null;
}

interface AttachmentsTable {
  case_id: string;
  sha256: string;
  /** Bytes before sealing. */
  size: number;
  bytes: Uint8Array;
}

interface EventsTable {
  ledger_id: string;
  position: number;
  stream: string;
  /** Names the step within its stream: a repeat is known by it. */
  step: string;
  seq: number;
  kind: string;
  at: string;
  summary: string;
  recorded_at: string;
  /** The act clears what came before it. */
  clears: boolean;
  /** Salt, author and data: sealed together, so that whoever destroys the key destroys the salt. Clearable. */
  content: Uint8Array | null;
  commitment: string;
  /** Commitment to what the whole write says, under the same salt: tells a repeat from a conflict. */
  write_commitment: string;
  prev_hash: string;
  hash: string;
  cleared_by: number | null;
}

interface DetainersTable {
  /** SHA-256 of the input that its workflow was started with: no other workflow speaks for it. */
  input_sha256: string;
  detainer_id: string;
  /** Random, on the form: whoever has it can look the detainer up without an account. */
  code: string;
  case_id: string;
  number: number;
  kind: 'STANDARD' | 'UPON_CONVICTION';
  jail: string;
  jail_name: string;
  zone: string;
  profile: string;
  issued_at: string;
  delivery: Delivery;
  service: Service;
  hold: Hold;
  ending: Ending | null;
  started_at: string | null;
  limit_at: string | null;
  limit_ms: number | null;
  violation: boolean;
  authorized: boolean;
  facts: InJson<HoldFacts>;
  changed_at: string;
}

interface MessagesTable {
  id: string;
  ledger_id: string;
  kind: OutgoingMessage['kind'];
  /** JSON array of addresses. */
  route: string;
  at: string;
  /** Subject, text and data: sealed. */
  content: Uint8Array;
  attachment_sha256: string | null;
  /** What the attachment is, where it is a document of a detainer. */
  document: InJson<DocumentColumn> | null;
  /** Whose word decides whether it may be handed out; null: it tells no state or local agency a status. */
  parties: Party[] | null;
}

interface DocumentColumn {
  readonly detainerId: string;
  readonly kind: DocumentKind;
  readonly revision: number;
  readonly madeAt: string;
}

interface MailboxesTable {
  address: Address;
  /** The number of its newest entry. Its row lock makes numbers appear in order; they count nothing. */
  last_number: number;
}

interface DeliveriesTable {
  message_id: string;
  hop: number;
  address: Address;
  number: number;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  /** When it came into the mailbox. */
  released_ms: number;
  /** When the alarm is raised unless there is a receipt. */
  receipt_due_ms: number;
  overdue: Generated<boolean>;
  delivered_ms: number | null;
  failures: Generated<number>;
  last_failure: string | null;
  next_try_ms: Generated<number>;
  leased_until_ms: Generated<number>;
}

interface EndpointsTable {
  address: Address;
  url: string;
  secret: string;
}

interface AlarmsTable {
  id: Generated<number>;
  /** Null: about no case. */
  case_id: string | null;
  stream: string;
  key: string;
  rule: AlarmName;
  detail: string;
  /** Whom `agency` means: the jail of a detainer, else the booking agency. */
  agency: string;
  raised_at: string;
  closed_at: string | null;
  closed_by: string | null;
  /** A person's words: sealed, clearable. */
  closed_reasons: Uint8Array | null;
  deliveries: Generated<number>;
  escalated: Generated<boolean>;
  due_ms: number;
}

interface AlarmAcknowledgementsTable {
  number: Generated<number>;
  alarm_id: number;
  role: Role;
  /** For whom it speaks: `agency:ORI`, `office:CODE` or `national`. */
  scope: string;
  at: string;
  by: string;
}

interface LateMessagesTable {
  number: Generated<number>;
  case_id: string;
  sha256: string;
  reference: string;
  sender: Envelope['from'];
  received_at: string;
  /** The signed envelope: sealed, clearable. */
  content: Uint8Array | null;
}

/** A site's own rule profiles; the shipped ones are code. */
interface ProfileVersionsTable {
  number: Generated<number>;
  id: string;
  /** JSON of the profile, what it is based on, and its origins. */
  profile: string;
  added_by: string;
  added_at: string;
}

interface ProfileAssignmentsTable {
  id: Generated<number>;
  profile_id: string;
  /** `*`: every jurisdiction without one of its own. */
  jurisdiction: string;
  from_at: string;
  to_at: string | null;
  reasons: string;
  /** Either a recommendation or a basis in words. */
  recommendation: number | null;
  basis: string | null;
  proposed_by: string;
  proposed_at: string;
}

interface ProfileSignaturesTable {
  number: Generated<number>;
  assignment_id: number;
  /** Null: signed to govern. Else: signed to end then. */
  ends_at: string | null;
  actor: string;
  name: string;
  title: string;
  statement: string;
  at: string;
  /** Which effect had been shown, and the effect itself as JSON; null where it is signed to end. */
  effect_sha256: string | null;
  effect: string | null;
}

interface PhoneNumbersTable {
  id: Generated<number>;
  line: PhoneLine;
  number: string;
  answered_by: string;
  enforcement: boolean;
  hours: string;
  entered_by: string;
  entered_at: string;
}

interface PhoneNumberCallsTable {
  number: Generated<number>;
  phone_number_id: number;
  reached: boolean;
  called_on: string;
  words: string;
  by: string;
  name: string;
  at: string;
}

interface SessionsTable {
  token_sha256: string;
  /** JSON. */
  actor: string;
  actor_id: Actor['id'];
  kind: Session['kind'];
  signed_in_at: string;
  expires_at: string;
  expires_ms: number;
}

interface AuditTable {
  number: Generated<number>;
  at: string;
  actor_id: string;
  role: Role;
  act: string;
  case_id: string | null;
  outcome: AuditEntry['outcome'];
  code: string | null;
  source: string | null;
}

interface FactsTable {
  id: string;
  jurisdiction: string | null;
  quarter: string;
  matched: boolean;
  shared: boolean;
  offence_class: string;
  classed_by: string;
  outcome: Outcome;
}
