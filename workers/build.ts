/** Builds the workflow bundle of the present sources, if it is not there yet: ahead of the workers, and in a process that then gives its memory back. */
import { workflowBundle } from './bundle.ts';

await workflowBundle();
