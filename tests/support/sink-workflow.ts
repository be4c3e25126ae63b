import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  currentUpdateInfo,
  defineQuery,
  defineSignal,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setDefaultSignalHandler,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import { type Signed, type TrustedKey, verifySigned } from '../../domain/access/assertion.ts';

/** What the sink workflow keeps: names and contents of whatever reached it, and when its timers fired. */
export interface SinkView {
  readonly state: {
    readonly signals: readonly (readonly [string, readonly unknown[]])[];
    readonly fired: readonly number[];
  };
  readonly nowMs: number;
}

export interface SinkActivities {
  pause(ms: number): Promise<void>;
}

const local = proxyLocalActivities<SinkActivities>({ startToCloseTimeout: '1 minute' });
const remote = proxyActivities<SinkActivities>({ startToCloseTimeout: '1 minute' });

/** Records whatever is sent to it, and every expiry of a timer of `everyMs`, until signalled `finish`. */
export async function sink({ everyMs }: { everyMs: number }): Promise<number> {
  const signals: [string, unknown[]][] = [];
  const fired: number[] = [];
  const state = { finished: false };
  setHandler(defineSignal<unknown[]>('partnerMessage'), (...args) => void signals.push(['partnerMessage', args]));
  setHandler(defineSignal('finish'), () => void (state.finished = true));
  setDefaultSignalHandler((name, ...args) => void signals.push([name, args]));
  setHandler(defineQuery<SinkView>('caseView'), () => ({ state: { signals, fired }, nowMs: Date.now() }));
  setHandler(
    defineUpdate<unknown, [unknown]>('act.recordReview'),
    (given) => Promise.resolve({ given, id: currentUpdateInfo()?.id }),
    { validator: refuse },
  );
  setHandler(defineUpdate<void, [number]>('sleepFor'), (ms) => sleep(ms));
  setHandler(defineUpdate<void, [number]>('localFor'), (ms) => local.pause(ms));
  setHandler(defineUpdate<void, [number]>('remoteFor'), (ms) => remote.pause(ms));
  while (!state.finished) {
    if (!(await condition(() => state.finished, everyMs))) fired.push(Date.now());
  }
  await condition(allHandlersFinished);
  return signals.length;
}

/** Under the name of a case, whatever a case starts with. */
export const bookingCase = sink;

function refuse(given: unknown): void {
  const id = currentUpdateInfo()?.id ?? 'none';
  if (typeof given !== 'object' || given === null || !('args' in given))
    throw new RangeError(`refused ${id}: ${JSON.stringify(given)}`);
  if (given.args === 'refuse')
    throw ApplicationFailure.nonRetryable(`Refused ${id}: say it otherwise.`, 'SAID_BADLY', 'args.reasons');
}

/** Verifies a signature `times` times: what a message costs in the sandbox. */
export async function verifying(signed: Signed, key: TrustedKey, times: number): Promise<number> {
  let good = 0;
  for (let i = 0; i < times; i += 1) if (verifySigned(signed, key.use, [key])) good += 1;
  return Promise.resolve(good);
}
