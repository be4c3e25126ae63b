import { randomBytes } from 'node:crypto';
import { planActivation } from '../../client/activations.ts';
import type { Activation, ActivationState, NoticeTo } from '../../domain/jurisdiction/activation.ts';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import type { Actor } from '../../domain/access/roles.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import type { Address } from '../../domain/record/record.ts';
import type { MailboxMessage } from '../../records/index.ts';
import { aJurisdiction, anAgency } from './places.ts';
import { eventually, personOf, type System } from './system.ts';

export const NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;

/** What scenarios of activations do and look at. */
export function activationsOf(system: System) {
  const { records, cases } = system;
  const scenes = {
    /** A jurisdiction of its own, with an agency of its own where one is named. */
    place: async (ori?: string): Promise<string> => {
      const id = `XX-${randomBytes(4).toString('hex').toUpperCase()}`;
      await records.register.putJurisdiction(aJurisdiction(id, { name: `County ${id}` }));
      if (ori !== undefined) await records.register.putAgency(anAgency(ori, [id]));
      return id;
    },
    /** Plans an activation so many days ahead of now, and answers the exact instant. */
    plan: async (jurisdiction: string, daysAhead = 60): Promise<string> => {
      const activeFrom = isoInstant(Date.now() + daysAhead * DAY_MS);
      await planActivation(
        { records, cases, trust: system.trust, limits: system.limits, nowMs: () => Date.now() },
        { jurisdiction, activeFrom, wave: null, reasons: 'Next in the plan.' },
        personOf('administrator'),
      );
      await scenes.until(jurisdiction, ({ notices }) => notices.STATE.sentAt !== null);
      return activeFrom;
    },
    state: async (jurisdiction: string): Promise<Activation> => (await cases.activationView(jurisdiction)).state,
    until: async (jurisdiction: string, done: (state: Activation) => boolean): Promise<Activation> =>
      await eventually(async () => await scenes.state(jurisdiction), done),
    untilIs: async (jurisdiction: string, state: ActivationState): Promise<Activation> =>
      await scenes.until(jurisdiction, (activation) => activation.state === state),
    /** The activation's own time. */
    nowMs: async (jurisdiction: string): Promise<number> => (await cases.timeOf(activationIdOf(jurisdiction))).nowMs,
    advance: async (jurisdiction: string, byMs: number): Promise<void> => {
      await cases.advanceClock(activationIdOf(jurisdiction), Math.ceil(byMs));
    },
    advanceTo: async (jurisdiction: string, instant: string, offsetMs = 0): Promise<void> => {
      await scenes.advance(jurisdiction, instantMs(instant) + offsetMs - (await scenes.nowMs(jurisdiction)));
    },
    /** Confirms a delivery that was made now. */
    confirm: async (
      jurisdiction: string,
      to: NoticeTo,
      who: string | Actor = 'administrator',
      change: { readonly revision?: number; readonly deliveredAt?: string } = {},
    ): Promise<void> => {
      const { revision } = await scenes.state(jurisdiction);
      const deliveredAt = isoInstant(await scenes.nowMs(jurisdiction));
      const how = { method: 'LETTER', recipient: 'Front desk' } as const;
      const args = { to, revision, deliveredAt, ...how, ...change };
      await system.act(activationIdOf(jurisdiction), 'confirmNotice', args, who);
    },
    confirmBoth: async (jurisdiction: string): Promise<void> => {
      for (const to of ['STATE', 'LOCAL'] as const) await scenes.confirm(jurisdiction, to);
    },
    move: async (jurisdiction: string, activeFrom: string, who: string | Actor = 'administrator'): Promise<void> => {
      await system.act(activationIdOf(jurisdiction), 'moveActivation', { activeFrom, reasons: 'More time.' }, who);
    },
    /** What the register says. */
    activeFrom: async (jurisdiction: string): Promise<string | null> =>
      (await records.register.jurisdiction(jurisdiction))?.activeFrom ?? null,
    kinds: async (jurisdiction: string): Promise<string[]> => await system.kinds(activationIdOf(jurisdiction)),
    /** The open alarms of an activation. */
    alarms: async (jurisdiction: string): Promise<string[]> =>
      (await records.alarms.list({ actor: personOf('administrator'), open: true, limit: 500 }))
        .filter(({ stream }) => stream === activationIdOf(jurisdiction))
        .map(({ rule }) => rule)
        .toSorted(),
    /** The notices of an activation in a mailbox, in order. */
    notices: async (address: Address, jurisdiction: string): Promise<MailboxMessage[]> => {
      const entries = await records.mailbox.list(address, { limit: 500 });
      const messages = await Promise.all(entries.map(async ({ id }) => await records.mailbox.read(id, address)));
      return messages.flatMap((message) =>
        message?.kind === 'ACTIVATION_NOTICE' && JSON.stringify(message.data).includes(`"${jurisdiction}"`)
          ? [message]
          : [],
      );
    },
    /** An official of a jurisdiction's own government, and one of a state's. */
    official: (scope: { jurisdiction: string } | { state: string }): Actor => ({
      id: 'some-official',
      name: 'Somebody',
      role: 'government_official',
      scope: 'state' in scope ? { kind: 'state', ...scope } : { kind: 'jurisdiction', ...scope },
    }),
  };
  return scenes;
}
