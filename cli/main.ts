import { processIo } from './io.ts';
import { runCli } from './program.ts';

/** The command-line tool, run as the process it is. A closed pipe (`sc … | head`) is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await runCli(process.argv.slice(2), processIo());
