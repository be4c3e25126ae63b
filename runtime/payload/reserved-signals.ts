import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** Names the SDK keeps for itself. */
const RESERVED_PREFIX = '__temporal_';
/** What stands before such a name when it reaches the default signal handler. */
export const RESERVED_SIGNAL = 'reserved:';

/**
 * Workflow interceptor module. The SDK throws on a signal whose name begins with `__temporal_` where a default signal handler is set,
 * which fails the workflow task for ever: anyone who reaches the server could stop a case. Such signals get another name, so that the
 * default handler records and drops them like any other that nobody handles. Replay does the same.
 */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [
    {
      activate(input, next) {
        for (const job of input.activation.jobs ?? []) {
          const signal = job.signalWorkflow;
          if (signal?.signalName?.startsWith(RESERVED_PREFIX)) signal.signalName = RESERVED_SIGNAL + signal.signalName;
        }
        next(input);
      },
    },
  ],
});
