import { describe, expect, it } from 'vitest';
import { MORE_EVENTS, outage } from './outage.ts';

describe('the database is away for a minute', () => {
  it('a case waits for its record, and a hold ends at its limit', { timeout: 240_000 }, async () => {
    const { more } = await outage(60_000);
    expect(more.caseEvents).toBeLessThanOrEqual(MORE_EVENTS);
    expect(more.detainerEvents).toBeLessThanOrEqual(MORE_EVENTS);
  });
});
