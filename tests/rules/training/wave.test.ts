import { expect, it } from 'vitest';
import { createActivationActivities } from '../../../activities/activation.ts';
import { activationIdOf } from '../../../domain/lifecycle/activation-input.ts';
import { openRecords } from '../../../records/index.ts';
import { freshDatabase } from '../../support/database.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';
import { refusalOf } from '../../support/system.ts';

const AT = '2031-01-01T00:00:00.000Z';

it('sends to one jurisdiction at a time when a whole wave becomes active, so that training keeps nobody from the records [D8 never]', async () => {
  const database = await freshDatabase();
  const records = await openRecords({ databaseUrl: database.url });
  const wave = Array.from({ length: 20 }, (_, index) => `XX-WAVE-${index}`);
  for (const [index, id] of wave.entries()) {
    await putJurisdiction(records, aJurisdiction(id, { activeFrom: '2011-06-01T00:00:00Z' }));
    await records.register.putAgency(anAgency(`XX01${String(index).padStart(3, '0')}00`, [id]));
  }
  let caller = '';
  const activities = createActivationActivities({
    records,
    trust: [],
    caller: () => caller,
    timeOf: () => Promise.resolve({ nowMs: Date.parse(AT) }),
  });
  const send = async (id: string): Promise<number> => {
    caller = activationIdOf(id);
    return await activities.sendTraining(id, AT);
  };
  const [first = '', ...others] = wave;
  const sending = send(first);
  expect(new Set(await Promise.all(others.map((id) => refusalOf(send(id)))))).toEqual(new Set(['RECORDS_BUSY']));
  expect(await sending).toBe(1);
  expect(await refusalOf(send('XX-NOWHERE'))).toBe('UNKNOWN_JURISDICTION');
  for (const id of others) expect(await send(id)).toBe(1);
  await records.close();
  await database.drop();
});
