import type { z } from 'zod';
import { CLAIMS } from '../../domain/claim/claim.ts';
import { asksToHold } from '../../domain/detainer/document.ts';
import type { PublicDetainer, publicNumbersSchema, publicReportSchema } from '../../domain/api/public-views.ts';
import type { PublicMessage } from '../../domain/partners/messages.ts';
import { catalogOf } from '../../domain/profile/catalog.ts';
import { PHONE_LINES, type RuleProfile } from '../../domain/profile/profile.ts';
import { PROFILE_2011_06 } from '../../domain/profile/shipped.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import type { DetainerRow } from '../../records/index.ts';
import { signStatement } from '../../runtime/keys.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { tellOrKeep } from './late.ts';
import { ownTime } from './live.ts';
import { createThrottle } from './throttle.ts';

export type PublicReport = z.infer<typeof publicReportSchema>;
export type PublicNumbers = z.infer<typeof publicNumbersSchema>;

/** What anyone can do without an account, by the code on a form: look the request up, and report. The pages and the API both come here. */
export interface PublicDesk {
  /** Throws 429 TOO_MANY_REQUESTS where this source, or everyone together, has come too often. */
  admit(source: string): void;
  /** Throws 404 NO_SUCH_CODE: one answer for everything that is no code of ours. */
  lookUp(code: string): Promise<PublicDetainer>;
  /** Throws 404 NO_SUCH_CODE, 429 TOO_MANY_REPORTS. The same report again does nothing more. */
  report(code: string, report: PublicReport): Promise<void>;
  /** The verified numbers as of a few seconds ago at most; those last known where the records are away. */
  numbers(): Promise<PublicNumbers>;
}

/** A jail or a telephone desk may look up many; a machine that tries codes gets nowhere among 2^80 of them. */
const BY_SOURCE = { burst: 60, refillMs: 2_000 };
const BY_ALL = { burst: 600, refillMs: 50 };
/** Reports of one sort on one detainer: enough for everyone who knows, too few to fill the history of a case. */
const REPORTS = { burst: 10, refillMs: 6 * 3_600_000 };
/** How long numbers are shown without being read again, in milliseconds: whoever comes too often gets them too, and must cost the records nothing. */
const NUMBERS_MS = 5_000;

export function publicDesk(deps: ApiDeps): PublicDesk {
  const bySource = createThrottle(BY_SOURCE);
  const byAll = createThrottle(BY_ALL);
  const reports = createThrottle(REPORTS);
  let read = { atMs: -Infinity, numbers: Promise.resolve<PublicNumbers>([]) };
  return {
    admit(source) {
      const wait = bySource.take(source, deps.nowMs()) ?? byAll.take('all', deps.nowMs());
      if (wait !== undefined)
        throw tooMany('TOO_MANY_REQUESTS', 'Too many requests: come again in a while, or call the number.', wait);
    },
    lookUp: async (code) => await shown(deps, await rowOf(deps, code)),
    async report(code, report) {
      const row = await rowOf(deps, code);
      const key = `${row.code} ${report.what}`;
      const wait = reports.take(key, deps.nowMs());
      if (wait !== undefined)
        throw tooMany(
          'TOO_MANY_REPORTS',
          'This has been reported often already, and is on record. Call the number.',
          wait,
        );
      await told(deps, row, report).catch((error: unknown) => {
        reports.giveBack(key);
        throw error;
      });
    },
    async numbers() {
      const atMs = deps.nowMs();
      if (Math.abs(atMs - read.atMs) >= NUMBERS_MS) {
        const last = read.numbers;
        const inForce = deps.records.profiles.inForce(null, isoInstant(atMs));
        read = { atMs, numbers: inForce.then(numbersOf).catch(() => last) };
      }
      return await read.numbers;
    },
  };
}

function tooMany(code: string, message: string, retryAfterSeconds: number): ApiError {
  return new ApiError(429, code, message, { retryAfterSeconds });
}

async function rowOf(deps: ApiDeps, code: string): Promise<DetainerRow> {
  const row = await deps.records.cases.byCode(code);
  if (row !== null) return row;
  throw new ApiError(
    404,
    'NO_SUCH_CODE',
    'There is no request with this code: look at the paper again, or call the number.',
    {
      field: 'code',
    },
  );
}

/** What a request asks for, and by which rule: nothing of the person, of the case, or of how it ended. */
async function shown(deps: ApiDeps, row: DetainerRow): Promise<PublicDetainer> {
  const [profile, own, inForce] = await Promise.all([
    profileOf(deps, row),
    ownTime(deps, row.detainerId),
    deps.records.profiles.inForce(null, isoInstant(deps.nowMs())),
  ]);
  const state = stateOf(row, profile, own.nowMs);
  return {
    state,
    uponConviction: row.kind === 'UPON_CONVICTION',
    formVersion: profile.formVersion,
    rule: profile.exclusionRule,
    copyFirst: profile.serviceIsConditionOfEffect,
    claimHours: profile.citizenshipClaimHours,
    limitAt: state === 'RUNNING' ? row.limitAt : null,
    zone: row.zone,
    numbers: numbersOf(inForce),
  };
}

/** Past its limit a request has ended, also where its own workflow has not said so yet (rule C7). */
function stateOf(row: DetainerRow, profile: RuleProfile, nowMs: number): PublicDetainer['state'] {
  if (row.hold === 'CLOSED' || row.hold === 'AUTHORITY_ENDED') return 'ENDED';
  if (!asksToHold(profile)) return 'NOTIFY_ONLY';
  if (row.hold === 'DORMANT') return 'WAITING';
  return row.limitAt !== null && instantMs(row.limitAt) <= nowMs ? 'ENDED' : 'RUNNING';
}

async function profileOf({ records }: ApiDeps, { profile: id }: DetainerRow): Promise<RuleProfile> {
  const known = catalogOf(await records.profiles.own()).find(({ profile }) => profile.id === id);
  return known?.profile ?? PROFILE_2011_06;
}

/** The verified numbers of this deployment, each with who answers (rule E7). */
function numbersOf({ numbers }: RuleProfile): PublicNumbers {
  return PHONE_LINES.flatMap((line) => {
    const verified = numbers[line];
    if (verified === null) return [];
    const { number, answeredBy, enforcement, hours } = verified;
    return [{ line, number, answeredBy, enforcement, hours }];
  });
}

/** A claim stops the case; what is said about release goes to the detainer. Signed here, where the code was checked. */
async function told(deps: ApiDeps, row: DetainerRow, report: PublicReport): Promise<void> {
  const { caseId, detainerId } = row;
  const message = await messageOf(deps, row, report);
  const envelope = { from: 'PUBLIC' as const, signed: signStatement('PUBLIC', deps.publicKey, message) };
  const reference = message.kind === 'CLAIM' ? caseId : detainerId;
  await tellOrKeep(deps, { caseId, reference, envelope });
}

async function messageOf(deps: ApiDeps, row: DetainerRow, report: PublicReport): Promise<PublicMessage> {
  const { reportId, words } = report;
  const claim = CLAIMS.find((what) => what === report.what);
  if (claim !== undefined) return { kind: 'CLAIM', caseId: row.caseId, reportId, what: claim, words: words ?? null };
  const { nowMs } = await ownTime(deps, row.detainerId);
  const what = report.what === 'BAIL_POSTED' ? 'BAIL_POSTED' : 'CHARGES_ENDED';
  return {
    kind: 'RELEASE_REPORTED',
    detainerId: row.detainerId,
    reportId,
    what,
    words: words ?? null,
    at: isoInstant(nowMs),
  };
}
