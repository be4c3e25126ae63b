import { describe, expect, it } from 'vitest';
import {
  fbiNumberSchema,
  miscNumberSchema,
  ncicOffenceSchema,
  normalizeANumber,
  ocaSchema,
  oriSchema,
  sidSchema,
  tcnSchema,
  transactionNameSchema,
} from '../../../domain/identifiers.ts';

describe('forms of identifiers', () => {
  it.each([
    [
      'ORI',
      oriSchema,
      ['XX0010100', 'WVIAFIS0Z'],
      ['XX001010', 'XX00101000', 'xx0010100', '0X0010100', 'XX001010-', ''],
    ],
    [
      'TCN',
      tcnSchema,
      ['0123456789', 'XX SIM 2011 0001', 'x'.repeat(40)],
      ['012345678', 'x'.repeat(41), ' 123456789', '123456789 ', '12345\u00E96789', ''],
    ],
    ['OCA', ocaSchema, ['A', '2011-004711', 'A B', 'x'.repeat(20)], ['', ' A', 'A.B', '.A', 'x'.repeat(21), 'A\u001B']],
    [
      'SID',
      sidSchema,
      ['TX1', 'TX12345678', 'NY123456-', 'PA1-', 'OR1234567-'],
      ['T1', 'TX', 'TX123456789', 'TX123-', 'NY-', 'NY12345678-'],
    ],
    ['FBI', fbiNumberSchema, ['1', '123456AA1'], ['', '1234567890', '12-3', '12345a']],
    [
      'MNU',
      miscNumberSchema,
      ['OA-SIM-D-REMOV', 'AR-123456789', 'PP-1'],
      ['OA-', 'OA', 'O-12', 'OA-1234567890123', 'oa-1'],
    ],
    [
      'NAM',
      transactionNameSchema,
      ['DOE,JOHN', 'DE LA CRUZ-LOPEZ,ANA MARIA', '&A,B', `X,${'Y'.repeat(48)}`],
      ['DOE', 'doe,john', 'DOE,', ',JOHN', 'DOE,JOHN2', `X,${'Y'.repeat(49)}`, "O'BRIEN,PAT"],
    ],
    ['NCIC', ncicOffenceSchema, ['0399'], ['399', '03990', 'A399']],
  ])('%s', (_name, schema, good, bad) => {
    expect(good.filter((value) => !schema.safeParse(value).success)).toEqual([]);
    expect(bad.filter((value) => schema.safeParse(value).success)).toEqual([]);
  });

  it('brings A-numbers to nine digits', () => {
    expect(['A1234567', '12345678', 'A012345678', '123456789'].map(normalizeANumber)).toEqual([
      '001234567',
      '012345678',
      '012345678',
      '123456789',
    ]);
    expect(['A123456', 'A1234567890', 'B1234567', '', 'A12 345 678'].map(normalizeANumber)).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('says the form and never the value', () => {
    const found = transactionNameSchema.safeParse('secret');
    expect(found.error?.issues[0]?.message).toContain('SURNAME,GIVEN');
    expect(JSON.stringify(found.error?.issues.map(({ message }) => message))).not.toContain('secret');
  });
});
