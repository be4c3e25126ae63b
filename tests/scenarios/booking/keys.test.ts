import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrustedKey } from '../../../domain/access/assertion.ts';
import { newSigningKey } from '../../../runtime/keys.ts';
import { type Scenes, scenesOf } from '../../support/scenes.ts';
import { startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem({ limits: { fbiAcceptanceMs: 1500 } });
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

describe('a case that trusts a key which the worker does not know yet', () => {
  it('waits, and calls a person: nothing has reached the FBI [A2 must]', async () => {
    const { kid, use, publicKey } = newSigningKey('ACTOR');
    const trust: TrustedKey[] = system.trust;
    trust.push({ kid, use, publicKey });
    const caseId = await system.submit('02-match-removable.eft');
    trust.pop();
    const { to } = await scenes.alarm(caseId, 'FBI_UNREACHABLE');
    expect(to.map(({ role }) => role)).toEqual(['administrator']);
    await system.client.workflow.getHandle(caseId).terminate('never opened');
  });
});
