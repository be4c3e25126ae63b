import type { TrustedKey } from '../domain/access/assertion.ts';
import type { Actor } from '../domain/access/roles.ts';
import type { Jurisdiction } from '../domain/agency/agency.ts';
import { CodedError } from '../domain/errors.ts';
import { type ActivationPlan, refusePlan } from '../domain/jurisdiction/activation.ts';
import type { ActivationInput } from '../domain/lifecycle/activation-input.ts';
import type { WaitLimits } from '../domain/lifecycle/input.ts';
import type { RuleProfile } from '../domain/profile/profile.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import type { CaseClient, Started } from './cases.ts';

/** What planning asks of the records. */
interface PlanningRecords {
  readonly activations: {
    get(jurisdiction: string): Promise<object | null>;
    plan(input: ActivationInput): Promise<{ readonly outcome: 'PLANNED' | 'ALREADY' }>;
  };
  readonly register: { jurisdiction(id: string): Promise<Jurisdiction | null> };
  readonly profiles: { inForce(jurisdiction: string | null, at: string): Promise<RuleProfile> };
}

/** What planning works with. `nowMs`: wall clock. */
export interface PlanningDependencies {
  readonly records: PlanningRecords;
  readonly cases: Pick<CaseClient, 'startActivation'>;
  readonly trust: readonly TrustedKey[];
  readonly limits: WaitLimits;
  readonly nowMs: () => number;
}

/** `startAt` (ISO, in the future): the instant at which the activation begins to live; development only. */
export interface PlanningOptions {
  readonly startAt?: string;
}

/**
 * Plans the activation of one jurisdiction and starts its workflow; both idempotent: planned for the same instant before, it answers `ALREADY`.
 * @throws CodedError UNKNOWN_JURISDICTION, ALREADY_ACTIVE, ALREADY_PLANNED, NOTICE_TOO_SHORT, and what the records and the server refuse
 */
export async function planActivation(
  dependencies: PlanningDependencies,
  plan: ActivationPlan,
  by: Actor,
  options: PlanningOptions = {},
): Promise<Started> {
  const { records, cases } = dependencies;
  const nowMs = options.startAt === undefined ? dependencies.nowMs() : instantMs(options.startAt);
  const input = await inputOf(dependencies, plan, by, isoInstant(nowMs));
  const known = await records.activations.get(plan.jurisdiction);
  if (known === null) await refuseShortNotice(dependencies, input, nowMs);
  const { outcome } = await records.activations.plan(input);
  if (outcome === 'ALREADY') return 'ALREADY';
  await cases.startActivation(input, options);
  return 'STARTED';
}

async function inputOf(
  { records, trust, limits }: PlanningDependencies,
  { jurisdiction: id, activeFrom, wave, reasons }: ActivationPlan,
  plannedBy: Actor,
  plannedAt: string,
): Promise<ActivationInput> {
  const jurisdiction = await records.register.jurisdiction(id);
  if (jurisdiction === null) throw unknownJurisdiction();
  return {
    jurisdiction: id,
    name: jurisdiction.name,
    state: jurisdiction.state,
    activeFrom: isoInstant(instantMs(activeFrom)),
    wave,
    reasons,
    plannedBy,
    plannedAt,
    trust,
    limits,
  };
}

async function refuseShortNotice(
  { records }: PlanningDependencies,
  { jurisdiction, activeFrom, plannedAt }: ActivationInput,
  nowMs: number,
): Promise<void> {
  const { activationNoticeDays } = await records.profiles.inForce(jurisdiction, plannedAt);
  const refusal = refusePlan(activeFrom, activationNoticeDays, nowMs);
  if (refusal) throw new CodedError(refusal.code, refusal.reason, refusal.field);
}

function unknownJurisdiction(): CodedError {
  return new CodedError(
    'UNKNOWN_JURISDICTION',
    'There is no such jurisdiction in the register: add it first, or name another.',
    'jurisdiction',
  );
}
