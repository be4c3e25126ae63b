import { describe, expect, it } from 'vitest';
import { MORE_EVENTS, outage } from '../faults/outage.ts';

describe('the database is away for ten minutes', () => {
  it('a case waits for its record, and a hold ends at its limit', { timeout: 900_000 }, async () => {
    const { more } = await outage(600_000);
    expect(more.caseEvents).toBeLessThanOrEqual(MORE_EVENTS);
    expect(more.detainerEvents).toBeLessThanOrEqual(MORE_EVENTS);
  });
});
