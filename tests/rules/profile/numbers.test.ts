import { describe, expect, it } from 'vitest';
import { HISTORICAL_NUMBERS } from '../../../domain/profile/historical-numbers.ts';
import {
  fillNumbers,
  missingLines,
  type PhoneNumber,
  phoneNumberSchema,
  refuseCall,
  refuseNumber,
  standingNumbers,
} from '../../../domain/profile/numbers.ts';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';

function entry(id: number, reached: readonly boolean[], more: Partial<PhoneNumber> = {}): PhoneNumber {
  const call = { on: '2030-01-02', words: 'Called it.', by: 'crcl', name: 'Lennox Farrow', at: '2030-01-02T10:00:00Z' };
  return phoneNumberSchema.parse({
    id,
    line: 'civilRights',
    number: `(800) 555-01${id}`,
    answeredBy: 'Fictional office',
    enforcement: false,
    hours: 'weekdays',
    enteredBy: 'admin',
    enteredAt: '2030-01-01T10:00:00Z',
    calls: reached.map((one) => ({ reached: one, ...call })),
    ...more,
  });
}

describe('the numbers that stand', () => {
  const standing = (...entries: PhoneNumber[]) => standingNumbers(entries).civilRights?.number;

  it('are the newest entries whose last call reached them', () => {
    expect(standing()).toBeUndefined();
    expect(standing(entry(11, []))).toBeUndefined();
    expect(standing(entry(11, [true]))).toBe('(800) 555-0111');
    expect(standing(entry(11, [true, false]))).toBeUndefined();
    expect(standing(entry(11, [false, true]))).toBe('(800) 555-0111');
    expect(standing(entry(11, [true]), entry(12, []))).toBe('(800) 555-0111');
    expect(standing(entry(12, [true]), entry(11, [true]))).toBe('(800) 555-0112');
    expect(standing(entry(11, [true]), entry(12, [true, false]))).toBe('(800) 555-0111');
  });

  it('no longer hold one for civil rights once enforcement was reached at the same number', () => {
    const hotline = { line: 'dayAndNight', enforcement: true, number: '1 800 555 0111', hours: '24 hours' } as const;
    expect(standing(entry(11, [true]), entry(12, [true], hotline))).toBeUndefined();
    expect(standing(entry(10, [true]), entry(11, [true]), entry(12, [true], hotline))).toBe('(800) 555-0110');
    expect(standing(entry(11, [true]), entry(12, [], hotline))).toBe('(800) 555-0111');
  });

  it('fill a profile, and say which are missing', () => {
    const numbers = standingNumbers([entry(11, [true])]);
    expect(missingLines(numbers)).toEqual(['dayAndNight', 'citizenOrVictim']);
    expect(fillNumbers(PROFILE_2011_06, numbers)).toEqual({ ...PROFILE_2011_06, numbers });
  });
});

describe('an entry', () => {
  const civil = {
    line: 'civilRights',
    number: '(800) 555-0111',
    answeredBy: 'Office',
    enforcement: false,
    hours: 'weekdays',
  } as const;

  it('for civil rights is never answered by enforcement, whatever is said of it (E7)', () => {
    expect(refuseNumber(civil, [])).toBeUndefined();
    expect(refuseNumber({ ...civil, enforcement: true }, [])?.code).toBe('CIVIL_RIGHTS_BY_ENFORCEMENT');
    for (const { number, enforcement } of HISTORICAL_NUMBERS)
      expect(refuseNumber({ ...civil, number }, [])?.code).toBe(
        enforcement ? 'CIVIL_RIGHTS_BY_ENFORCEMENT' : undefined,
      );
  });

  it('for civil rights is no number that another entry gives as one of enforcement, however it is written (E7)', () => {
    const hotline = entry(11, [], { line: 'dayAndNight', enforcement: true, hours: '24 hours' });
    expect(refuseNumber({ ...civil, number: '1-800-555-0111' }, [hotline])?.code).toBe('CIVIL_RIGHTS_BY_ENFORCEMENT');
    expect(refuseNumber(civil, [{ ...hotline, enforcement: false }])).toBeUndefined();
  });

  it('for the line answered day and night says so in its hours', () => {
    expect(refuseNumber({ ...civil, line: 'dayAndNight' }, [])?.code).toBe('NOT_DAY_AND_NIGHT');
    expect(
      refuseNumber({ ...civil, line: 'dayAndNight', hours: '24 hours, every day', enforcement: true }, []),
    ).toBeUndefined();
  });
});

describe('a call', () => {
  const call = { reached: true, on: '2030-01-02', words: 'Called it.' };

  it('counts from somebody other than who entered the number, on a day since then', () => {
    const fresh = entry(11, []);
    expect(refuseCall(fresh, call, 'crcl', '2030-01-02')).toBeUndefined();
    expect(refuseCall(fresh, call, 'admin', '2030-01-02')?.code).toBe('VERIFIER_ENTERED_IT');
    expect(refuseCall(fresh, { ...call, reached: false }, 'admin', '2030-01-02')).toBeUndefined();
    expect(refuseCall(fresh, { ...call, on: '2030-01-04' }, 'crcl', '2030-01-02')?.code).toBe('CALL_DATE');
    expect(refuseCall(fresh, { ...call, on: '2029-12-30' }, 'crcl', '2030-01-02')?.code).toBe('CALL_DATE');
  });

  it('is dated by the day where the caller is, which may be another than in UTC', () => {
    const fresh = entry(11, [], { enteredAt: '2030-01-02T02:00:00Z' });
    expect(refuseCall(fresh, { ...call, on: '2030-01-01' }, 'crcl', '2030-01-02')).toBeUndefined();
    expect(refuseCall(fresh, { ...call, on: '2030-01-03' }, 'crcl', '2030-01-02')).toBeUndefined();
  });
});
