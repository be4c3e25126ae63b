import { z } from 'zod';

/** The rule profile under which a step is taken. A step keeps the profile it was taken under. */
export const ruleProfileSchema = z.strictObject({
  id: z.string().min(1).max(40),
  formVersion: z.string().min(1).max(40),
  exclusionRule: z.enum(['STATUTORY', 'OBSERVED', 'NONE']),
  serviceIsConditionOfEffect: z.boolean(),
});
export type RuleProfile = z.infer<typeof ruleProfileSchema>;

/** The source's own profile (June 2011): where no deployment has assigned another one, it governs every date. */
export const PROFILE_2011_06: RuleProfile = {
  id: '2011-06',
  formVersion: 'I-247 (6/11)',
  exclusionRule: 'STATUTORY',
  serviceIsConditionOfEffect: false,
};
