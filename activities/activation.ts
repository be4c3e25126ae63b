import type { TrustedKey } from '../domain/access/assertion.ts';
import { zoneSchema } from '../domain/clock/instant.ts';
import { CodedError } from '../domain/errors.ts';
import { instantInWords } from '../domain/jurisdiction/instant-words.ts';
import { activationIdOf } from '../domain/lifecycle/activation-input.ts';
import type { Records } from '../records/index.ts';
import type { ActivationActivities, NoticeTerms } from './contract-activation.ts';
import { refuseOther, waitForKeys } from './guards.ts';

/** What the activities of an activation work with. */
export interface ActivationDependencies {
  readonly records: Pick<Records, 'activations' | 'profiles' | 'register' | 'training'>;
  /** The keys of this deployment: an activation that trusts another was not started here. */
  readonly trust: readonly TrustedKey[];
  /** The id of the workflow that calls the activity being run. */
  readonly caller: () => string;
  /** The time a workflow lives in, as it is when the activity runs: an instant that passed while it was retried has passed. */
  readonly timeOf: (workflowId: string) => Promise<{ readonly nowMs: number }>;
}

/** The activities of a jurisdiction's activation: nobody who starts a workflow by hand can have the register say anything (rules D1, D2). */
export function createActivationActivities(dependencies: ActivationDependencies): ActivationActivities {
  const { records, trust, caller, timeOf } = dependencies;
  const now = async (jurisdiction: string): Promise<number> => {
    refuseOther(caller(), activationIdOf(jurisdiction));
    return (await timeOf(caller())).nowMs;
  };
  return {
    openActivation: async (input) => {
      refuseOther(caller(), activationIdOf(input.jurisdiction));
      if (!(await records.activations.isPlanned(input))) throw notPlannedHere();
      waitForKeys(input.trust, trust);
      return await termsOf(records, input.jurisdiction, input.activeFrom, input.plannedAt);
    },
    noticeTerms: async (jurisdiction, activeFrom, at) => await termsOf(records, jurisdiction, activeFrom, at),
    writeActivation: async (jurisdiction, activeFrom) =>
      await records.activations.write(jurisdiction, activeFrom, await now(jurisdiction)),
    withdrawActivation: async (jurisdiction, activeFrom) =>
      await records.activations.withdraw(jurisdiction, activeFrom, await now(jurisdiction)),
    sendTraining: oneAtATime(async (jurisdiction, at) => {
      refuseOther(caller(), activationIdOf(jurisdiction));
      return (await records.training.send(jurisdiction, at, null)).agencies;
    }),
  };
}

/**
 * A wave becomes active at one instant, and all of it sends then, one after the other under one lock. Whoever finds another at it comes again
 * later, so that they never hold all connections to the records: nothing else waits for training (rule D8).
 */
function oneAtATime(send: ActivationActivities['sendTraining']): ActivationActivities['sendTraining'] {
  let busy = false;
  return async (jurisdiction, at) => {
    if (busy)
      throw new CodedError('RECORDS_BUSY', 'Training material is being sent to another jurisdiction: try again.');
    busy = true;
    try {
      return await send(jurisdiction, at);
    } finally {
      busy = false;
    }
  };
}

async function termsOf(
  { profiles, register }: ActivationDependencies['records'],
  jurisdiction: string,
  activeFrom: string,
  at: string,
): Promise<NoticeTerms> {
  const { id, activationNoticeDays } = await profiles.inForce(jurisdiction, at);
  const zones = (await register.zonesOf(jurisdiction, at)).filter((zone) => zoneSchema.safeParse(zone).success);
  return { profile: id, noticeDays: activationNoticeDays, words: instantInWords(activeFrom, zones) };
}

function notPlannedHere(): CodedError {
  return new CodedError(
    'NOT_STARTED_HERE',
    'This activation was not planned by this deployment: plan it through the API or with sc activation plan.',
  );
}
