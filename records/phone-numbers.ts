import type { Selectable } from 'kysely';
import { CodedError, type Refusal } from '../domain/errors.ts';
import { type PhoneNumber, refuseCall, refuseNumber } from '../domain/profile/numbers.ts';
import type { Profiles } from './contract-profiles.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** The deployment's telephone numbers, each with the calls that verified it or did not reach it (rule E7). */
export function phoneNumbersOf({ db }: Store): Pick<Profiles, 'numbers' | 'enterNumber' | 'recordCall'> {
  return {
    numbers: () => numbersIn(db),

    async enterNumber(entry, by, at) {
      orThrow(refuseNumber(entry, await numbersIn(db)));
      const { line, number, answeredBy, enforcement, hours } = entry;
      const { id } = await db
        .insertInto('phone_numbers')
        .values({ line, number, answered_by: answeredBy, enforcement, hours, entered_by: by.id, entered_at: at })
        .returning('id')
        .executeTakeFirstOrThrow();
      return await numberIn(db, id);
    },

    async recordCall(id, call, by, at) {
      orThrow(refuseCall(await numberIn(db, id), call, by.id, at.slice(0, 10)));
      await db
        .insertInto('phone_number_calls')
        .values({
          phone_number_id: id,
          reached: call.reached,
          called_on: call.on,
          words: call.words,
          by: by.id,
          name: by.name,
          at,
        })
        .execute();
      return await numberIn(db, id);
    },
  };
}

export async function numbersIn(statements: Statements): Promise<readonly PhoneNumber[]> {
  const rows = await statements.selectFrom('phone_numbers').selectAll().orderBy('id').execute();
  const calls = await statements.selectFrom('phone_number_calls').selectAll().orderBy('number').execute();
  return rows.map((row) => numberOf(row, calls));
}

async function numberIn(statements: Statements, id: number): Promise<PhoneNumber> {
  const found = (await numbersIn(statements)).find((entry) => entry.id === id);
  if (found !== undefined) return found;
  throw new CodedError('NO_SUCH_NUMBER', 'There is no such telephone number: sc numbers list shows them.', 'id');
}

function numberOf(
  row: Selectable<Tables['phone_numbers']>,
  calls: readonly Selectable<Tables['phone_number_calls']>[],
): PhoneNumber {
  return {
    id: row.id,
    line: row.line,
    number: row.number,
    answeredBy: row.answered_by,
    enforcement: row.enforcement,
    hours: row.hours,
    enteredBy: row.entered_by,
    enteredAt: row.entered_at,
    calls: calls
      .filter(({ phone_number_id }) => phone_number_id === row.id)
      .map(({ reached, called_on, words, by, name, at }) => ({ reached, on: called_on, words, by, name, at })),
  };
}

function orThrow(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new CodedError(refusal.code, refusal.reason, refusal.field);
}
