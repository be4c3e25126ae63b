import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sample } from './sample.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('print-sample.ts', import.meta.url));

describe('the clock on a machine in', () => {
  it.each(['Asia/Tokyo', 'America/St_Johns', 'Pacific/Apia'])('%s says the same', { timeout: 60_000 }, async (zone) => {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', script], { env: { ...process.env, TZ: zone } });
    expect(JSON.parse(stdout)).toEqual(sample());
  });
});
