import { createHash } from 'node:crypto';
import { open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { tcnSchema } from '../../domain/identifiers.ts';
import { CodedError, type Refusal } from '../../domain/errors.ts';
import { bookingFromJson, formatOf, parseSubmission } from '../../exchange/ebts/booking.ts';
import { refusalOf } from '../../exchange/ebts/extract.ts';
import { submissionFactsSchema, type SubmissionFacts } from '../../exchange/ebts/facts.ts';
import { makeCar, printRecordsOf } from '../../exchange/ebts/make.ts';
import {
  idcOf,
  imageOf,
  isTagged,
  MAX_FILE_BYTES,
  type EbtsField,
  type EbtsFile,
  type EbtsRecord,
} from '../../exchange/ebts/model.ts';
import { fieldName } from '../../exchange/ebts/names.ts';
import { checkFileSize, readEbts } from '../../exchange/ebts/read.ts';

const REFUSED = 2;
const TEMPLATES = join(import.meta.dirname, '..', '..', 'samples', 'templates');
/** Longest value shown in the table; `--json` shows all of it. */
const SHOWN_CHARACTERS = 100;

const jsonOptionSchema = z.object({ json: z.boolean().optional() });
const makeOptionsSchema = z.strictObject({
  from: z.string(),
  template: z.string(),
  out: z.string(),
  tcn: z.string().optional(),
  force: z.boolean().optional(),
  json: z.boolean().optional(),
});

/** What a command leaves behind: text for stdout or stderr, and the exit code. */
interface Outcome {
  readonly json: unknown;
  readonly text: string;
  readonly refused: boolean;
}

/**
 * `sc booking validate FILE`: says whether a booking would be accepted, without any service or network. Exit code 0 if so, 2 if not,
 * with one line for each reason: field, code, what to do.
 */
export function validateCommand(): Command {
  return new Command('validate')
    .description('check a booking (EBTS file or JSON) as the front door would')
    .argument('<file>', 'EBTS file, or JSON')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sc booking validate samples/01-no-match.eft\n  $ sc booking validate booking.json --json',
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      await answer(command, async () => validation(await readBookingFile(file)));
    });
}

/**
 * `sc booking inspect FILE`: shows the records and fields of an EBTS file (or of what a JSON booking becomes). Image data are shown
 * as size and hash and never decoded. Exit code 2 if the file cannot be read whole.
 */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('show the records and fields of an EBTS file; images as size and hash')
    .argument('<file>', 'EBTS file, or a JSON booking')
    .option('--json', 'print the records as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sc booking inspect samples/01-no-match.eft\n  $ sc booking inspect card.eft --json',
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      await answer(command, async () => inspection(await readBookingFile(file)));
    });
}

/**
 * `sc booking make`: puts the print records of a file, byte for byte, into a fictional arrest submission with the facts of a template.
 */
export function makeCommand(): Command {
  return new Command('make')
    .description('wrap the print records of an EBTS file in a fictional arrest submission')
    .requiredOption('--from <file>', 'EBTS file that has the print records')
    .requiredOption('--template <template>', 'JSON file of facts, or the name of one in samples/templates')
    .requiredOption('--out <file>', 'file to write')
    .option('--tcn <tcn>', 'transaction number instead of the one in the template (10 to 40 characters, used once)')
    .option('--force', 'write over a file that exists')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ sc booking make --from card.eft --template car-no-match --tcn XX-MINE-0001 --out mine.eft',
    )
    .action(async (_options: unknown, command: Command) => {
      await answer(command, () => make(makeOptionsSchema.parse(command.opts())));
    });
}

/**
 * Reads a file that should be a booking, never more than the limit: a larger one is refused by its size before it is read.
 * Throws CodedError TOO_LARGE or FILE_UNREADABLE.
 */
export async function readBookingFile(path: string): Promise<Uint8Array> {
  const handle = await opened(path);
  try {
    checkFileSize((await handle.stat()).size);
    const chunks: Buffer[] = [];
    for await (const chunk of handle.createReadStream({ end: MAX_FILE_BYTES, autoClose: false }))
      chunks.push(Buffer.from(chunk));
    const bytes = Buffer.concat(chunks);
    checkFileSize(bytes.length);
    return bytes;
  } catch (error) {
    throw fileError(error, 'FILE_UNREADABLE', 'The file cannot be read');
  } finally {
    await handle.close();
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw fileError(error, 'FILE_UNREADABLE', 'The file cannot be opened');
  }
}

/** A fault of the file system in one sentence; other errors as they are. */
function fileError(error: unknown, code: string, what: string): unknown {
  if (error instanceof CodedError || !(error instanceof Error) || !('code' in error)) return error;
  const hint = error.code === 'ENOENT' ? 'it does not exist' : String(error.code);
  return new CodedError(code, `${what}: ${hint}`, 'file');
}

/** Runs a command's work and prints what came of it: on refusal to stderr (with `--json` to stdout) and with exit code 2. */
async function answer(command: Command, work: () => Promise<Outcome>): Promise<void> {
  const json = jsonOptionSchema.parse(command.opts()).json === true;
  const outcome = await settled(work);
  if (json) process.stdout.write(`${JSON.stringify(outcome.json, null, 2)}\n`);
  else (outcome.refused ? process.stderr : process.stdout).write(`${outcome.text}\n`);
  if (outcome.refused) process.exitCode = REFUSED;
}

async function settled(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return refusal([{ field: error.field ?? 'file', code: error.code, reason: error.message }]);
  }
}

function refusal(refusals: readonly Refusal[]): Outcome {
  const lines = refusals.map(({ field, code, reason }) => printable(`${field}: ${code}: ${reason}`));
  return { json: { accepted: false, refusals }, text: lines.join('\n'), refused: true };
}

function validation(bytes: Uint8Array): Outcome {
  const submission = parseSubmission(bytes);
  if (!submission.accepted) return refusal(submission.refusals);
  const { booking, format } = submission;
  const summary = {
    accepted: true,
    format,
    tot: booking.transaction.tot,
    controllingAgency: booking.controllingAgency,
    charges: booking.arrest.charges.length,
    prints: booking.prints.length,
    sha256: sha256(submission.file),
  };
  const text = `accepted: ${summary.tot} of agency ${summary.controllingAgency}, charges: ${summary.charges}, records with images: ${summary.prints}`;
  return { json: summary, text, refused: false };
}

function inspection(bytes: Uint8Array): Outcome {
  const records = ebtsFileOf(bytes).records.map(described);
  const text = records.map(({ title, rows }) =>
    [title, ...rows.map(([name, value]) => `  ${name.padEnd(12)} ${short(value)}`)].join('\n'),
  );
  const json = { records: records.map((record) => record.json) };
  return { json, text: [...text, `${records.length} records, ${bytes.length} bytes`].join('\n'), refused: false };
}

function ebtsFileOf(bytes: Uint8Array): EbtsFile {
  if (formatOf(bytes) !== 'json') return readEbts(bytes);
  const submission = bookingFromJson(bytes);
  if (submission.accepted) return readEbts(submission.file);
  const [first] = submission.refusals;
  throw new CodedError(first?.code ?? 'NOT_A_BOOKING', first?.reason ?? 'The file is no booking', first?.field);
}

interface Described {
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
  readonly json: unknown;
}

function described(record: EbtsRecord): Described {
  if (!isTagged(record)) return describedBinary(record);
  const idc = record.type === 1 ? '' : `, IDC ${idcOf(record)}`;
  const rows = record.fields.map((field) => [fieldName(record.type, field.number), fieldText(field)] as const);
  const fields = record.fields.map((field) => ({
    field: fieldName(record.type, field.number),
    ...('image' in field ? imageFacts(field.image) : { items: field.items }),
  }));
  return {
    title: `Type-${record.type}${idc}`,
    rows,
    json: { type: record.type, ...(record.type === 1 ? {} : { idc: idcOf(record) }), fields },
  };
}

function describedBinary(record: Exclude<EbtsRecord, { fields: unknown }>): Described {
  const { image, ...header } = record;
  const facts = Object.entries(header).filter(([key]) => key !== 'type' && key !== 'idc');
  return {
    title: `Type-${record.type}, IDC ${record.idc} (binary)`,
    rows: [...facts.map(([key, value]) => [key, String(value)] as const), ['image', imageText(image)]],
    json: { ...header, ...imageFacts(imageOf(record)) },
  };
}

/** Sub-fields are set apart by ` | `, the items of one by ` / `. */
function fieldText(field: EbtsField): string {
  return 'image' in field ? imageText(field.image) : field.items.map((subfield) => subfield.join(' / ')).join(' | ');
}

function imageFacts(image: Uint8Array): { imageBytes: number; sha256: string } {
  return { imageBytes: image.length, sha256: sha256(image) };
}

function imageText(image: Uint8Array): string {
  return `${image.length} bytes of image data, sha256 ${sha256(image)}`;
}

function short(value: string): string {
  const shown = printable(value);
  return shown.length <= SHOWN_CHARACTERS
    ? shown
    : `${shown.slice(0, SHOWN_CHARACTERS)}... (${value.length} characters)`;
}

/** A file is a stranger's: what would steer the terminal is shown as a code. */
function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u001F\u007F-\u009F]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function make(options: z.infer<typeof makeOptionsSchema>): Promise<Outcome> {
  const prints = printRecordsOf(readEbts(await readBookingFile(options.from)));
  const template = await readTemplate(options.template);
  const facts = options.tcn === undefined ? template : withTcn(template, options.tcn);
  const bytes = makeCar({ template: facts, prints });
  try {
    await writeFile(options.out, bytes, { flag: options.force === true ? 'w' : 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new CodedError(
        'FILE_EXISTS',
        'The file to write exists already: choose another name or give --force',
        '--out',
      );
    }
    throw fileError(error, 'FILE_UNWRITABLE', 'The file cannot be written');
  }
  const json = { accepted: true, file: options.out, bytes: bytes.length, prints: prints.length, sha256: sha256(bytes) };
  return {
    json,
    text: `written: ${bytes.length} bytes, ${prints.length} print records taken over unchanged`,
    refused: false,
  };
}

async function readTemplate(template: string): Promise<SubmissionFacts> {
  const path = /^[\w-]+$/.test(template) ? join(TEMPLATES, `${template}.json`) : template;
  const text = Buffer.from(await readBookingFile(path)).toString('utf8');
  const json = parsedJson(text);
  const facts = submissionFactsSchema.safeParse(json);
  if (facts.success) return facts.data;
  const [first] = facts.error.issues.map((issue) => refusalOf(issue, json, (keys) => keys.map(String).join('.')));
  throw new CodedError(first?.code ?? 'MALFORMED_FIELD', `Template: ${first?.reason ?? 'not valid'}`, first?.field);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CodedError('INVALID_JSON', 'The template is not valid JSON', '--template');
  }
}

function withTcn(facts: SubmissionFacts, tcn: string): SubmissionFacts {
  if (!tcnSchema.safeParse(tcn).success)
    throw new CodedError('MALFORMED_FIELD', 'A transaction number has 10 to 40 printable characters', '--tcn');
  return { ...facts, transaction: { ...facts.transaction, tcn } };
}
