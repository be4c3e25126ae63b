/** What the API answers about 287(g) agreements; see views.ts. */
import { z } from 'zod';
import { agreementSchema } from '../agreement/agreement.ts';

export const agreementListSchema = z.strictObject({
  /** In the order of their entry, also unsigned and ended ones. */
  agreements: z.array(agreementSchema),
  /** The instant for which it was asked. */
  now: z.string(),
});
