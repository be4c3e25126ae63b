import { allHandlersFinished, CancellationScope, condition, defineQuery, setHandler } from '@temporalio/workflow';
import type { DetainerState } from '../domain/detainer/hold.ts';
import { DETAINER_VIEW, type DetainerInput } from '../domain/lifecycle/input.ts';
import { Detainer, type DetainerView } from './detainer/held.ts';
import { listenForReports } from './detainer/reports.ts';

/**
 * One detainer: a request to a jail, from issue to the confirmed end of the hold. It sleeps while local charges hold the person, runs the
 * clock once no other ground remains, and ends the request at the limit by itself. It stays open until someone confirms how the hold ended.
 */
export async function detainer(input: DetainerInput): Promise<DetainerState> {
  return await CancellationScope.nonCancellable(async () => {
    const detained = new Detainer(input);
    setHandler(defineQuery<DetainerView>(DETAINER_VIEW), () => detained.view());
    listenForReports(detained);
    await Promise.all([detained.issue(), detained.live()]);
    await condition(allHandlersFinished);
    await detained.settled();
    return detained.state;
  });
}
