import { ask, type PartnerOptions, type PartnerOutcome, type PartnerQuestion } from './ask.ts';

/** A booking's file on its way: the stored bytes and their SHA-256, unchanged. */
export interface Submission extends PartnerQuestion {
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export interface FbiClient {
  /** Hands the file to the FBI (rule A1). Throws CodedError `PARTNER_UNAVAILABLE` where another try may help. */
  submit(submission: Submission): Promise<PartnerOutcome>;
}

/** A client of the FBI's submission service at `url`. */
export function createFbiClient(options: PartnerOptions): FbiClient {
  return {
    submit: (submission) => sendPrints({ ...options, ...submission, partner: 'The FBI', path: '/submissions' }),
  };
}

/** Sends prints to whoever searches them: the same bytes, with their hash, whoever it is (rule A3). */
export function sendPrints(
  request: PartnerOptions & Submission & { readonly partner: string; readonly path: string },
): Promise<PartnerOutcome> {
  const { sha256, bytes, ...rest } = request;
  return ask({
    ...rest,
    body: bytes,
    contentType: 'application/octet-stream',
    headers: { 'SC-Content-SHA256': sha256 },
  });
}
