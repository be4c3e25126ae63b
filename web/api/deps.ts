import type { TrustedKey } from '../../domain/access/assertion.ts';
import type { WaitLimits } from '../../domain/lifecycle/input.ts';
import type { CaseClient } from '../../client/cases.ts';
import type { Records } from '../../records/index.ts';
import type { Config } from '../../runtime/config.ts';
import type { SigningKey } from '../../runtime/keys.ts';
import type { Logger } from '../../runtime/log.ts';

/** What the API works with, passed in by the process that serves it. */
export interface ApiDeps {
  readonly records: Records;
  readonly cases: CaseClient;
  readonly config: Pick<Config, 'deployment'> & Partial<Pick<Config, 'sourceHeader'>>;
  /** Hex: makes case ids from identifiers. */
  readonly siteKey: string;
  /** Keys that a case trusts from its start, and that partners' messages are checked against. */
  readonly trust: readonly TrustedKey[];
  /** Signs what anyone reports by the code on a form, once the code has been checked. */
  readonly publicKey: SigningKey;
  readonly limits: WaitLimits;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Wall clock, milliseconds since 1970. It times sessions, audit and receipt; never a business instant. */
  readonly nowMs: () => number;
}
