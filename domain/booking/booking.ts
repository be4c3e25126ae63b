/**
 * What we keep of a booking. Plain JSON, no transforms or defaults.
 * Social security number, scars and marks, employer, occupation and residence (2.016, 2.026, 2.039-2.041) have no place here:
 * nothing in the process needs them, so they are dropped where a file is read.
 */
import { z } from 'zod';
import {
  fbiNumberSchema,
  miscNumberSchema,
  ocaSchema,
  oriSchema,
  placeCodeSchema,
  sidSchema,
  tcnSchema,
  transactionNameSchema,
} from '../identifiers.ts';

/** Free text that can be shown on a page or a terminal: no control characters. */
function textSchema(max: number): z.ZodString {
  return z
    .string()
    .min(1, { error: 'must not be empty' })
    .max(max, { error: `must have at most ${max} characters` })
    .regex(/^[^\u0000-\u001F\u007F-\u009F]*$/, { error: 'must have no control characters' });
}

const dateSchema = z.iso.date({ error: 'must be a date that exists' });

/** The header of the submission (Type-1). `date` is the submitter's local date, `gmt` an ISO instant. */
export const transactionSchema = z.strictObject({
  tot: z.string().regex(/^[A-Z]{3,5}$/, { error: 'must be 3 to 5 capital letters' }),
  tcn: tcnSchema,
  ori: oriSchema,
  dai: oriSchema,
  date: dateSchema,
  priority: z.int().min(1).max(9).optional(),
  gmt: z.iso.datetime({ error: 'must be an instant in universal time' }).optional(),
  version: z.string().regex(/^\d{4}$/, { error: 'must be four digits' }),
});

/**
 * The person as the booking describes him or her. `name` is the form that the transaction carries; `realName`, where given, is the
 * one to show. `reportedCitizenship` is what was said at booking and never evidence of status. Race follows the NCIC codes.
 */
export const personSchema = z.strictObject({
  name: transactionNameSchema,
  realName: textSchema(200).optional(),
  aliases: z.array(textSchema(50)).max(10),
  dateOfBirth: z.union([z.literal('UNKNOWN'), dateSchema], { error: 'must be a date that exists, or wholly unknown' }),
  sex: z.enum(['F', 'M', 'G', 'N', 'Y', 'Z', 'X']),
  race: z.enum(['A', 'B', 'I', 'U', 'W']).optional(),
  placeOfBirth: placeCodeSchema,
  reportedCitizenship: placeCodeSchema.optional(),
  fbiNumbers: z.array(fbiNumberSchema).max(5),
  sid: sidSchema.optional(),
  miscNumbers: z.array(miscNumberSchema).max(4),
});

/** A charge at arrest: words of the arresting agency. A charge is not a conviction (rule B6). */
export const chargeSchema = z.strictObject({ offenceDate: dateSchema.optional(), literal: textSchema(300) });

/** A court disposition sent along with the booking (2.051). */
export const dispositionSchema = z.strictObject({
  date: dateSchema.optional(),
  offence: textSchema(300),
  sentence: textSchema(300).optional(),
});

/**
 * A record of the submission that carries an image: its kind, how many bytes of image data it has and their hash. The image itself
 * stays in the stored file and is never decoded. Finger positions: 1-5 right thumb to little, 6-10 left, 11-14 plain impressions.
 */
export const printSchema = z.strictObject({
  recordType: z.union([
    z.literal(4),
    z.literal(7),
    z.literal(9),
    z.literal(10),
    z.literal(13),
    z.literal(14),
    z.literal(15),
  ]),
  idc: z.int().min(0).max(255),
  fingerPositions: z.array(z.int().min(0).max(255)).optional(),
  bytes: z.int().min(0),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** What everyone who reports a booking must tell, in whatever format. */
const bookingShape = {
  transaction: transactionSchema,
  /** CRI 2.073, first instance: the booking agency, from which the jurisdiction is found. */
  controllingAgency: oriSchema,
  person: personSchema,
  arrest: z.strictObject({ date: dateSchema, charges: z.array(chargeSchema).max(40) }),
  dispositions: z.array(dispositionSchema).max(40),
  agencyCaseNumber: ocaSchema.optional(),
  returnRapSheet: z.boolean(),
  /** 2.087 TAA: a juvenile to be treated as an adult. A flag for the officer's safeguards. */
  treatAsAdult: z.boolean(),
  caution: textSchema(50).optional(),
};

/** A booking without its prints: the part that a JSON submission and a template for making files share. */
export const bookingFactsSchema = z.strictObject(bookingShape);

/** A booking as the case keeps it. */
export const bookingSchema = z.strictObject({ ...bookingShape, prints: z.array(printSchema).max(100) });

export type Transaction = z.infer<typeof transactionSchema>;
export type Print = z.infer<typeof printSchema>;
export type Booking = z.infer<typeof bookingSchema>;
