import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { CodedError } from '../../../domain/errors.ts';
import { DEFAULT_WAIT_LIMITS } from '../../../domain/lifecycle/input.ts';
import { loadConfig, needed } from '../../../runtime/config.ts';

const thrown = (env: Record<string, string>): CodedError => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

test('without any variable the safe defaults hold', () => {
  const config = loadConfig({ TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml' });
  expect(config).toMatchObject({
    deployment: 'production',
    api: { host: '127.0.0.1', port: 8080 },
    databaseUrl: undefined,
    mail: undefined,
    trustedKeys: [],
    dataDir: resolve('.data'),
    limits: DEFAULT_WAIT_LIMITS,
    logLevel: 'info',
    temporal: { namespace: 'default' },
  });
});

test('an empty variable counts as not set', () => {
  expect(loadConfig({ SC_DEPLOYMENT: '', DATABASE_URL: '', SC_WAIT_LIMITS: '' }).deployment).toBe('production');
});

test('everything that is set is read', () => {
  const config = loadConfig({
    SC_DEPLOYMENT: 'development',
    DATABASE_URL: 'postgres://u:pw@h:5432/d',
    TEMPORAL_ADDRESS: 'h:7233',
    TEMPORAL_NAMESPACE: 'cases',
    SC_API_PORT: '0',
    FBI_URL: 'http://127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:25',
    SC_MAIL_FROM: 'a@example.org',
    SC_MAIL_TO: 'b@example.org',
    SC_WAIT_LIMITS: '{"reviewMs":60000}',
  });
  expect(config.temporal.connectionOptions.address).toBe('h:7233');
  expect(config).toMatchObject({
    deployment: 'development',
    temporal: { namespace: 'cases' },
    api: { port: 0 },
    partners: { fbiUrl: 'http://127.0.0.1:1' },
  });
  expect(config.limits).toEqual({ ...DEFAULT_WAIT_LIMITS, reviewMs: 60_000 });
  expect(config.mail).toEqual({ url: 'smtp://127.0.0.1:25', from: 'a@example.org', to: 'b@example.org' });
});

describe('what is wrong is named, with what to do, and never repeated', () => {
  test.each([
    ['SC_DEPLOYMENT', 'sekret'],
    ['DATABASE_URL', 'mysql://sekret'],
    ['SC_API_PORT', '65536'],
    ['SC_API_PORT', '-1'],
    ['FBI_URL', 'ftp://sekret'],
    ['IDENT_URL', 'sekret'],
    ['SC_CALLBACK_URL', 'sekret'],
    ['SC_WAIT_LIMITS', '{sekret'],
    ['SC_WAIT_LIMITS', '{"sekret":1}'],
    ['SC_WAIT_LIMITS', '{"reviewMs":0}'],
    ['SC_LOG_LEVEL', 'sekret'],
  ])('%s=%s', (name, value) => {
    const error = thrown({ [name]: value });
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', field: name });
    expect(error.message).toMatch(new RegExp(`^${name} is not valid: set it to `));
    expect(error.message).not.toContain('sekret');
  });

  test('a half-set pair', () => {
    expect(thrown({ SMTP_URL: 'smtp://h' })).toMatchObject({ code: 'CONFIG_MISSING', field: 'SC_MAIL_FROM' });
    expect(thrown({ SC_ALARM_WEBHOOK: 'https://h' })).toMatchObject({
      code: 'CONFIG_MISSING',
      field: 'SC_ALARM_WEBHOOK_SECRET',
    });
  });

  test('a file of trusted keys that is not there', () => {
    expect(thrown({ SC_TRUSTED_KEYS: '/nonexistent/keys.json' }).code).toBe('KEY_FILE');
  });

  test('a Temporal profile that is none', () => {
    const dir = mkdtempSync(join(tmpdir(), 'config-'));
    const file = join(dir, 'temporal.toml');
    writeFileSync(file, 'sekret = [');
    expect(thrown({ TEMPORAL_CONFIG_FILE: file })).toMatchObject({ code: 'CONFIG_INVALID', field: 'TEMPORAL_ADDRESS' });
    expect(loadConfig({ SC_DEPLOYMENT: 'development', TEMPORAL_CONFIG_FILE: file }).temporal.namespace).toBe('default');
    rmSync(dir, { recursive: true });
  });
});

test('a setting a process cannot do without', () => {
  expect(needed('x', 'FBI_URL')).toBe('x');
  expect(() => needed(undefined, 'FBI_URL')).toThrow(
    "FBI_URL is not set: set it to the http(s) address of the FBI's service.",
  );
});

test('printing it shows none of it', () => {
  const config = loadConfig({ DATABASE_URL: 'postgres://u:sekret@h/d' });
  const printed: unknown = config;
  for (const shown of [inspect(config), inspect({ config }), JSON.stringify({ config }), String(printed)])
    expect(shown).not.toContain('sekret');
});
