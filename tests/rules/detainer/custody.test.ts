import { describe, expect, it } from 'vitest';
import {
  facilitiesFrom,
  facilitiesOf,
  type Facility,
  facilityOf,
  holder,
  isRegistered,
  type Stay,
  withStay,
} from '../../../domain/detainer/custody.ts';
import { isoInstant } from '../../../domain/text.ts';
import { NO_ROUTING } from '../../../domain/agency/agency.ts';

const at = (hour: number): string => isoInstant(Date.UTC(2011, 8, 16, 21) + hour * 3_600_000);

function jail(letter: string): Facility {
  return { ori: `XX00000${letter}0`, name: letter, zone: 'America/New_York', sib: 'XX000000X', jurisdiction: null };
}

const [A, B, C] = [jail('A'), jail('B'), jail('C')];
const first: readonly Stay[] = [{ facility: A, from: null }];

function moved(...moves: readonly (readonly [Facility, number])[]): readonly Stay[] {
  return moves.reduce((stays, [facility, hour]) => withStay(stays, { facility, from: at(hour) }), first);
}

const names = (facilities: readonly Facility[]): string => facilities.map(({ name }) => name).join('');

describe('where a person has been', () => {
  it('is in order of time, in whatever order it is heard of', () => {
    expect(moved([C, 9], [B, 4])).toEqual(moved([B, 4], [C, 9]));
    expect(names(moved([C, 9], [B, 4]).map(({ facility }) => facility))).toBe('ABC');
    expect(holder(moved([C, 9], [B, 4]))).toBe(C);
    expect(holder(first)).toBe(A);
  });

  it('knows a return, also where it is heard of before the transfer away [C2 must]', () => {
    expect(moved([A, 9], [B, 4])).toEqual(moved([B, 4], [A, 9]));
    expect(holder(moved([A, 9], [B, 4]))).toBe(A);
    expect(names(facilitiesOf(moved([B, 4], [A, 9])))).toBe('AB');
  });

  it('takes a report twice for one', () => {
    const known = moved([B, 4], [C, 4]);
    expect(withStay(known, { facility: B, from: at(4) })).toBe(known);
  });

  it('has at least one facility', () => {
    expect(() => holder([])).toThrow(RangeError);
  });
});

describe('the facilities whose zones bear on a clock [C2 must]', () => {
  const rows: readonly (readonly [string, readonly Stay[], number, string])[] = [
    ['before any transfer', moved([B, 4]), 2, 'AB'],
    ['at the transfer', moved([B, 4]), 4, 'B'],
    ['after it', moved([B, 4]), 5, 'B'],
    ['between two', moved([B, 4], [C, 9]), 5, 'BC'],
    ['there and back', moved([B, 4], [A, 9]), 10, 'A'],
    ['two reports of one instant, which contradict each other', moved([B, 4], [C, 4]), 5, 'BC'],
  ];

  it.each(rows)('%s', (_name, stays, hour, expected) => {
    expect(names(facilitiesFrom(stays, at(hour)))).toBe(expected);
  });
});

describe('a jail as the register knows it', () => {
  it('has no zone where the register does not know it: the shortest clock governs', () => {
    const unknown = facilityOf(NO_ROUTING, 'XX00000D0', 'XX000000X');
    expect(unknown).toMatchObject({ ori: 'XX00000D0', sib: 'XX000000X', jurisdiction: null });
    expect(isRegistered(unknown)).toBe(false);
    expect(isRegistered(A)).toBe(true);
  });
});
