import { defineConfig } from 'vitest/config';

// Tests on data files that are not in the repository run where the folder of those is given.
const withData = process.env['TEST_DATA_DIR'] ? [] : ['tests/data/**'];

const SUITES: Record<string, { include: string[]; exclude: string[] }> = {
  main: { include: ['tests/**/*.test.ts'], exclude: [...withData, 'tests/soak/**', 'tests/scale/**'] },
  data: { include: ['tests/data/**/*.test.ts'], exclude: [] },
  soak: { include: ['tests/soak/**/*.test.ts'], exclude: [] },
  scale: { include: ['tests/scale/**/*.test.ts'], exclude: [] },
};

// The scenarios run on a real Temporal server and a real PostgreSQL, started once for a run by the global set-up.
export default defineConfig({
  test: {
    ...SUITES[process.env['SC_TEST_SUITE'] ?? 'main'],
    globalSetup: ['scripts/lib/test-servers.mjs'],
    env: { TZ: 'UTC' },
    pool: 'forks',
    maxWorkers: process.env['SC_TEST_WORKERS'] ?? 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
    restoreMocks: true,
    unstubEnvs: true,
    allowOnly: false,
  },
});
