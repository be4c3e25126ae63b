import { describe, expect, it } from 'vitest';
import { runTrainingKeeper } from '../../../workers/training.ts';

/** Lets it keep on until it has been asked so often; each answer is a number of agencies, or a failure. */
async function kept(answers: readonly (number | Error)[]): Promise<{ asked: number; warned: number; said: number }> {
  const stopping = new AbortController();
  let [asked, warned, said] = [0, 0, 0];
  await runTrainingKeeper(
    {
      records: {
        training: {
          sendMissing: () => {
            const answer = answers[asked] ?? 0;
            asked += 1;
            if (asked === answers.length) stopping.abort();
            return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ agencies: answer });
          },
        },
      },
      log: { info: () => void (said += 1), warn: () => void (warned += 1) },
      everyMs: 1,
    },
    stopping.signal,
  );
  return { asked, warned, said };
}

describe('the keeper of training material', () => {
  it('sends until nothing is missing, and looks again', async () => {
    expect(await kept([50, 12, 0, 0, 3, 0])).toEqual({ asked: 6, warned: 0, said: 3 });
  });

  it('goes on after a failure', async () => {
    expect(await kept([new Error('the database is away'), 4, 0])).toEqual({ asked: 3, warned: 1, said: 1 });
  });
});
