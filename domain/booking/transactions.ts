/**
 * Types of fingerprint transaction (EBTS 9.1, field 1.004) and what records each may carry.
 */

/** How many records of each kind an arrest submission may carry. */
export interface RecordLimits {
  /** Fingerprints: Type-4 and Type-14 together. */
  readonly prints: { readonly min: number; readonly max: number };
  /** Type-7 and Type-13 together. */
  readonly latents: number;
  /** Type-10: photographs. */
  readonly photos: number;
  /** Type-15. */
  readonly palms: number;
}

const CRIMINAL: RecordLimits = { prints: { min: 1, max: 14 }, latents: 2, photos: 4, palms: 8 };

/** The arrest submissions, and only these, enter the lifecycle (rule A1). */
export const ARREST_TRANSACTIONS: ReadonlyMap<string, RecordLimits> = new Map([
  ['CAR', CRIMINAL],
  ['CNA', CRIMINAL],
  ['CPDR', { ...CRIMINAL, latents: 0 }],
  ['CPNU', CRIMINAL],
  ['CARC', CRIMINAL],
  ['CNAC', CRIMINAL],
]);

/**
 * Types of transaction that exist and are no arrest: identification services and civil applicants, rapid, latent and image services,
 * answers. One that is missing here is refused all the same, as unknown.
 */
const OTHER_TRANSACTIONS: ReadonlySet<string> = new Set([
  ...'AMN DEK DEU DOCE DPRS EMUF FANC FAUF FIDO FNCC FNDR FUFC MAP MPR NFAP NFUE NFUF'.split(' '),
  ...'RPIS RPISR CFS LFFS LFIS LFS TPFS TPIS LPNQ TPNQ LRSQ FIS IRQ ULD'.split(' '),
  ...'SRE SRT SRL TPRR ERRT ERRL ERRI IRR ISR'.split(' '),
]);

/** Whether a type of transaction is an arrest, something else that exists, or unknown. */
export function kindOfTransaction(tot: string): 'arrest' | 'other' | 'unknown' {
  if (ARREST_TRANSACTIONS.has(tot)) return 'arrest';
  return OTHER_TRANSACTIONS.has(tot) ? 'other' : 'unknown';
}
