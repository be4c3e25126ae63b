import type { z } from 'zod';
import type {
  MoaView,
  ReceivingList,
  ReceivingWordView,
  RequestView,
  withheldListSchema,
} from '../../domain/api/receiving-views.ts';
import { shortId, table, when } from './text.ts';

/** A choice or finding in words, without its instant: `XX-EXAMPLE does not receive identifications`. */
export function choiceText({ party, receives }: Pick<ReceivingWordView, 'party' | 'receives'>): string {
  const who = party.startsWith('state:') ? `the state ${party.slice(6)}` : party.slice(party.indexOf(':') + 1);
  return `${who} ${receives ? 'receives' : 'does not receive'} ${party.startsWith('state:') ? 'immigration status information' : 'identifications'}`;
}

/** Where everyone stands, and what was chosen and found. */
export function receivingText({ standing, words }: ReceivingList): string {
  if (words.length === 0) return 'Nobody has chosen: every agency receives the identifications.';
  const now = standing.map((one) => `${choiceText(one)} since ${when(one.since, undefined)}`);
  const rows = words.map((word) => [
    String(word.number),
    when(word.from, undefined),
    word.party,
    word.receives ? 'receives' : 'does not',
    `${word.by.name}${word.letter === null ? '' : ` on the letter of ${word.letter.signedBy}, ${word.letter.dated}`}`,
    word.reasons,
  ]);
  return [...now, '', table([['no.', 'from', 'who', '', 'recorded by', 'reasons'], ...rows])].join('\n');
}

/** Agreements, with what each came to. */
export function moaText(moas: readonly MoaView[]): string {
  if (moas.length === 0) return 'No agreement is on record. None is needed.';
  const rows = moas.map((moa) => [String(moa.id), moa.state, moa.executedOn, endText(moa), findingText(moa)]);
  return table([['no.', 'state', 'executed', 'ended', 'effect'], ...rows]);
}

function endText({ ended }: MoaView): string {
  return ended === null ? '' : `by ${ended.by === 'STATE' ? 'the state' : 'DHS'} on ${ended.on}`;
}

function findingText({ ended, findings }: MoaView): string {
  const last = findings.at(-1);
  if (last !== undefined) return `${choiceText(last)} from ${when(last.from, undefined)}`;
  return ended?.by === 'STATE' ? 'none until counsel finds: sc moa find' : 'none';
}

/** What did not go out. */
export function withheldText(messages: z.infer<typeof withheldListSchema>['messages']): string {
  const rows = messages.map(({ notedAt, kind, address, caseId }) => [
    when(notedAt, undefined),
    kind,
    address,
    shortId(caseId),
  ]);
  return rows.length === 0 ? 'Nothing was withheld.' : table([['noted', 'kind', 'from', 'case'], ...rows]);
}

/** Requests that have no effect. */
export function requestText(requests: readonly RequestView[]): string {
  const rows = requests.map(({ number, at, kind, by, words }) => [
    String(number),
    when(at, undefined),
    kind,
    by.name,
    words,
  ]);
  return rows.length === 0 ? 'No request.' : table([['no.', 'at', 'kind', 'by', 'words'], ...rows]);
}
