import { Command } from 'commander';
import type { ActName } from '../domain/lifecycle/acts.ts';
import { type CliError, endingOf, EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { VERBS } from './verbs.ts';

/** A verb of the first level. What it needs is loaded only when it is called, so that the others start fast. */
interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: (io: Io) => Promise<Command>;
}

function caseAct(act: ActName): Entry {
  const { words, summary } = VERBS[act];
  return { name: words[0], summary, load: async (io) => (await import('./commands/acts.ts')).actCommand(io, act) };
}

const ENTRIES: readonly Entry[] = [
  {
    name: 'booking',
    summary: 'submit, check, look into and make bookings',
    load: async (io) => (await import('./commands/booking.ts')).bookingCommand(io),
  },
  {
    name: 'case',
    summary: 'list, show and watch cases',
    load: async (io) => (await import('./commands/case.ts')).caseCommand(io),
  },
  caseAct('recordReview'),
  caseAct('recordDecision'),
  caseAct('reviewAsSecondOfficer'),
  caseAct('requestAnotherReview'),
  {
    name: 'detainer',
    summary: 'look at detainers and report what happens to them',
    load: async (io) => (await import('./commands/detainer.ts')).detainerCommand(io),
  },
  caseAct('recordInterview'),
  caseAct('decideRemoval'),
  caseAct('reportCriminalOutcome'),
  caseAct('assignJurisdiction'),
  caseAct('askAgain'),
  caseAct('reportClaim'),
  caseAct('setAsideClaim'),
  {
    name: 'activation',
    summary: 'plan, see and move the activation of a jurisdiction, and confirm its notices',
    load: async (io) => (await import('./commands/activation.ts')).activationCommand(io),
  },
  {
    name: 'mailbox',
    summary: 'read the messages of your agency, bureau, office or role',
    load: async (io) => (await import('./commands/mailbox.ts')).mailboxCommand(io),
  },
  {
    name: 'alarms',
    summary: 'see and acknowledge the alarms that reach you',
    load: async (io) => (await import('./commands/mailbox.ts')).alarmsCommand(io),
  },
  {
    name: 'plan',
    summary: 'see the nationwide plan, set its end, activate many jurisdictions, see what is behind',
    load: async (io) => (await import('./commands/plan.ts')).planCommand(io),
  },
  {
    name: 'register',
    summary: 'import the register of agencies, and look at agencies and jurisdictions',
    load: async (io) => (await import('./commands/register.ts')).registerCommand(io),
  },
  {
    name: 'profile',
    summary: 'see rule profiles, propose where they govern, sign that, and end it',
    load: async (io) => (await import('./commands/profile.ts')).profileCommand(io),
  },
  {
    name: 'agreement',
    summary: 'see 287(g) agreements, enter, sign and end them, and whom they designate',
    load: async (io) => (await import('./commands/agreement.ts')).agreementCommand(io),
  },
  {
    name: 'recommendation',
    summary: 'see the advisory task force’s recommendations and record what became of each',
    load: async (io) => (await import('./commands/recommendation.ts')).recommendationCommand(io),
  },
  {
    name: 'training',
    summary: 'see training and awareness material, who has it, and record who went through it',
    load: async (io) => (await import('./commands/training.ts')).trainingCommand(io),
  },
  {
    name: 'receiving',
    summary: 'see and choose who receives the immigration identifications',
    load: async (io) => (await import('./commands/receiving.ts')).receivingCommand(io),
  },
  {
    name: 'moa',
    summary: 'see and enter agreements with states, and find what one that a state ended comes to',
    load: async (io) => (await import('./commands/receiving.ts')).moaCommand(io),
  },
  {
    name: 'sharing-request',
    summary: 'make and see requests on sharing: each is answered with the reason, and has no effect',
    load: async (io) => (await import('./commands/receiving.ts')).sharingRequestCommand(io),
  },
  {
    name: 'numbers',
    summary: 'see, enter and verify the three telephone numbers of forms and pages',
    load: async (io) => (await import('./commands/numbers.ts')).numbersCommand(io),
  },
  {
    name: 'watch',
    summary: 'see whether the watch over holds looks',
    load: async (io) => (await import('./commands/watch.ts')).watchCommand(io),
  },
  {
    name: 'deadline',
    summary: 'compute the instant at which a request to hold ends, and show why',
    load: async () => (await import('./commands/deadline.ts')).deadlineCommand(),
  },
  {
    name: 'programme',
    summary: 'see what was recorded for the programme as a whole',
    load: async (io) => (await import('./commands/programme.ts')).programmeCommand(io),
  },
  {
    name: 'verify',
    summary: 'recompute the hash chain of a record: a case’s, the programme’s, a jurisdiction’s',
    load: async (io) => (await import('./commands/development.ts')).verifyCommand(io),
  },
  {
    name: 'clock',
    summary: 'move a case’s time (development server only)',
    load: async (io) => (await import('./commands/development.ts')).clockCommand(io),
  },
  {
    name: 'people',
    summary: 'list the fictional people of a development deployment',
    load: async (io) => (await import('./commands/development.ts')).peopleCommand(io),
  },
];

/** Names of the verbs of the first level. */
export const VERB_NAMES: readonly string[] = ENTRIES.map(({ name }) => name);

const FOOTER = `
Examples:
  $ sc people
  $ sc booking submit samples/02-match-removable.eft --as jail-one
  $ sc case show 3f2a --as officer
  $ sc decide 3f2a --as officer

Say who acts with --as NAME (development people) or SC_TOKEN; the API is found by --api or SC_API_URL. --json prints JSON.
Exit codes: 0 done, 1 unexpected, 2 refused input, 3 not allowed, 4 not found, 5 unavailable.`;

/** Runs one command line (without `node` and the script) and returns its exit code. Errors are printed, never thrown. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const words = withGlobalsLast(argv);
  try {
    const program = await programFor(words, io);
    await program.parseAsync([...words], { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    const ending = endingOf(error);
    if (ending.error !== undefined) report(io, ending.error, words.includes('--json'));
    return ending.exitCode;
  }
}

async function programFor(words: readonly string[], io: Io): Promise<Command> {
  const program = new Command('sc').description(
    'The case system behind Secure Communities: cases, decisions, detainers and their clocks.',
  );
  const called = words.find((word) => !word.startsWith('-'));
  const wanted = called === 'help' ? words[words.indexOf('help') + 1] : called;
  for (const { name, summary, load } of ENTRIES)
    program.addCommand(name === wanted ? await load(io) : new Command(name).description(summary));
  program.addHelpText('after', FOOTER).showSuggestionAfterError();
  if (called === undefined && !words.some((word) => word === '--help' || word === '-h'))
    program.action(() => program.help());
  throwInsteadOfExit(program, io);
  return program;
}

/** A command of commander's own is left as it is; each one throws where it would end the process, and prints through `io`. */
function throwInsteadOfExit(command: Command, io: Io): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => io.out(text),
    writeErr: (text) => io.err(text),
    getOutHelpWidth: () => io.width,
    getErrHelpWidth: () => io.width,
  });
  for (const child of command.commands) throwInsteadOfExit(child, io);
}

const GLOBALS_WITH_VALUE = new Set(['--as', '--api']);

/** `sc --as officer case list` means `sc case list --as officer`. */
function withGlobalsLast(argv: readonly string[]): readonly string[] {
  const globals: string[] = [];
  let at = 0;
  for (let word = argv[at]; word !== undefined; word = argv[at]) {
    const length = GLOBALS_WITH_VALUE.has(word) ? 2 : word === '--json' || /^--(as|api)=/.test(word) ? 1 : 0;
    if (length === 0) break;
    globals.push(...argv.slice(at, at + length));
    at += length;
  }
  return [...argv.slice(at), ...globals];
}

function report(io: Io, error: CliError, json: boolean): void {
  if (json) {
    const { code, message, field, details } = error;
    io.err(
      `${JSON.stringify({ error: { code, message, ...(field === undefined ? {} : { field }), ...(details.length === 0 ? {} : { details }) } })}\n`,
    );
    return;
  }
  const where = error.field === undefined ? '' : ` (${error.field})`;
  const more =
    error.details.length > 1
      ? error.details.map(({ field, code, reason }) => `\n  ${field}: ${code}: ${reason}`).join('')
      : '';
  io.err(`${error.code}: ${error.message}${where}${more}\n`);
}
