import { type Field, last, unreadable } from './fields.ts';

const WORDS = 'In your words: that you neither arrested nor booked the person';

/** What a 287(g) officer states with every decision and interview (rule B2); a federal officer leaves it out. */
export const DELEGATION: Field = {
  key: 'delegation',
  flags: '--delegation <agreement:words>',
  help: '287(g) officers only: the number of the agreement, a colon, and in your words that you neither arrested nor booked the person',
  absent: null,
  example: null,
  blank: null,
  read: async (texts) => {
    const [, number, words = ''] = /^\s*(\d{1,9})\s*:\s*(.*)$/s.exec(last(texts)) ?? [];
    if (number === undefined)
      throw unreadable('delegation', 'takes the number of the agreement, a colon, and your words');
    return { agreementId: Number(number), neitherArrestedNorBooked: words.replace(/^"(.*)"$/s, '$1') };
  },
  ask: async (prompter) => {
    const number = await prompter.text(
      '287(g) officers only: number of the agreement (leave empty if you are a federal officer)',
      {
        optional: true,
      },
    );
    if (number.trim() === '') return null;
    if (!/^\s*\d{1,9}\s*$/.test(number)) throw unreadable('delegation', 'takes the number of the agreement');
    return { agreementId: Number(number), neitherArrestedNorBooked: await prompter.text(WORDS) };
  },
};
