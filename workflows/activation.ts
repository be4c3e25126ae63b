import { allHandlersFinished, CancellationScope, condition, defineQuery, setHandler } from '@temporalio/workflow';
import type { Activation } from '../domain/jurisdiction/activation.ts';
import { ACTIVATION_VIEW, type ActivationInput } from '../domain/lifecycle/activation-input.ts';
import { Activating, type ActivationView } from './activation/activating.ts';
import { listenForActs } from './activation/acts.ts';

/**
 * The activation of one jurisdiction: planned, both governments told, each delivery confirmed, the waiting period, and active exactly at the planned
 * instant. As soon as nothing but time is missing the register has that instant, so that sharing begins then, whether or not this workflow runs.
 */
export async function jurisdictionActivation(input: ActivationInput): Promise<Activation> {
  return await CancellationScope.nonCancellable(async () => {
    const activating = new Activating(input);
    setHandler(defineQuery<ActivationView>(ACTIVATION_VIEW), () => activating.view());
    listenForActs(activating);
    await activating.open();
    while (!activating.isActive) {
      await activating.untilSomethingIsDue();
      await activating.noMoveUnderWay();
      if (activating.onlyTimeIsMissing) await activating.writeIntoRegister();
      if (activating.instantHasCome) await activating.activateOrMiss();
      else activating.callWhoeverIsNeeded();
    }
    await activating.sendTraining();
    await condition(allHandlersFinished);
    await activating.journal.settled();
    return activating.state;
  });
}
