import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inspectCommand, makeCommand, validateCommand } from '../../../cli/commands/booking-offline.ts';
import { printRecordsOf } from '../../../exchange/ebts/make.ts';
import { readEbts } from '../../../exchange/ebts/read.ts';
import { writeRecord } from '../../../exchange/ebts/write.ts';
import { file, record, sample, SAMPLES_DIRECTORY } from '../ebts/fixtures.ts';

let directory = '';
const path = (name: string): string => join(directory, name);
const inSamples = (name: string): string => join(SAMPLES_DIRECTORY, name);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'booking-'));
});
afterEach(async () => {
  process.exitCode = undefined;
  await rm(directory, { recursive: true });
});

/** Runs `booking …` in this process, with its output caught. */
async function booking(
  ...args: readonly string[]
): Promise<{ out: string; err: string; exitCode: typeof process.exitCode }> {
  const outcome = { out: '', err: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((outcome.out += String(text))));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((outcome.err += String(text))));
  process.exitCode = undefined;
  try {
    const commands = new Command('booking')
      .addCommand(validateCommand())
      .addCommand(inspectCommand())
      .addCommand(makeCommand());
    await commands.parseAsync(args, { from: 'user' });
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
  return { ...outcome, exitCode: process.exitCode };
}

describe('booking validate', () => {
  it('accepts a sample', async () => {
    expect(await booking('validate', inSamples('01-no-match.eft'))).toEqual({
      out: 'accepted: CAR of agency XX0010100, charges: 1, records with images: 14\n',
      err: '',
      exitCode: undefined,
    });
  });

  it('refuses with field, code and reason, and exit code 2', async () => {
    const outcome = await booking('validate', inSamples('14-not-an-arrest.eft'));
    expect(outcome).toMatchObject({ out: '', exitCode: 2 });
    expect(outcome.err).toMatch(/^1\.004 TOT: NOT_AN_ARREST: AMN is no arrest/);
    const json = await booking('validate', inSamples('15-no-prints.json'), '--json');
    expect(JSON.parse(json.out)).toMatchObject({ accepted: false, refusals: [{ field: 'prints', code: 'NO_PRINTS' }] });
    expect(json).toMatchObject({ err: '', exitCode: 2 });
  });

  it('refuses 200 MB by size, a directory and a file that is not there', async () => {
    await writeFile(path('big'), '');
    await truncate(path('big'), 200_000_000);
    expect((await booking('validate', path('big'))).err).toContain('TOO_LARGE: The file has 200000000 bytes');
    expect((await booking('validate', directory)).err).toContain('FILE_UNREADABLE');
    expect(await booking('validate', path('none'))).toMatchObject({
      err: expect.stringContaining('does not exist'),
      exitCode: 2,
    });
  });
});

describe('booking inspect', () => {
  it('shows every record, fields by name, images as size and hash', async () => {
    const { out } = await booking('inspect', inSamples('19-no-answer-necessary.eft'));
    expect(out).toContain('1.004 TOT    CNA\n');
    expect(out).toContain('2.018 NAM    QUIET,MORGAN\n');
    expect(out.match(/^Type-14, IDC \d+$/gm)).toHaveLength(14);
    expect(out.match(/14\.999 DATA {2}100 bytes of image data, sha256 [0-9a-f]{64}/g)).toHaveLength(14);
  });

  it('shows what is refused as a booking, and a JSON booking as the file that it becomes', async () => {
    expect((await booking('inspect', inSamples('14-not-an-arrest.eft'))).out).toContain('1.004 TOT    AMN');
    const json: unknown = JSON.parse((await booking('inspect', inSamples('16-json-booking.json'), '--json')).out);
    expect(json).toMatchObject({
      records: [{ type: 1 }, { type: 2, idc: 0 }, ...Array.from({ length: 14 }, () => ({ type: 4, imageBytes: 100 }))],
    });
  });

  it('lets no file steer the terminal', async () => {
    await writeFile(path('evil.eft'), file('1_1^2_00', record(2, '2.002:00|2.018:\u001B[2J\u009B31mX')));
    const { out } = await booking('inspect', path('evil.eft'));
    expect(out).toContain('\\x1b[2J\\x9b31mX');
    expect(out).not.toMatch(/[\u001B\u009B]/);
  });

  it('refuses a file that cannot be read whole', async () => {
    await writeFile(path('cut.eft'), sample('01-no-match.eft').subarray(0, 1000));
    expect(await booking('inspect', path('cut.eft'))).toMatchObject({
      out: '',
      err: expect.stringContaining('4.001 LEN: TRUNCATED'),
      exitCode: 2,
    });
  });
});

describe('booking make', () => {
  it('wraps print records in a fictional arrest submission, once', async () => {
    const args = [
      'make',
      '--from',
      inSamples('19-no-answer-necessary.eft'),
      '--template',
      'car-match-citizen',
      '--out',
      path('new.eft'),
    ];
    expect((await booking(...args, '--tcn', 'XX-MINE-000001')).exitCode).toBeUndefined();
    const made = await readFile(path('new.eft'));
    const bytes = (from: Uint8Array): Uint8Array[] => printRecordsOf(readEbts(from)).map(writeRecord);
    expect(bytes(made)).toEqual(bytes(sample('19-no-answer-necessary.eft')));
    expect(made.includes('XX-MINE-000001')).toBe(true);
    expect((await booking('validate', path('new.eft'))).out).toContain('accepted: CAR');
    expect(await booking(...args)).toMatchObject({ err: expect.stringContaining('FILE_EXISTS'), exitCode: 2 });
    expect((await booking(...args, '--force')).exitCode).toBeUndefined();
  });

  it('refuses a template or a number that is not right, and writes nothing', async () => {
    const args = ['make', '--from', inSamples('01-no-match.eft'), '--out', path('new.eft')];
    await writeFile(path('broken.json'), '{');
    await writeFile(path('partial.json'), '{"retain":true}');
    expect((await booking(...args, '--template', 'none-such')).err).toContain('does not exist');
    expect((await booking(...args, '--template', path('broken.json'))).err).toContain('INVALID_JSON');
    expect((await booking(...args, '--template', path('partial.json'))).err).toContain('transaction: MISSING_FIELD');
    expect((await booking(...args, '--template', 'car-no-match', '--tcn', 'x')).err).toContain(
      '--tcn: MALFORMED_FIELD',
    );
    await expect(readFile(path('new.eft'))).rejects.toThrow('ENOENT');
  });
});
