/**
 * The stand-in for the FBI: takes an arrest submission, says when it received it, searches nothing, and answers with an SRE or ERRT
 * file as the booking's own code says (outcomes.ts).
 */
import type { Booking, Transaction } from '../../domain/booking/booking.ts';
import { sha256Hex } from '../../domain/canonical.ts';
import { writeErrt, writeSre, type Identification } from '../../exchange/ebts/answers.ts';
import { bookingFromEbts } from '../../exchange/ebts/booking.ts';
import { EbtsError, headerOf, valueOf } from '../../exchange/ebts/model.ts';
import { readEbts } from '../../exchange/ebts/read.ts';
import {
  createCounterpart,
  saying,
  type Counterpart,
  type CounterpartOptions,
  type Finding,
  type Request,
  type Saying,
} from './counterpart.ts';
import { fbiOutcomeOf, rapSheetOf, UNKNOWN_ORIGINATOR, type FbiOutcome } from './outcomes.ts';
import type { SigningKey } from './signing.ts';

/** Arrest submissions that ask for no answer; an error is reported all the same. */
const NO_ANSWER_DUE: ReadonlySet<string> = new Set(['CNA', 'CNAC']);

/** The FBI stand-in's server, not listening yet. */
export function createFbiStandin(options: CounterpartOptions): Counterpart {
  return createCounterpart(
    { from: 'FBI', storeName: 'fbi', path: '/submissions', find: (request) => find(options.key, request) },
    options,
  );
}

function find(key: SigningKey, request: Request): Finding {
  const heading = readHeading(request.bytes);
  if (heading === undefined || heading.tcn !== request.tcn) return { refuse: 400 };
  const answer = new Answer(key, request, heading);
  if (!isKnown(heading.ori)) return { first: answer.unknownOriginator(), answer: null, contradiction: null };
  const parsed = bookingFromEbts(request.bytes);
  if (!parsed.accepted) {
    const messages = parsed.refusals.slice(0, 11).map((refusal) => `${refusal.field}: ${refusal.reason}`.slice(0, 300));
    return { first: answer.accepted(), answer: answer.error(messages), contradiction: null };
  }
  const { booking } = parsed;
  if (!isKnown(booking.controllingAgency))
    return { first: answer.unknownOriginator(), answer: null, contradiction: null };
  const outcome = fbiOutcomeOf(booking.person.miscNumbers);
  if (outcome.kind === 'error') {
    return {
      first: answer.accepted(),
      answer: answer.error(outcome.messages),
      contradiction: answer.results(booking, { kind: 'not-identified' }),
    };
  }
  if (NO_ANSWER_DUE.has(heading.tot)) return { first: answer.accepted(), answer: null, contradiction: null };
  const opposite: FbiOutcome =
    outcome.kind === 'identified' ? { kind: 'not-identified' } : { kind: 'identified', convictions: false };
  return {
    first: answer.accepted(),
    answer: answer.results(booking, outcome),
    contradiction: answer.results(booking, opposite),
  };
}

/** Fictional agencies only, and of them all but one. */
function isKnown(ori: string): boolean {
  return ori.startsWith('XX') && ori !== UNKNOWN_ORIGINATOR;
}

type Heading = Pick<Transaction, 'ori' | 'dai' | 'tcn' | 'version' | 'tot'>;

/** What an answer must repeat of the submission's header; `undefined` where the bytes are no EBTS file. */
function readHeading(bytes: Uint8Array): Heading | undefined {
  try {
    const header = headerOf(readEbts(bytes));
    const value = (number: number): string => valueOf(header, number) ?? '';
    return { version: value(2), tot: value(4), dai: value(7), ori: value(8), tcn: value(9) };
  } catch (error) {
    if (error instanceof EbtsError) return undefined;
    throw error;
  }
}

/** Writes the FBI's messages about one submission. */
class Answer {
  readonly #key: SigningKey;
  readonly #request: Request;
  readonly #heading: Heading;

  constructor(key: SigningKey, request: Request, heading: Heading) {
    this.#key = key;
    this.#request = request;
    this.#heading = heading;
  }

  accepted(): Saying {
    const { tcn, receivedAt } = this.#request;
    return saying({ kind: 'ACCEPTED', tcr: tcn, receivedAt });
  }

  /** Not processed at all (rule A1): it was never accepted. */
  unknownOriginator(): Saying {
    return this.error(['L0116 - ORIGINATING AGENCY IDENTIFIER (ORI) IS NOT AUTHORIZED TO SUBMIT'], null);
  }

  error(messages: readonly string[], receivedAt: string | null = this.#request.receivedAt): Saying {
    const file = writeErrt({ ...this.#answerHeader(), messages });
    const { tcn, receivedAt: answeredAt } = this.#request;
    return saying(
      { kind: 'ERRT', tcr: tcn, receivedAt, answeredAt, messages: [...messages], fileSha256: sha256Hex(file) },
      file,
    );
  }

  results(booking: Booking, outcome: FbiOutcome): Saying {
    const { tcn, receivedAt } = this.#request;
    const identification: Identification = outcome.kind === 'identified' ? 'I' : 'N';
    const file = writeSre({
      ...this.#answerHeader(),
      name: booking.person.name,
      identification,
      controllingAgency: booking.controllingAgency,
      ...(booking.agencyCaseNumber === undefined ? {} : { agencyCaseNumber: booking.agencyCaseNumber }),
      ...(identification === 'I' ? { fbiNumber: booking.person.fbiNumbers[0] ?? this.#fbiNumber() } : {}),
      ...(booking.person.sid === undefined ? {} : { sid: booking.person.sid }),
      ...(booking.returnRapSheet ? { rapSheet: rapSheetOf(outcome) } : {}),
    });
    return saying(
      { kind: 'SRE', tcr: tcn, receivedAt, answeredAt: receivedAt, identification, fileSha256: sha256Hex(file) },
      file,
    );
  }

  #answerHeader(): { answering: Heading; tcn: string; date: string; gmt: string } {
    const { tcn, receivedAt } = this.#request;
    const digits = sha256Hex(`${this.#key.secret} answer ${tcn}`).slice(0, 16).toUpperCase();
    return { answering: this.#heading, tcn: `SIM-FBI-${digits}`, date: receivedAt.slice(0, 10), gmt: receivedAt };
  }

  #fbiNumber(): string {
    return `X${sha256Hex(`${this.#key.secret} person ${this.#request.tcn}`).slice(0, 8).toUpperCase()}`;
  }
}
