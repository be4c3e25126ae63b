import type { Generated } from 'kysely';
import type { Role, Scope } from '../../domain/access/roles.ts';
import type { MoaEnd } from '../../domain/jurisdiction/moa.ts';
import type { Party } from '../../domain/jurisdiction/receiving.ts';
import type { RequestKind } from '../../domain/jurisdiction/requests.ts';
import type { Address } from '../../domain/record/record.ts';

/**
 * Who receives identifications, agreements with states, and requests without effect (rules D3, D4, D5, D6). Everything is added to and nothing
 * changed; no word takes effect before it was recorded. `not_receiving`: the periods in which a party does not receive.
 */
export const RECEIVING_SQL = `
create table moas (
  id bigint generated always as identity primary key,
  state text not null,
  executed_on text not null,
  source text not null,
  entered_by text not null,
  entered_at text not null
);
create table moa_ends (
  moa_id bigint primary key references moas,
  by text not null check (by in ('STATE', 'DHS')),
  ended_on text not null,
  source text not null,
  entered_by text not null,
  entered_at text not null
);
create table receiving_words (
  number bigint generated always as identity primary key,
  party text collate "C" not null,
  receives boolean not null,
  from_at text not null,
  from_ms bigint not null,
  recorded_at text not null,
  recorded_ms bigint not null,
  reasons text not null,
  actor text not null,
  name text not null,
  role text not null,
  letter_signed_by text,
  letter_dated text,
  moa_id bigint references moas,
  title text,
  check (from_ms >= recorded_ms),
  check ((party like 'state:%') = (moa_id is not null and title is not null))
);
create index receiving_words_by_party on receiving_words (party, from_ms, number);
create view not_receiving as
  select party, from_ms, to_ms from (
    select party, receives, from_ms, lead(from_ms) over (partition by party order by from_ms, number) as to_ms
    from receiving_words) as words
  where not receives and (to_ms is null or to_ms > from_ms);
create table withheld_messages (
  message_id text collate "C" not null references messages,
  address text collate "C" not null,
  noted_at text not null,
  primary key (message_id, address)
);
create table sharing_requests (
  number bigint generated always as identity primary key,
  kind text not null,
  words bytea not null,
  answer text not null,
  actor text not null,
  name text not null,
  role text not null,
  scope text not null,
  at text not null
);
create trigger moas_append_only before update or delete on moas for each row execute function refuse_change();
create trigger moa_ends_append_only before update or delete on moa_ends for each row execute function refuse_change();
create trigger receiving_words_append_only before update or delete on receiving_words
  for each row execute function refuse_change();
create trigger withheld_append_only before update or delete on withheld_messages
  for each row execute function refuse_change();
create trigger sharing_requests_append_only before update or delete on sharing_requests
  for each row execute function refuse_change();`;

interface MoasTable {
  id: Generated<number>;
  state: string;
  executed_on: string;
  source: string;
  entered_by: string;
  entered_at: string;
}

interface MoaEndsTable {
  moa_id: number;
  by: MoaEnd['by'];
  ended_on: string;
  source: string;
  entered_by: string;
  entered_at: string;
}

interface ReceivingWordsTable {
  number: Generated<number>;
  party: Party;
  receives: boolean;
  from_at: string;
  from_ms: number;
  recorded_at: string;
  recorded_ms: number;
  reasons: string;
  actor: string;
  name: string;
  role: Role;
  letter_signed_by: string | null;
  letter_dated: string | null;
  /** Of a state: the agreement that counsel found upon, and in which capacity. */
  moa_id: number | null;
  title: string | null;
}

/** A view: a party does not receive from `from_ms` (inclusive) to `to_ms` (exclusive; null: until further notice). */
interface NotReceivingView {
  party: Party;
  from_ms: number;
  to_ms: number | null;
}

/** What did not go to an address, or is handed out there no longer, and when that was noted. */
interface WithheldMessagesTable {
  message_id: string;
  address: Address;
  noted_at: string;
}

interface SharingRequestsTable {
  number: Generated<number>;
  kind: RequestKind;
  /** Sealed for the programme: people may name a person in them. */
  words: Uint8Array;
  answer: string;
  actor: string;
  name: string;
  role: Role;
  /** JSON of the scope. */
  scope: string;
  at: string;
}

export interface ReceivingTables {
  moas: MoasTable;
  moa_ends: MoaEndsTable;
  receiving_words: ReceivingWordsTable;
  not_receiving: NotReceivingView;
  withheld_messages: WithheldMessagesTable;
  sharing_requests: SharingRequestsTable;
}

/** The scope of a request's column. */
export function scopeIn(column: string): Scope {
  return JSON.parse(column) as Scope;
}
