import { setTimeout as sleep } from 'node:timers/promises';

/** A case that takes a report takes another time than one that has ended: no answer comes sooner than this. Milliseconds. */
const QUIET_ANSWER_MS = 500;

/** What this work answers, and never sooner than after half a second: how long it took does not tell whether a case goes on (rules A6, D4). */
export async function quietly<T>(work: Promise<T>): Promise<T> {
  const [answer] = await Promise.all([work, sleep(QUIET_ANSWER_MS)]);
  return answer;
}
