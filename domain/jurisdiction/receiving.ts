import { z } from 'zod';
import type { Actor } from '../access/roles.ts';
import { jurisdictionIdSchema } from '../agency/agency.ts';
import type { Refusal } from '../errors.ts';
import type { Address, OutgoingMessage } from '../record/record.ts';
import { instantMs, instantSchema, labelSchema, wordsSchema } from '../text.ts';

/**
 * Who receives the immigration identifications (rules D4, D5). Only messages that tell a status, to the agency and the bureau they pass
 * through, depend on it. The criminal history, a detainer and its notices, the field office and every decision do not.
 */

/** Whose word it is: a jurisdiction's own choice, or for a state what counsel has found. */
export type Party = `jurisdiction:${string}` | `state:${string}`;

/** Messages that tell whether IDENT knows a person, or what the status is. */
const STATUS_KINDS: readonly OutgoingMessage['kind'][] = ['NO_MATCH', 'IMMIGRATION_RESPONSE'];

/** Whether a message tells a state or local agency a status: also the word that there is none, for its absence would tell as much. */
export function tellsStatus({ kind, route }: Pick<OutgoingMessage, 'kind' | 'route'>): boolean {
  return STATUS_KINDS.includes(kind) && route.some(isStateOrLocal);
}

/** Federal officers, and those who act as such under a 287(g) agreement, are none. */
function isStateOrLocal(address: Address): boolean {
  return !['office', 'role', 'delegated'].includes(address.split(':')[0] ?? '');
}

/** Letters of an ORI that are not those of the state (NCIC: Nebraska, Guam). */
const STATE_OF_LETTERS: Readonly<Record<string, string>> = { NB: 'NE', GM: 'GU' };

/** The state of an ORI, by its first two letters. */
export function stateOfOri(ori: string): string {
  const letters = ori.slice(0, 2);
  return STATE_OF_LETTERS[letters] ?? letters;
}

/** Everything that an answer has to do with on its way to an agency. */
export interface Recipients {
  readonly jurisdictions: readonly { readonly id: string; readonly state: string }[];
  /** The agency's, and those of every bureau that its answers pass through. */
  readonly oris: readonly string[];
}

/** Whose word counts for these recipients: one of them who does not receive is enough. Each once, in order. */
export function partiesOf({ jurisdictions, oris }: Recipients): readonly Party[] {
  const states = [...jurisdictions.map(({ state }) => state), ...oris.map(stateOfOri)];
  const parties: Party[] = [
    ...jurisdictions.map(({ id }): Party => `jurisdiction:${id}`),
    ...states.map((state): Party => `state:${state}`),
  ];
  return [...new Set(parties)].toSorted();
}

/** One word of a party. `number` counts all of them in the order in which they were recorded. */
export interface ReceivingWord {
  readonly number: number;
  readonly party: Party;
  readonly receives: boolean;
  /** From this instant (ISO) until that of a later one; never before it was recorded. */
  readonly from: string;
}

/** What a party's words come to at an instant (ms): the last to have taken effect, of several at one instant the last recorded. Null: it said nothing, and receives. */
export function wordInForce<W extends ReceivingWord>(words: readonly W[], party: Party, atMs: number): W | null {
  const due = words.filter((word) => word.party === party && instantMs(word.from) <= atMs);
  return due.toSorted(byEffect).at(-1) ?? null;
}

/** Whether all of these parties receive at an instant (ms). */
export function receives(words: readonly ReceivingWord[], parties: readonly Party[], atMs: number): boolean {
  return parties.every((party) => wordInForce(words, party, atMs)?.receives !== false);
}

/**
 * Whether a message that came into a mailbox at one instant (ms) is withheld at another: if any of its parties did not receive at any moment
 * since. So an end that takes effect reaches what lies there, and a return never brings back what was withheld.
 */
export function isWithheld(
  words: readonly ReceivingWord[],
  parties: readonly Party[],
  releasedMs: number,
  nowMs: number,
): boolean {
  const instants = words.map(({ from }) => instantMs(from)).filter((ms) => ms > releasedMs && ms <= nowMs);
  return [releasedMs, ...instants].some((ms) => !receives(words, parties, ms));
}

function byEffect(a: ReceivingWord, b: ReceivingWord): number {
  return instantMs(a.from) - instantMs(b.from) || a.number - b.number;
}

/** A jurisdiction's choice as it is made (rule D5). */
export const choiceSchema = z.strictObject({
  jurisdiction: jurisdictionIdSchema,
  receives: z.boolean(),
  /** ISO instant still to come; null: from the instant of recording. */
  from: instantSchema.nullable(),
  reasons: wordsSchema,
  /** Whose letter an administrator enters it by; null where an official of the jurisdiction enters it. */
  letter: z.strictObject({ signedBy: labelSchema, dated: z.iso.date() }).nullable(),
});
export type Choice = z.infer<typeof choiceSchema>;

/** Counsel's finding that a state itself ended its agreement, or that this no longer counts (rule D4). */
export const findingSchema = z.strictObject({
  receives: z.boolean(),
  /** ISO instant still to come; null: from the instant of recording. */
  from: instantSchema.nullable(),
  title: labelSchema,
  statement: wordsSchema,
});
export type Finding = z.infer<typeof findingSchema>;

/** Only the jurisdiction chooses: an official of it, or an administrator by its letter. `undefined`: this person may. */
export function refuseChooser({ jurisdiction, letter }: Choice, { role, scope }: Actor): Refusal | undefined {
  if (role === 'administrator') {
    if (letter !== null) return undefined;
    const reason = 'Name the letter by which the jurisdiction chose: who signed it, and its date.';
    return { field: 'letter', code: 'LETTER_MISSING', reason };
  }
  if (scope.kind === 'jurisdiction' && scope.jurisdiction === jurisdiction) return undefined;
  const reason = 'A jurisdiction chooses for itself: an official of it does, or an administrator by its letter.';
  return { field: 'jurisdiction', code: 'OUT_OF_SCOPE', reason };
}

/** Nothing takes effect backwards. `nowMs`: the instant of recording. */
export function refuseBackwards({ from }: Pick<Choice, 'from'>, nowMs: number): Refusal | undefined {
  if (from === null || instantMs(from) >= nowMs) return undefined;
  const reason = 'It cannot take effect before it is recorded: name an instant still to come, or none for now.';
  return { field: 'from', code: 'EFFECT_BACKWARDS', reason };
}
