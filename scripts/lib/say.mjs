/** A fault in the set-up that the user can act on: `message` is one sentence that says what is wrong, and the way out. */
export class SetupError extends Error {
  /** @param {string} message @param {{ cause?: unknown }} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'SetupError';
  }
}

/**
 * Prints one line about the set-up. It goes to stderr, so that what a command prints (`sc --json`) stays clean.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs an entry point: a `SetupError` is printed as its one sentence, anything else with its stack; both end with exit code 1.
 * @param {() => Promise<number | void>} main returns the exit code, or nothing to leave the process running as it is
 */
export async function runMain(main) {
  try {
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    say(error instanceof SetupError ? `error: ${error.message}` : `error: ${messageOf(error, true)}`);
    process.exitCode = 1;
  }
}

/**
 * The text of something thrown.
 * @param {unknown} error
 * @param {boolean} [withStack]
 * @returns {string}
 */
export function messageOf(error, withStack = false) {
  if (!(error instanceof Error)) return String(error);
  if (withStack && error.stack) return error.stack;
  // A refused connection is an AggregateError without a message of its own: its code says more than nothing.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message || code || error.name;
}

/**
 * The `code` of a system error such as `ENOENT`, or an empty text.
 * @param {unknown} error
 * @returns {string}
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * A progress line for something of a known or unknown size: rewritten in place on a terminal, else one line for each tenth.
 * @param {string} what e.g. `downloading temporal 1.9.1`
 * @param {number | undefined} total bytes
 * @returns {(done: number) => void} to be told how many bytes are there
 */
export function progress(what, total) {
  const terminal = process.stderr.isTTY;
  let shown = -1;
  return (done) => {
    const tenth = total ? Math.floor((done / total) * (terminal ? 100 : 10)) : Math.floor(done / 5_000_000);
    if (tenth === shown) return;
    shown = tenth;
    const text = total ? `${what}: ${mega(done)} of ${mega(total)} MB` : `${what}: ${mega(done)} MB`;
    if (!terminal) say(text);
    else process.stderr.write(`\r${text}${total && done >= total ? '\n' : ''}`);
  };
}

/** @param {number} bytes */
function mega(bytes) {
  return (bytes / 1_000_000).toFixed(1);
}
