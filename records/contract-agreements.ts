import type { Actor } from '../domain/access/roles.ts';
import type { Agreement, AgreementEntry, DesignationEntry } from '../domain/agreement/agreement.ts';
import type { Statement } from '../domain/signature.ts';

/** An ending: when (ISO; null: at once), in which capacity, and why. */
export interface Ending extends Statement {
  readonly endsAt: string | null;
}

/**
 * 287(g) agreements and whom they designate (rule B2). Everything is added to and nothing changed; every change is chained to the programme's
 * record. `now` answers the wall clock (milliseconds) and is asked once no other writer can come between.
 */
export interface Agreements {
  /** Every agreement with everybody whom it ever designated, also unsigned and ended ones, in the order in which they were entered. */
  all(): Promise<readonly Agreement[]>;
  /** @throws CodedError UNKNOWN_JURISDICTION, and what `refuseAgreement` refuses */
  enter(entry: AgreementEntry, by: Actor, now: () => number): Promise<Agreement>;
  /** Counsel signs: the agreement counts from its beginning on. @throws CodedError NO_SUCH_AGREEMENT, and what `refuseAgreementSignature` refuses */
  sign(id: number, statement: Statement, by: Actor, now: () => number): Promise<Agreement>;
  /** Ends it early; its field office and officers are told. @throws CodedError NO_SUCH_AGREEMENT, and what `refuseEnding` refuses */
  end(id: number, ending: Ending, by: Actor, now: () => number): Promise<Agreement>;
  /** Enters an officer whom an agreement is to designate. @throws CodedError NO_SUCH_AGREEMENT, and what `refuseDesignation` refuses */
  designate(id: number, entry: DesignationEntry, by: Actor, now: () => number): Promise<Agreement>;
  /** Counsel signs a designation. @throws CodedError NO_SUCH_DESIGNATION, and what `refuseDesignationSignature` refuses */
  signDesignation(id: number, statement: Statement, by: Actor, now: () => number): Promise<Agreement>;
  /** Ends a designation early; the field office and the officers are told. @throws CodedError NO_SUCH_DESIGNATION, and what `refuseEnding` refuses */
  withdraw(id: number, ending: Ending, by: Actor, now: () => number): Promise<Agreement>;
  /** The staff ids of everyone who is known to have submitted a case's booking, or to have tried to. */
  bookedBy(caseId: string): Promise<readonly string[]>;
}
