import { authorityAt } from '../domain/agreement/agreement.ts';
import { refuseOwnArrest } from '../domain/agreement/delegation.ts';
import { CodedError } from '../domain/errors.ts';
import { caseIdOfDetainer } from '../domain/ids.ts';
import type { Signed, TrustedKey } from '../domain/access/assertion.ts';
import type { BookingCaseInput, DetainerInput } from '../domain/lifecycle/input.ts';
import type { Envelope, SystemMessage } from '../domain/partners/messages.ts';
import type { Records } from '../records/index.ts';
import { notStartedHere, refuseOther, waitForKeys } from './guards.ts';
import { computeHoldClock, writtenRule } from './clock.ts';
import type { AuthorityQuestion, CaseActivities } from './contract.ts';
import { type DocumentDependencies, withDocuments } from './documents.ts';

/** What the activities of the `case` zone work with. */
export interface CaseDependencies {
  readonly records: Pick<Records, 'agreements' | 'attachments' | 'cases' | 'profiles' | 'register' | 'submissions'>;
  readonly documents: Omit<DocumentDependencies, 'records'>;
  /** The keys of this deployment: a case that trusts another was not started here. */
  readonly trust: readonly TrustedKey[];
  /** The id of the workflow that calls the activity being run. */
  readonly caller: () => string;
  readonly signAsSystem: (message: SystemMessage) => Signed;
  readonly workflows: {
    startDetainer(input: DetainerInput, now: string): Promise<'STARTED' | 'ALREADY'>;
    deliverPartnerMessage(workflowId: string, envelope: Envelope): Promise<'TOLD' | 'GONE'>;
  };
}

/**
 * The activities of the `case` zone. Each acts only for the workflow that calls it: a workflow that somebody starts by hand can neither write into
 * another's record nor have this worker sign for it (rule B1).
 */
export function createCaseActivities(dependencies: CaseDependencies): CaseActivities {
  const { records, documents, trust, caller, signAsSystem, workflows } = dependencies;
  return {
    writeRecords: async (caseId, writes) => {
      for (const { event } of writes) refuseOther(caller(), event.stream);
      return await records.cases.writeRecords(caseId, await withDocuments({ records, ...documents }, caseId, writes));
    },
    openCase: async (input, at) => {
      refuseOther(caller(), input.caseId);
      await refuseUnsubmitted(input, records);
      waitForKeys(input.trust, trust);
      return await records.register.routing(input.cri, at);
    },
    openDetainer: async (input) => {
      refuseOther(caller(), input.detainerId);
      await refuseUnregistered(input, records);
    },
    routing: async (cri, at) => await records.register.routing(cri, at),
    profileInForce: async (jurisdiction, at) => await records.profiles.inForce(jurisdiction, at),
    delegatedAuthority: async (asked) => await delegatedAuthority(records, asked),
    assignJurisdiction: async (cri, jurisdiction, at) => await assign(records, cri, jurisdiction, at),
    computeHoldClock: async (from, zone, rule) => await Promise.resolve(computeHoldClock(from, zone, rule)),
    writtenRule: async (from, zone, rule) => await Promise.resolve(writtenRule(from, zone, rule)),
    startDetainer: async (input, now) => {
      refuseOther(caller(), input.caseId);
      return await startRegistered(dependencies, input, now);
    },
    tellWorkflow: async (workflowId, message) => {
      const [from, to] = endsOf(message);
      refuseOther(caller(), from);
      refuseOther(workflowId, to);
      return await workflows.deliverPartnerMessage(workflowId, { from: 'SYSTEM', signed: signAsSystem(message) });
    },
  };
}

/** Who sends a message of the system, and to whom: a detainer reports to its case, a case instructs its detainers. */
function endsOf({ kind, detainerId }: SystemMessage): readonly [from: string, to: string] {
  const caseId = caseIdOfDetainer(detainerId);
  return kind === 'DETAINER_REPORT' ? [detainerId, caseId] : [caseId, detainerId];
}

async function startRegistered(
  { records, workflows }: CaseDependencies,
  input: DetainerInput,
  now: string,
): Promise<'STARTED' | 'ALREADY' | 'CONFLICT'> {
  try {
    await records.cases.registerDetainer(input);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'DETAINER_CONFLICT') return 'CONFLICT';
    throw error;
  }
  return await workflows.startDetainer(input, now);
}

async function delegatedAuthority(
  { agreements }: Pick<CaseDependencies['records'], 'agreements'>,
  { caseId, officer, jurisdiction, at }: AuthorityQuestion,
) {
  const [all, bookedBy] = await Promise.all([agreements.all(), agreements.bookedBy(caseId)]);
  const refused = refuseOwnArrest(officer.id, bookedBy);
  return refused === undefined ? authorityAt(all, officer, jurisdiction, at) : { refused };
}

async function refuseUnsubmitted(input: BookingCaseInput, records: CaseDependencies['records']): Promise<void> {
  const detail = await records.cases.get(input.caseId);
  if (detail?.submissionSha256 !== input.submissionSha256) throw notStartedHere();
}

async function refuseUnregistered(input: DetainerInput, records: CaseDependencies['records']): Promise<void> {
  if (!(await records.cases.isRegistered(input))) throw notStartedHere();
}

async function assign({ register }: CaseDependencies['records'], cri: string, jurisdiction: string, at: string) {
  try {
    return await register.assign(cri, jurisdiction, at);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'UNKNOWN_JURISDICTION') return null;
    throw error;
  }
}
