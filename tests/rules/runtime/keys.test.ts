import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifySigned } from '../../../domain/access/assertion.ts';
import { caseIdSchema } from '../../../domain/ids.ts';
import {
  caseIdOf,
  loadOrCreateKeys,
  newSigningKey,
  readTrustedKeys,
  signingKey,
  signStatement,
  trustedKeys,
} from '../../../runtime/keys.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('keys are made once, kept for their owner only, and read again', () => {
  const made = loadOrCreateKeys(dir, { development: true });
  expect(loadOrCreateKeys(dir, { development: true })).toEqual(made);
  const files = readdirSync(join(dir, 'keys'));
  expect(files.sort()).toEqual([
    'actor.json',
    'fbi.json',
    'ident.json',
    'immigration_databases.json',
    'jail.json',
    'public.json',
    'site.json',
    'system.json',
  ]);
  for (const file of files) expect(statSync(join(dir, 'keys', file)).mode & 0o777).toBe(0o600);
});

test('in production the stand-ins have no keys and are not trusted', () => {
  loadOrCreateKeys(dir, { development: true });
  const ring = loadOrCreateKeys(dir, { development: false });
  expect(trustedKeys(ring).map(({ use }) => use)).toEqual(['ACTOR', 'PUBLIC', 'SYSTEM']);
  expect(() => signingKey(ring, 'FBI')).toThrow(expect.objectContaining({ code: 'KEY_MISSING' }));
});

test('the partners’ public keys come from a file, and nothing secret is among what is trusted', () => {
  const partner = newSigningKey('FBI');
  const { kid, use, publicKey } = partner;
  const file = join(dir, 'partners.json');
  writeFileSync(file, JSON.stringify([{ kid, use, publicKey }]));
  const trusted = trustedKeys(loadOrCreateKeys(dir, { development: false }), readTrustedKeys(file));
  expect(verifySigned(signStatement('FBI', partner, { a: 1 }), 'FBI', trusted)).toBe(true);
  expect(JSON.stringify(trusted)).not.toContain('secretKey');
  writeFileSync(file, JSON.stringify([partner]));
  expect(() => readTrustedKeys(file)).toThrow(expect.objectContaining({ code: 'KEY_FILE' }));
});

test.each(['', '{"kid":', '{}', '[]'])('a damaged key file (%j) is named, and never replaced', (text) => {
  loadOrCreateKeys(dir, { development: false });
  const file = join(dir, 'keys', 'actor.json');
  writeFileSync(file, text);
  expect(() => loadOrCreateKeys(dir, { development: false })).toThrow(file);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('a statement is signed for one use: another use, another key or a changed text is refused', () => {
  const key = newSigningKey('FBI');
  const keys = [key, { ...key, use: 'IDENT' as const }, newSigningKey('FBI')].map(({ kid, use, publicKey }) => ({
    kid,
    use,
    publicKey,
  }));
  const signed = signStatement('FBI', key, { b: 1, a: [undefined, null], c: undefined });
  expect(signed.statement).toBe('{"a":[null,null],"b":1}');
  expect(verifySigned(signed, 'FBI', keys)).toBe(true);
  expect(verifySigned(signed, 'IDENT', keys)).toBe(false);
  expect(verifySigned({ ...signed, statement: '{"a":[null,null],"b":2}' }, 'FBI', keys)).toBe(false);
  expect(verifySigned({ ...signed, kid: keys[2]?.kid ?? '' }, 'FBI', keys)).toBe(false);
  expect(() => signStatement('IDENT', key, {})).toThrow(expect.objectContaining({ code: 'KEY_MISUSED' }));
});

test('a case id is the same for the same submission at the same site, and differs otherwise', () => {
  const site = 'ab'.repeat(32);
  const id = caseIdOf(site, 'XX0000000', 'XX12345678');
  expect(caseIdSchema.parse(id)).toBe(caseIdOf(site, 'XX0000000', 'XX12345678'));
  const others = [
    caseIdOf('ac'.repeat(32), 'XX0000000', 'XX12345678'),
    caseIdOf(site, 'XX0000001', 'XX12345678'),
    caseIdOf(site, 'XX0000000', 'XX12345679'),
  ];
  expect(new Set([id, ...others]).size).toBe(4);
  expect(caseIdOf(site, 'XX00', 'AB')).not.toBe(caseIdOf(site, 'XX00A', 'B'));
});
