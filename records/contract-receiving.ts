import type { Actor, Role, Scope } from '../domain/access/roles.ts';
import type { Moa, MoaEnd } from '../domain/jurisdiction/moa.ts';
import type { Choice, Finding, ReceivingWord } from '../domain/jurisdiction/receiving.ts';
import type { RequestKind, SharingRequest } from '../domain/jurisdiction/requests.ts';
import type { Address, OutgoingMessage } from '../domain/record/record.ts';

/** Who recorded something. */
export interface RecordedBy {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** A word on who receives, as it stands in the record: a jurisdiction's choice, or counsel's finding about a state. */
export interface RecordedWord extends ReceivingWord {
  readonly reasons: string;
  readonly by: RecordedBy;
  readonly recordedAt: string;
  /** By whose letter an administrator entered a choice. */
  readonly letter: Choice['letter'];
  /** Upon which agreement, and in which capacity, counsel found. */
  readonly finding: { readonly moaId: number; readonly title: string } | null;
}

/** An agreement of the register. */
export interface RegisteredMoa extends Moa {
  readonly id: number;
  readonly enteredBy: string;
  readonly enteredAt: string;
  readonly ended: (MoaEnd & { readonly enteredBy: string; readonly enteredAt: string }) | null;
}

/** A message that tells a status and did not go to an address, or is handed out there no longer. */
export interface WithheldMessage {
  readonly messageId: string;
  readonly caseId: string;
  readonly kind: OutgoingMessage['kind'];
  readonly address: Address;
  readonly notedAt: string;
}

/** A request that has no effect, with the answer that it got. */
export interface RecordedRequest {
  readonly number: number;
  readonly kind: RequestKind;
  readonly words: string;
  readonly answer: string;
  readonly by: RecordedBy & { readonly scope: Scope };
  readonly at: string;
}

/**
 * Who receives identifications, agreements with states, and requests without effect (rules D3 to D6). Everything is added to and nothing
 * changed. `now` answers the wall clock (milliseconds) and is asked once no other writer can come between.
 */
export interface Receiving {
  /** @throws CodedError UNKNOWN_JURISDICTION, and what `refuseChooser` and `refuseBackwards` refuse */
  choose(choice: Choice, by: Actor, now: () => number): Promise<RecordedWord>;
  /** Every choice and finding, in the order in which they were recorded. */
  words(): Promise<readonly RecordedWord[]>;
  /** @throws CodedError DATE_IN_FUTURE */
  enterMoa(moa: Moa, by: Actor, now: () => number): Promise<RegisteredMoa>;
  /** Has no effect by itself. @throws CodedError NO_SUCH_MOA, and what `refuseMoaEnd` refuses */
  endMoa(id: number, end: MoaEnd, by: Actor, now: () => number): Promise<RegisteredMoa>;
  /** Counsel's finding: from its instant the state receives no status information, or does again. @throws CodedError NO_SUCH_MOA, and what `refuseFinding` and `refuseBackwards` refuse */
  find(id: number, finding: Finding, by: Actor, now: () => number): Promise<RecordedWord>;
  /** Every agreement, by state. */
  moas(): Promise<readonly RegisteredMoa[]>;
  /** The newest first. */
  withheld(limit: number): Promise<readonly WithheldMessage[]>;
  /** Keeps a request, answers it into the mailbox of whoever made it, and does nothing else (rule D6). */
  request(request: SharingRequest, by: Actor, now: () => number): Promise<RecordedRequest>;
  /** Every request, the oldest first. */
  requests(): Promise<readonly RecordedRequest[]>;
}
