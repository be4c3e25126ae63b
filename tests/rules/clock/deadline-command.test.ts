import { afterEach, describe, expect, it, vi } from 'vitest';
import { deadlineCommand } from '../../../cli/commands/deadline.ts';
import { holdDeadline } from '../../../domain/clock/deadline.ts';

const ZONE = 'America/New_York';

interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

/** Runs the command in this process, with its output caught. */
async function sc(...args: readonly string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const write = (text: string): void => void (out += text);
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => (write(String(chunk)), true));
  const command = deadlineCommand()
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: (text) => void (err += text) });
  try {
    await command.parseAsync(args, { from: 'user' });
    return { out, err, exitCode: 0 };
  } catch (error) {
    return { out, err, exitCode: error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : -1 };
  } finally {
    vi.restoreAllMocks();
  }
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('sc deadline', () => {
  it('shows the limit, the hours, the excluded days and the other readings', async () => {
    const { out, exitCode } = await sc('--zone', ZONE, '--from', '2011-12-23T16:30:45-05:00');
    expect(exitCode).toBe(0);
    expect(out).toContain('The request to hold ends at  Tue 2011-12-27T16:30-05:00  America/New_York');
    expect(out).toContain('|                ########| counted 7 h 29 min');
    expect(out).toContain('|........................| paused 24 h');
    expect(out).toContain('|#################       | counted 16 h 30 min');
    expect(out).toContain('2011-12-25  Sunday, Christmas Day');
    expect(out).toContain('Sun 2011-12-25T16:30-05:00  48 consecutive hours have passed');
    expect(out).toContain('OBSERVED  Wed 2011-12-28T16:30-05:00  displayed, not enforced');
  });

  it('says when counting begins if the start is on an excluded day', async () => {
    const { out } = await sc('--zone', ZONE, '--from', '2011-09-17T10:00-04:00');
    expect(out).toContain('ends at  Wed 2011-09-21T00:00-04:00');
    expect(out).toContain('counting begins at Mon 2011-09-19T00:00-04:00');
  });

  it('prints everything as JSON', async () => {
    const from = '2010-12-30T09:00:00-08:00';
    const { out } = await sc('--zone', 'America/Los_Angeles', '--from', from, '--rule', 'OBSERVED', '--json');
    expect(JSON.parse(out)).toEqual(holdDeadline({ from, zone: 'America/Los_Angeles', rule: 'OBSERVED' }));
  });

  it.each([
    ['INSTANT_WITHOUT_OFFSET', ['--zone', ZONE, '--from', '2011-09-16T17:00:00']],
    ['INSTANT_IN_DST_GAP', ['--zone', ZONE, '--from', '2011-03-13T02:30:00-05:00']],
    ['ZONE_UNKNOWN', ['--zone', 'EST', '--from', '2011-09-16T17:00:00-05:00']],
    ['RULE_UNKNOWN', ['--zone', ZONE, '--from', '2011-09-16T17:00:00-04:00', '--rule', 'ROLLING']],
    ['OPTION_MISSING', ['--zone', ZONE]],
  ])('refuses bad input with %s, on stderr, and exit code 2', async (code, args) => {
    const { out, err, exitCode } = await sc(...args);
    expect(err).toContain(`${code}: `);
    expect(out).toBe('');
    expect(exitCode).toBe(2);
  });

  it('has help with examples', async () => {
    const { out } = await sc('--help');
    expect(out).toContain('$ sc deadline --zone America/New_York');
  });
});
