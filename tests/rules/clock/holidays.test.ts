import federal from '@18f/us-federal-holidays';
import { describe, expect, it } from 'vitest';
import {
  federalHolidays,
  isLegalHoliday,
  isObservedHoliday,
  observedInsteadOn,
} from '../../../domain/clock/holidays.ts';

describe('legal public holidays', () => {
  it('agree with an independent list on statutory and observed days, 1990-2040', () => {
    for (let year = 1990; year <= 2040; year += 1) {
      const statutory = federal.allForYear(year, { shiftSaturdayHolidays: false, shiftSundayHolidays: false });
      const observed = federal.allForYear(year);
      expect(federalHolidays(year).map(({ name, date, observedOn }) => [name, date, observedOn])).toEqual(
        statutory.map(({ name, dateString }, i) => [name, dateString, observed[i]?.dateString]),
      );
    }
  });

  it('are those of 2011', () => {
    expect(federalHolidays(2011).map(({ date }) => date)).toEqual([
      '2011-01-01',
      '2011-01-17',
      '2011-02-21',
      '2011-05-30',
      '2011-07-04',
      '2011-09-05',
      '2011-10-10',
      '2011-11-11',
      '2011-11-24',
      '2011-12-25',
    ]);
    expect(isObservedHoliday('2011-12-26')).toBe(true);
    expect(isLegalHoliday('2011-12-26')).toBe(false);
    expect(isLegalHoliday('2011-12-25')).toBe(true);
    expect(isObservedHoliday('2011-12-25')).toBe(false);
  });

  it('are observed across the end of the year', () => {
    expect(observedInsteadOn('2010-12-31')).toMatchObject({ date: '2011-01-01', name: "New Year's Day" });
    expect(isObservedHoliday('2011-12-31')).toBe(false);
    expect(isObservedHoliday('2012-01-02')).toBe(true);
  });

  it('begin in the year in which the law took effect', () => {
    const names = (year: number): string[] => federalHolidays(year).map(({ name }) => name);
    expect(isLegalHoliday('2020-06-19')).toBe(false);
    expect(isLegalHoliday('2021-06-19')).toBe(true);
    expect(federalHolidays(2021).find(({ date }) => date === '2021-06-19')).toMatchObject({
      enactedAt: '2021-06-17',
      observedOn: '2021-06-18',
    });
    expect(names(1985)).not.toContain('Birthday of Martin Luther King, Jr.');
    expect(names(1986)).toContain('Birthday of Martin Luther King, Jr.');
  });

  it('had Veterans Day in October from 1971 to 1977', () => {
    const veterans = (year: number): string[] =>
      federalHolidays(year)
        .filter(({ name }) => name === 'Veterans Day')
        .map(({ date }) => date);
    expect(veterans(1971)).toEqual(['1971-10-25']);
    expect(veterans(1977)).toEqual(['1977-10-24']);
    expect(veterans(1978)).toEqual(['1978-11-11']);
  });

  it.each([
    ['Inauguration Day', '2021-01-20'],
    ['day after Thanksgiving', '2011-11-25'],
    ['Three Kings Day in Puerto Rico', '2012-01-06'],
    ['closure by executive order, Christmas Eve', '2019-12-24'],
  ])('are not: %s', (_name, date) => {
    expect(isLegalHoliday(date)).toBe(false);
    expect(isObservedHoliday(date)).toBe(false);
  });

  it('are refused for years whose list is not known, and for what is no date', () => {
    expect(() => federalHolidays(1970)).toThrow(expect.objectContaining({ code: 'HOLIDAY_YEAR_UNKNOWN' }));
    expect(() => federalHolidays(2011.5)).toThrow(expect.objectContaining({ code: 'HOLIDAY_YEAR_UNKNOWN' }));
    expect(() => isLegalHoliday('2011-02-30')).toThrow(expect.objectContaining({ code: 'DATE_MALFORMED' }));
    expect(() => isObservedHoliday('4 July 2011')).toThrow(expect.objectContaining({ code: 'DATE_MALFORMED' }));
  });
});
