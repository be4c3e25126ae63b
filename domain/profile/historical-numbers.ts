import type { Origin } from './origin.ts';

/** A number that a public source gives for 2010-2012. For reference only: it is never printed or called by the system. */
export interface HistoricalNumber {
  readonly number: string;
  readonly answeredBy: string;
  readonly enforcement: boolean;
  readonly use: string;
  readonly origin: Origin;
}

const RECALLED: Origin = { origin: 'general knowledge, no source seen: verify before use', certainty: 'medium' };

/** The numbers of the time, each with who answered it. Uncertain; a deployment enters its own and has them called. */
export const HISTORICAL_NUMBERS: readonly HistoricalNumber[] = [
  {
    number: '(855) 448-6903',
    answeredBy: 'ICE Law Enforcement Support Center (LESC)',
    enforcement: true,
    use: 'detained people who may be US citizens or victims of a crime, day and night; what the caller says went to the ICE field office',
    origin: { origin: 'found: ICE news release of 29 December 2011, as republished', certainty: 'found' },
  },
  {
    number: '(802) 872-6020',
    answeredBy: 'ICE Law Enforcement Support Center (LESC)',
    enforcement: true,
    use: 'law-enforcement agencies',
    origin: {
      origin: 'found: ICE questions and answers on detainers, as republished by a law office',
      certainty: 'found',
    },
  },
  {
    number: '(802) 872-6000',
    answeredBy: 'ICE Law Enforcement Support Center (LESC)',
    enforcement: true,
    use: 'general',
    origin: { origin: 'found: Nlets user guide', certainty: 'found' },
  },
  {
    number: '1-877-246-8253',
    answeredBy: 'ICE Joint Intake Center',
    enforcement: true,
    use: 'complaints about ICE staff',
    origin: RECALLED,
  },
  {
    number: '1-866-644-8360',
    answeredBy: 'DHS Office for Civil Rights and Civil Liberties (CRCL)',
    enforcement: false,
    use: 'complaints about civil rights (TTY 1-866-644-8361)',
    origin: RECALLED,
  },
  {
    number: '1-800-323-8603',
    answeredBy: 'DHS Office of Inspector General',
    enforcement: false,
    use: 'complaints about misconduct',
    origin: RECALLED,
  },
];
