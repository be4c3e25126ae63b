import { describe, expect, it } from 'vitest';
import type { Booking, Print } from '../../../domain/booking/booking.ts';
import { ARREST_TRANSACTIONS } from '../../../domain/booking/transactions.ts';
import { validateBooking } from '../../../domain/booking/validate.ts';

const print = (recordType: Print['recordType'], idc = 1, bytes = 100): Print => ({ recordType, idc, bytes });
const booking: Booking = {
  transaction: {
    tot: 'CAR',
    tcn: 'XX-SIM-20110916-000001',
    ori: 'XXSIB0000',
    dai: 'WVIAFIS0Z',
    date: '2011-09-16',
    version: '0400',
  },
  controllingAgency: 'XX0010100',
  person: {
    name: 'SAMPLE,PAT',
    aliases: [],
    dateOfBirth: '1980-01-01',
    sex: 'X',
    placeOfBirth: 'XX',
    fbiNumbers: [],
    miscNumbers: [],
  },
  arrest: { date: '2011-09-16', charges: [{ literal: 'THEFT' }] },
  dispositions: [],
  returnRapSheet: false,
  treatAsAdult: false,
  prints: [print(4)],
};
const withTot = (tot: string): Booking => ({ ...booking, transaction: { ...booking.transaction, tot } });
const withPrints = (tot: string, prints: readonly Print[]): Booking => ({ ...withTot(tot), prints: [...prints] });
const codes = (found: Booking, today?: string): string[] => validateBooking(found, today).map(({ code }) => code);

describe('A1: only arrests with a criminal charge enter', () => {
  it.each([...ARREST_TRANSACTIONS.keys()])('%s enters', (tot) => {
    expect(codes(withTot(tot))).toEqual([]);
  });

  it.each(['AMN', 'FAUF', 'FANC', 'NFUF', 'MAP', 'RPIS', 'SRE', 'ERRT'])(
    '%s is no arrest, and the reason says so',
    (tot) => {
      const refusals = validateBooking(withTot(tot));
      expect(refusals).toEqual([
        { field: '1.004 TOT', code: 'NOT_AN_ARREST', reason: expect.stringContaining(`${tot} is no arrest`) },
      ]);
    },
  );

  it.each(['ZZZ', 'toString', '__proto__', ''])('%j is unknown', (tot) => {
    expect(codes(withTot(tot))).toEqual(['UNKNOWN_TRANSACTION_TYPE']);
  });

  it('a booking needs a charge that says something', () => {
    expect(codes({ ...booking, arrest: { ...booking.arrest, charges: [] } })).toEqual(['NO_CRIMINAL_CHARGE']);
    expect(codes({ ...booking, arrest: { ...booking.arrest, charges: [{ literal: ' ' }] } })).toEqual([
      'NO_CRIMINAL_CHARGE',
    ]);
    expect(
      codes({ ...booking, arrest: { ...booking.arrest, charges: [{ literal: ' ' }, { literal: 'THEFT' }] } }),
    ).toEqual([]);
  });
});

describe('A7: a name alone starts no check', () => {
  it.each([
    ['no record', []],
    ['a photograph', [print(10)]],
    ['a palmprint', [print(15)]],
    ['a fingerprint record without image data', [print(14, 1, 0)]],
  ])('%s', (_name, prints) => {
    expect(codes(withPrints('CAR', prints))).toEqual(['NO_PRINTS']);
  });
});

describe('records that each type of transaction may carry', () => {
  const many = (recordType: Print['recordType'], count: number): Print[] =>
    Array.from({ length: count }, (_, idc) => print(recordType, idc));

  it.each([
    ['CAR', [...many(4, 7), ...many(14, 7), ...many(10, 4), ...many(7, 1), ...many(13, 1), ...many(15, 8)], []],
    ['CAR', [...many(4, 8), ...many(14, 7)], ['TOO_MANY_RECORDS']],
    ['CAR', [...many(4, 1), ...many(10, 5)], ['TOO_MANY_RECORDS']],
    ['CNA', [...many(4, 1), ...many(7, 2), ...many(13, 1)], ['TOO_MANY_RECORDS']],
    ['CPDR', [...many(4, 1), ...many(13, 1)], ['TOO_MANY_RECORDS']],
    ['CPNU', [...many(4, 1), ...many(13, 1)], []],
    ['CAR', [...many(4, 1), ...many(15, 9)], ['TOO_MANY_RECORDS']],
    ['CAR', [...many(4, 1), ...many(9, 1)], ['TOO_MANY_RECORDS']],
  ])('%s', (tot, prints, expected) => {
    expect(codes(withPrints(tot, prints))).toEqual(expected);
  });
});

describe('dates', () => {
  it('allow one day for places on both sides of the date line, not two', () => {
    expect(codes({ ...booking, arrest: { ...booking.arrest, date: '2011-09-17' } })).toEqual([]);
    expect(codes({ ...booking, arrest: { ...booking.arrest, date: '2011-09-18' } })).toEqual(['DATE_AFTER_SUBMISSION']);
    expect(codes(booking, '2011-09-15')).toEqual([]);
    expect(codes(booking, '2011-09-14')).toEqual(['DATE_IN_FUTURE']);
    expect(codes({ ...booking, person: { ...booking.person, dateOfBirth: '2011-09-18' } })).toEqual([
      'DATE_AFTER_SUBMISSION',
    ]);
    expect(codes({ ...booking, person: { ...booking.person, dateOfBirth: 'UNKNOWN' } })).toEqual([]);
  });

  it('are never a reason to refuse prints that come late', () => {
    expect(codes({ ...booking, arrest: { ...booking.arrest, date: '2011-08-01' } }, '2026-01-01')).toEqual([]);
  });
});

it('all reasons come at once', () => {
  const bad: Booking = { ...booking, arrest: { date: '2011-09-30', charges: [] }, prints: [] };
  expect(codes(bad)).toEqual(['NO_CRIMINAL_CHARGE', 'NO_PRINTS', 'DATE_AFTER_SUBMISSION']);
});
