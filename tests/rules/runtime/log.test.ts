import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { CodedError } from '../../../domain/errors.ts';
import { fromApplicationFailure, toApplicationFailure } from '../../../runtime/errors.ts';
import { createLogger, createTemporalLogger } from '../../../runtime/log.ts';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLogger({ logLevel: 'trace' }, 'api', { write: (line: string) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('personal data and secrets handed over by mistake are hidden, to the third level', () => {
  const [line] = logged((log) =>
    log.info(
      { tcn: 'sekret', person: { any: 'sekret' }, a: { name: 'sekret', b: { token: 'sekret', caseId: 'booking-1' } } },
      'hello',
    ),
  );
  expect(JSON.stringify(line)).not.toContain('sekret');
  expect(line).toMatchObject({ msg: 'hello', level: 'info', process: 'api', a: { b: { caseId: 'booking-1' } } });
});

test('of an error that is not ours the message stays out, its causes’ too', () => {
  const driver = Object.assign(new Error('Key (name)=(sekret) exists', { cause: new TypeError('sekret') }), {
    code: '23505',
    detail: 'sekret',
  });
  const [line] = logged((log) => log.error({ err: driver }, 'write failed'));
  expect(JSON.stringify(line)).not.toContain('sekret');
  expect(line).toMatchObject({ err: { type: 'Error', code: '23505', cause: { type: 'TypeError' } } });
  const [ours] = logged((log) => log.error({ err: new CodedError('CASE_CLOSED', 'It has ended.') }));
  expect(ours).toMatchObject({ err: { code: 'CASE_CLOSED', message: 'It has ended.' } });
});

test('the Temporal SDK’s lines pass, big integers and all', () => {
  const [line] = logged((log) =>
    createTemporalLogger(log).warn('slow', { workflowId: 'booking-1', at: 12n, error: new Error('sekret') }),
  );
  expect(line).toMatchObject({
    level: 'warn',
    msg: 'slow',
    workflowId: 'booking-1',
    at: '12',
    error: { type: 'Error' },
  });
  expect(JSON.stringify(line)).not.toContain('sekret');
});

test('a coded error crosses Temporal and comes back', () => {
  const failure = toApplicationFailure(new CodedError('FIELD_BAD', 'Say it otherwise.', '1.004'), {
    nonRetryable: true,
  });
  expect(failure).toMatchObject({
    type: 'FIELD_BAD',
    nonRetryable: true,
    details: ['1.004'],
    cause: undefined,
    stack: '',
  });
  expect(fromApplicationFailure(failure)).toMatchObject({
    code: 'FIELD_BAD',
    message: 'Say it otherwise.',
    field: '1.004',
  });
  expect(toApplicationFailure(failure, { nonRetryable: false })).toBe(failure);
});

test('of any other error only its class crosses', () => {
  const failure = toApplicationFailure(new RangeError('sekret', { cause: new Error('sekret') }), {
    nonRetryable: false,
  });
  expect(failure).toMatchObject({ type: 'INTERNAL', nonRetryable: false });
  expect(failure.message).toContain('RangeError');
  expect(JSON.stringify([failure.message, failure.stack, failure.cause ?? null])).not.toContain('sekret');
  expect(toApplicationFailure('sekret', { nonRetryable: false }).message).not.toContain('sekret');
  expect(fromApplicationFailure(ApplicationFailure.create({ type: 'RangeError', message: 'x' }))).toBeUndefined();
  expect(fromApplicationFailure(new Error('x'))).toBeUndefined();
});
