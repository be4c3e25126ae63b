import { describe, expect, it } from 'vitest';
import { isMinor } from '../../../domain/booking/case-input.ts';
import { offenceClassOf } from '../../../domain/statistics/offence-class.ts';

function classOf(...literals: string[]): string {
  return offenceClassOf(literals.map((literal) => ({ literal }))).offenceClass;
}

describe('the class of an arrest offence', () => {
  it.each([
    ['AGGRAVATED ASSAULT', 'VIOLENT'],
    ['DOMESTIC VIOLENCE', 'VIOLENT'],
    ['POSSESSION OF A CONTROLLED SUBSTANCE', 'DRUG'],
    ['DRIVING UNDER THE INFLUENCE OF DRUGS', 'DUI'],
    ['DRIVING WHILE INTOXICATED', 'DUI'],
    ['BURGLARY OF A HABITATION', 'PROPERTY'],
    ['SHOPLIFTING', 'PROPERTY'],
    ['DISORDERLY CONDUCT', 'PUBLIC_ORDER'],
    ['FELON IN POSSESSION OF A FIREARM', 'PUBLIC_ORDER'],
    ['DRIVING WITHOUT LICENSE', 'TRAFFIC_MINOR'],
    ['fail to yield', 'TRAFFIC_MINOR'],
    ['DRIVING WHILE LICENSE SUSPENDED', 'TRAFFIC_OTHER'],
    ['HIT AND RUN', 'TRAFFIC_OTHER'],
    ['ILLEGAL REENTRY', 'IMMIGRATION'],
    ['KEEPING A TIGER', 'OTHER'],
  ])('of %s is %s', (literal, expected) => {
    expect(classOf(literal)).toBe(expected);
  });

  it('is the gravest of several charges, whatever their order', () => {
    expect(classOf('FAIL TO YIELD', 'ROBBERY', 'SHOPLIFTING')).toBe('VIOLENT');
    expect(classOf('FAIL TO YIELD', 'KEEPING A TIGER')).toBe('OTHER');
  });

  it('is missing where nothing was said, and carries the version of the words otherwise', () => {
    expect(offenceClassOf([])).toEqual({ offenceClass: 'UNCLASSIFIED', classedBy: 'none' });
    expect(offenceClassOf([{ literal: '--' }])).toEqual({ offenceClass: 'UNCLASSIFIED', classedBy: 'none' });
    expect(offenceClassOf([{ literal: 'ARSON' }])).toEqual({ offenceClass: 'VIOLENT', classedBy: 'words-v1' });
  });
});

describe('a minor', () => {
  const booked = (dateOfBirth: string, treatAsAdult = false) =>
    isMinor({ treatAsAdult, person: { dateOfBirth } as never, arrest: { date: '2011-09-16', charges: [] } });

  it('is under eighteen on the day of arrest, or treated as an adult', () => {
    expect(booked('1993-09-16')).toBe(false);
    expect(booked('1993-09-17')).toBe(true);
    expect(booked('1970-01-01', true)).toBe(true);
    expect(booked('UNKNOWN')).toBe(false);
  });
});
