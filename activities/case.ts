import { CodedError } from '../domain/errors.ts';
import type { Signed, TrustedKey } from '../domain/access/assertion.ts';
import type { BookingCaseInput, DetainerInput } from '../domain/lifecycle/input.ts';
import type { Envelope, SystemMessage } from '../domain/partners/messages.ts';
import type { Records } from '../records/index.ts';
import { computeHoldClock, writtenRule } from './clock.ts';
import type { CaseActivities } from './contract.ts';

/** What the activities of the `case` zone work with. */
export interface CaseDependencies {
  readonly records: Pick<Records, 'cases' | 'register' | 'submissions'>;
  /** The keys of this deployment: a case that trusts another was not started here. */
  readonly trust: readonly TrustedKey[];
  readonly signAsSystem: (message: SystemMessage) => Signed;
  readonly workflows: {
    startDetainer(input: DetainerInput, now: string): Promise<unknown>;
    deliverPartnerMessage(workflowId: string, envelope: Envelope): Promise<'TOLD' | 'GONE'>;
  };
}

/** The activities of the `case` zone. */
export function createCaseActivities({ records, trust, signAsSystem, workflows }: CaseDependencies): CaseActivities {
  return {
    writeRecords: async (caseId, writes) => await records.cases.writeRecords(caseId, writes),
    openCase: async (input) => {
      await refuseForeign(input, records, trust);
      return await records.register.routing(input.cri);
    },
    assignJurisdiction: async (cri, jurisdiction) => await assign(records, cri, jurisdiction),
    computeHoldClock: async (from, zone, rule) => await Promise.resolve(computeHoldClock(from, zone, rule)),
    writtenRule: async (from, zone, rule) => await Promise.resolve(writtenRule(from, zone, rule)),
    startDetainer: async (input, now) => {
      await records.cases.registerDetainer(input);
      await workflows.startDetainer(input, now);
    },
    tellWorkflow: async (workflowId, message) =>
      await workflows.deliverPartnerMessage(workflowId, { from: 'SYSTEM', signed: signAsSystem(message) }),
  };
}

/** A case starts from a stored submission and trusts this deployment's keys only: a workflow that somebody starts by hand goes nowhere. */
async function refuseForeign(
  input: BookingCaseInput,
  records: CaseDependencies['records'],
  trust: readonly TrustedKey[],
): Promise<void> {
  const detail = await records.cases.get(input.caseId);
  if (detail === null || detail.submissionSha256 !== input.submissionSha256) {
    throw new CodedError(
      'NOT_SUBMITTED_HERE',
      'This case was not submitted to this deployment: submit the booking through the API.',
    );
  }
  const known = new Set(trust.map(({ kid, publicKey, use }) => `${use} ${kid} ${publicKey}`));
  if (!input.trust.every(({ kid, publicKey, use }) => known.has(`${use} ${kid} ${publicKey}`))) {
    throw new CodedError(
      'FOREIGN_KEYS',
      'This case trusts keys that are not this deployment’s: submit the booking through the API.',
    );
  }
}

async function assign(records: CaseDependencies['records'], cri: string, jurisdiction: string) {
  const known = await records.register.jurisdictions();
  if (!known.some(({ id }) => id === jurisdiction))
    return { ...(await records.register.routing(cri)), jurisdiction: null };
  return await records.register.assign(cri, jurisdiction);
}
