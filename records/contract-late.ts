import type { AlarmName } from '../domain/alarms/alarms.ts';
import type { Envelope } from '../domain/partners/messages.ts';

/** A partner's signed message that came when its case or detainer had ended. `envelope` is null once cleared. */
export interface LateMessage {
  readonly caseId: string;
  /** The case or detainer that it was for. */
  readonly reference: string;
  readonly from: Envelope['from'];
  readonly envelope: Envelope | null;
  readonly receivedAt: string;
}

export interface LateMessages {
  /**
   * Keeps a message once, and raises the alarm that goes with it in the same transaction; the same message again changes nothing. In a case
   * whose particulars were cleared only that it came is kept.
   * @throws CodedError NO_SUCH_CASE
   */
  keep(
    message: LateMessage & { readonly envelope: Envelope },
    alarm: { readonly rule: AlarmName; readonly detail: string } | null,
  ): Promise<void>;
  /**
   * Calls people about what a person reported when a detainer had ended; the same report again changes nothing while the call is open.
   * `reference`: the detainer; `at`: ISO.
   * @throws CodedError NO_SUCH_CASE
   */
  call(
    report: { readonly caseId: string; readonly reference: string; readonly at: string },
    alarm: { readonly rule: AlarmName; readonly detail: string },
  ): Promise<void>;
  /** Those of a case in the order in which they came. */
  list(caseId: string): Promise<readonly LateMessage[]>;
}
