import { z } from 'zod';
import { instantSchema } from '../text.ts';
import { PROBLEMS, type ProblemKind } from './reading.ts';

const count = z.int().min(0);
const kinds = Object.keys(PROBLEMS) as [ProblemKind, ...ProblemKind[]];

/** One thing that was not understood or not known; see `PROBLEMS` for what follows from each kind. */
export const problemSchema = z.strictObject({
  line: z.int().nullable(),
  ori: z.string().nullable(),
  kind: z.enum(kinds),
  what: z.string(),
});

/** What an import of the register came to. Counts are of agencies unless they say otherwise. */
export const importReportSchema = z.strictObject({
  at: instantSchema,
  /** Staff id of who imported it. */
  by: z.string(),
  /** Name of the file as it was sent, and the hash of its bytes. */
  file: z.string(),
  sha256: z.string(),
  /** Nothing was changed: it says what an import would come to. */
  dryRun: z.boolean(),
  lines: count,
  read: count,
  leftOut: count,
  added: count,
  /** With other jurisdictions from the import's instant on. */
  moved: count,
  /** Corrected in what moves no case. */
  corrected: count,
  unchanged: count,
  /** On record, valid, of a state that the file has, and not in the file. */
  missing: count,
  /** Of those, ended by this import. */
  retired: count,
  jurisdictionsAdded: count,
  jurisdictionsCorrected: count,
  /** Of the agencies read. */
  several: count,
  withoutJurisdiction: count,
  withoutZone: count,
  withoutOffice: count,
  /** How many problems of each kind. */
  kinds: z.partialRecord(z.enum(kinds), count),
  /** Every one in the order of the file, at most `MAX_PROBLEMS`. */
  problems: z.array(problemSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** A report names at most so many problems one by one; it counts them all. */
export const MAX_PROBLEMS = 20_000;
