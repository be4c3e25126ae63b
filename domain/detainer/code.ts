import { lookupCodeSchema } from './document.ts';

/** Crockford's base32: no I, L, O or U, so that a code survives handwriting and the telephone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** How many random bytes a code is made of: 80 bits, 16 characters. */
export const CODE_BYTES = 10;

/** The code of a detainer made of `CODE_BYTES` random bytes. */
export function lookupCode(random: Uint8Array): string {
  let bits = 0n;
  for (const byte of random) bits = (bits << 8n) | BigInt(byte);
  const digits = Array.from({ length: (random.length * 8) / 5 }, (_, index) => (bits >> BigInt(index * 5)) & 31n);
  return digits.map((digit) => ALPHABET[Number(digit)]).join('');
}

/** A code as people type it: small letters, hyphens and spaces, O for 0 and I or L for 1 are understood. Null if it can be no code. */
export function readLookupCode(text: string): string | null {
  const code = text
    .replaceAll(/[\s\p{Dash}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return lookupCodeSchema.safeParse(code).success ? code : null;
}
