import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CODE_BYTES, lookupCode, readLookupCode } from '../../../domain/detainer/code.ts';
import { groupedCode, lookupCodeSchema } from '../../../domain/detainer/document.ts';

const bytes = fc.uint8Array({ minLength: CODE_BYTES, maxLength: CODE_BYTES });

test('every ten bytes make a code, and no two the same one', () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(lookupCodeSchema.safeParse(lookupCode(a)).success).toBe(true);
      expect(lookupCode(a) === lookupCode(b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
    }),
  );
});

test('a code is read as people write it', () => {
  fc.assert(
    fc.property(bytes, (random) => {
      const code = lookupCode(random);
      const written = groupedCode(code).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
      expect(readLookupCode(` ${written} `)).toBe(code);
      expect(readLookupCode(written.replaceAll('-', ' – ').replaceAll('l', 'I'))).toBe(code);
    }),
  );
});

test.each(['', 'ABCD', 'ABCD-EFGH-JKMN-PQRU', 'ABCD-EFGH-JKMN-PQRS-T', "ABCD-EFGH-JKMN-PQ'S", '７K3M9QXW7K3M9QXW'])(
  '%j can be no code',
  (text) => {
    expect(readLookupCode(text)).toBeNull();
  },
);
