/** Prints limits and holidays as JSON: run in a child process with another `TZ` to show that they do not depend on it. */
import { sample } from './sample.ts';

process.stdout.write(JSON.stringify(sample()));
