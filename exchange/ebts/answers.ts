/**
 * The FBI's answers to an arrest submission: SRE (search results) and ERRT (rejected, nothing was searched).
 * An answer goes back from the submission's destination to its originator and names it in 1.010 TCR.
 */
import type { Transaction } from '../../domain/booking/booking.ts';
import { compactDate, taggedRecord } from './facts.ts';
import { EbtsError, headerOf, itemsOf, valueOf, type EbtsFile, type TaggedRecord } from './model.ts';
import { fieldName } from './names.ts';
import { readEbts } from './read.ts';
import { writeEbts } from './write.ts';

/** Longest rap sheet (2.075 ERS), in characters. */
export const MAX_RAP_SHEET = 200_000;
const MAX_MESSAGES = 11;
const MAX_MESSAGE = 300;

/** `I`: identified in the criminal file; `N`: not identified in the criminal file. Neither says anything about immigration. */
export type Identification = 'I' | 'N';

/** What every answer states. `date` (YYYY-MM-DD) is the answering side's local date, `gmt` an ISO instant. */
export interface AnswerHeader {
  readonly answering: Pick<Transaction, 'ori' | 'dai' | 'tcn' | 'version'>;
  readonly tcn: string;
  readonly date: string;
  readonly gmt?: string;
}

export interface SreInput extends AnswerHeader {
  readonly name: string;
  readonly identification: Identification;
  readonly controllingAgency: string;
  readonly agencyCaseNumber?: string;
  readonly fbiNumber?: string;
  readonly sid?: string;
  /** Electronic rap sheet: 4 to 200,000 characters, lines of at most 74. Only if the submission asked for it. */
  readonly rapSheet?: string;
}

export interface ErrtInput extends AnswerHeader {
  /** 1 to 11 messages of at most 300 characters. */
  readonly messages: readonly string[];
  readonly controllingAgency?: string;
  readonly agencyCaseNumber?: string;
}

interface AnswerBase {
  readonly tcr: string;
  readonly tcn: string;
  /** Who answers (the submission's DAI) and who is answered (its ORI). */
  readonly ori: string;
  readonly dai: string;
  readonly controllingAgency?: string;
  readonly agencyCaseNumber?: string;
}

export interface SreAnswer extends AnswerBase {
  readonly kind: 'SRE';
  readonly identification: Identification;
  readonly name: string;
  readonly fbiNumber?: string;
  readonly sid?: string;
  readonly rapSheet?: string;
}

export interface ErrtAnswer extends AnswerBase {
  readonly kind: 'ERRT';
  readonly messages: readonly string[];
}

/** Writes an SRE. Throws EbtsError if a text is too long or cannot be written. */
export function writeSre(input: SreInput): Uint8Array {
  const sheet = input.rapSheet;
  if (sheet !== undefined && (sheet.length < 4 || sheet.length > MAX_RAP_SHEET)) {
    throw new EbtsError('LIMIT_EXCEEDED', fieldName(2, 75), `A rap sheet has 4 to ${MAX_RAP_SHEET} characters`);
  }
  return writeAnswer('SRE', input, [
    [9, input.agencyCaseNumber],
    [14, input.fbiNumber],
    [15, input.sid],
    [18, input.name],
    [59, input.identification],
    [73, input.controllingAgency],
    [75, sheet],
  ]);
}

/** Writes an ERRT. Throws EbtsError if there is no message, or too many, or too long a one. */
export function writeErrt(input: ErrtInput): Uint8Array {
  const { messages } = input;
  const fits = messages.every((message) => message.length > 0 && message.length <= MAX_MESSAGE);
  if (messages.length === 0 || messages.length > MAX_MESSAGES || !fits) {
    throw new EbtsError(
      'LIMIT_EXCEEDED',
      fieldName(2, 60),
      `Give 1 to ${MAX_MESSAGES} messages of at most ${MAX_MESSAGE} characters`,
    );
  }
  return writeAnswer('ERRT', input, [
    [9, input.agencyCaseNumber],
    [60, messages.map((message) => [message])],
    [73, input.controllingAgency],
  ]);
}

/** Reads an answer. Throws EbtsError: not readable, no SRE or ERRT, or without a field that the answer must have. */
export function readAnswer(bytes: Uint8Array): SreAnswer | ErrtAnswer {
  const file = readEbts(bytes);
  const header = headerOf(file);
  const body = onlyBody(file);
  const kind = valueOf(header, 4);
  if (kind === 'SRE') return readSre(header, body);
  if (kind === 'ERRT') return readErrt(header, body);
  throw new EbtsError(
    'NOT_AN_ANSWER',
    '1.004 TOT',
    'The file is no answer to an arrest submission: SRE or ERRT is expected',
  );
}

function readSre(header: TaggedRecord, body: TaggedRecord): SreAnswer {
  const identification = required(body, 59);
  if (identification !== 'I' && identification !== 'N') {
    throw new EbtsError('MALFORMED_FIELD', fieldName(2, 59), 'SRF must be I or N');
  }
  return {
    kind: 'SRE',
    ...answerBase(header, body),
    controllingAgency: required(body, 73),
    identification,
    name: required(body, 18),
    ...optional(body, 14, 'fbiNumber'),
    ...optional(body, 15, 'sid'),
    ...optional(body, 75, 'rapSheet'),
  };
}

function readErrt(header: TaggedRecord, body: TaggedRecord): ErrtAnswer {
  required(body, 60);
  return { kind: 'ERRT', ...answerBase(header, body), messages: itemsOf(body, 60).map((items) => items[0] ?? '') };
}

function answerBase(header: TaggedRecord, body: TaggedRecord): AnswerBase {
  return {
    tcr: required(header, 10),
    tcn: required(header, 9),
    ori: required(header, 8),
    dai: required(header, 7),
    ...optional(body, 73, 'controllingAgency'),
    ...optional(body, 9, 'agencyCaseNumber'),
  };
}

function writeAnswer(
  kind: 'SRE' | 'ERRT',
  input: AnswerHeader,
  fields: Parameters<typeof taggedRecord>[1],
): Uint8Array {
  const { answering } = input;
  const header = taggedRecord(1, [
    [2, answering.version],
    [4, kind],
    [5, compactDate(input.date)],
    [7, answering.ori],
    [8, answering.dai],
    [9, input.tcn],
    [10, answering.tcn],
    [11, '00.00'],
    [12, '00.00'],
    [13, [['NORAM', '']]],
    [14, input.gmt?.replaceAll(/[-:T]|\.\d+/g, '')],
  ]);
  return writeEbts({ records: [header, taggedRecord(2, [[2, '00'], ...fields])] });
}

function onlyBody(file: EbtsFile): TaggedRecord {
  const bodies = file.records.filter((record): record is TaggedRecord => record.type === 2);
  const [body] = bodies;
  if (body === undefined || bodies.length > 1) {
    throw new EbtsError('COUNT_MISMATCH', '1.003 CNT', 'An answer has exactly one descriptive record (Type-2)');
  }
  return body;
}

function required(record: TaggedRecord, number: number): string {
  const value = valueOf(record, number);
  if (value !== undefined) return value;
  const field = fieldName(record.type, number);
  throw new EbtsError('MISSING_FIELD', field, `The answer lacks ${field}, which is mandatory`);
}

function optional<K extends string>(record: TaggedRecord, number: number, key: K): { [P in K]?: string } {
  const value = valueOf(record, number);
  const found: { [P in K]?: string } = {};
  if (value !== undefined) found[key] = value;
  return found;
}
