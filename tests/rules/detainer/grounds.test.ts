import { describe, expect, it } from 'vitest';
import {
  BOOKING_GROUND,
  endAllGrounds,
  endGround,
  type Ground,
  heldOnGroundsUntil,
  releaseDue,
  type ReportedGround,
  withGround,
} from '../../../domain/detainer/grounds.ts';
import { instantMs, isoInstant } from '../../../domain/text.ts';

const T0 = Date.UTC(2011, 8, 16, 21);
const at = (hour: number): string => isoInstant(T0 + hour * 3_600_000);

function ground(id: string, since: number | null, until: number | null): Ground {
  return { id, kind: 'WARRANT', since: since === null ? null : at(since), until: until === null ? null : at(until) };
}

function reported(groundId: string, since: number): ReportedGround {
  return { groundId, kind: 'WARRANT', since: at(since), expectedEndAt: null, source: 'jail' };
}

const booking = (until: number | null): Ground => ground('BOOKING', null, until);

describe('what else holds a person', () => {
  it('is the arrest of the booking at first, and what is recorded later', () => {
    expect(withGround([BOOKING_GROUND], reported('w1', 2))).toEqual([BOOKING_GROUND, ground('w1', 2, null)]);
  });

  it('is not recorded a second time, and never begins anew', () => {
    const known = [booking(5), ground('w1', 2, 9)];
    expect(withGround(known, reported('w1', 2))).toBe(known);
    expect(withGround(known, reported('w1', 7))).toBe(known);
  });

  it('ends at the earliest end that anyone reported', () => {
    const open = [booking(null), ground('w1', 2, null)];
    expect(endGround(open, 'w1', at(9))).toEqual([booking(null), ground('w1', 2, 9)]);
    expect(endGround(endGround(open, 'w1', at(9)), 'w1', at(7))).toEqual([booking(null), ground('w1', 2, 7)]);
    expect(endGround(endGround(open, 'w1', at(7)), 'w1', at(9))).toEqual([booking(null), ground('w1', 2, 7)]);
  });

  it('ends also where its end is heard of before it is: in either order the same', () => {
    const [before, record] = [[booking(null)], reported('w1', 2)];
    const known = endGround(withGround(before, record), 'w1', at(9));
    const early = endGround(before, 'w1', at(9));
    expect(withGround(early, record)).toEqual(known);
    expect(withGround(endGround(early, 'w1', at(7)), record)).toEqual([booking(null), ground('w1', 2, 7)]);
    // Until its beginning is known, such a ground has held for no time: it moves no release.
    expect(releaseDue(endGround([booking(5)], 'w1', at(9)))).toBe(at(5));
  });

  it('ends as a whole where none holds any more; one that began later is not meant', () => {
    const open = [booking(null), ground('w1', 2, 3), ground('w2', 4, null), ground('w3', 6, null)];
    expect(endAllGrounds(open, at(5))).toEqual([
      booking(5),
      ground('w1', 2, 3),
      ground('w2', 4, 5),
      ground('w3', 6, null),
    ]);
    expect(endAllGrounds([ground('w2', 5, null)], at(5))).toEqual([ground('w2', 5, 5)]);
  });
});

describe('when release fell due [C2 must]', () => {
  const rows: readonly (readonly [string, readonly Ground[], number | null])[] = [
    ['one ground holds', [booking(null)], null],
    ['the only ground ended', [booking(5)], 5],
    ['another holds on', [booking(5), ground('w1', 2, null)], null],
    ['the last of two ended', [booking(5), ground('w1', 2, 9)], 9],
    ['the other ended before', [booking(9), ground('w1', 2, 5)], 9],
    ['one begins as the other ends', [booking(5), ground('w1', 5, 9)], 9],
    ['another began after a gap', [booking(5), ground('w1', 6, null)], 5],
    ['a chain of three', [booking(5), ground('w2', 7, 11), ground('w1', 4, 8)], 11],
    ['a chain with a gap', [booking(5), ground('w2', 9, 11), ground('w1', 4, 8)], 8],
    ['the later one while the first holds', [booking(null), ground('w1', 6, 7)], null],
    ['one that ended before it began', [booking(5), ground('w1', 4, 3)], 5],
  ];

  it.each(rows)('%s', (_name, grounds, due) => {
    expect(releaseDue(grounds)).toBe(due === null ? null : at(due));
    expect(releaseDue(grounds.toReversed())).toBe(due === null ? null : at(due));
  });
});

describe('until when grounds held from an instant on', () => {
  const rows: readonly (readonly [string, readonly Ground[], number])[] = [
    ['none', [booking(5)], 10],
    ['one that holds', [booking(5), ground('w1', 9, null)], Infinity],
    ['one that ended', [booking(5), ground('w1', 9, 12)], 12],
    ['two in a row', [ground('w2', 12, 15), ground('w1', 9, 12)], 15],
    ['two with a gap', [ground('w1', 9, 12), ground('w2', 13, null)], 12],
    ['one that began at that instant', [ground('w1', 10, 12)], 12],
    ['one that began later', [ground('w1', 11, null)], 10],
  ];

  it.each(rows)('%s', (_name, grounds, until) => {
    expect(heldOnGroundsUntil(grounds, at(10))).toBe(until === Infinity ? Infinity : instantMs(at(until)));
  });
});
