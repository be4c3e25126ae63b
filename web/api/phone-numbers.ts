import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { PEOPLE } from '../../domain/access/roles.ts';
import { phoneNumbersSchema } from '../../domain/api/profile-views.ts';
import { HISTORICAL_NUMBERS } from '../../domain/profile/historical-numbers.ts';
import {
  missingLines,
  numberCallSchema,
  numberEntrySchema,
  phoneNumberSchema,
  standingNumbers,
} from '../../domain/profile/numbers.ts';
import { isoInstant } from '../../domain/text.ts';
import type { ApiDeps } from './deps.ts';
import { route } from './route.ts';

/** The deployment's three telephone numbers: entered by one person, called by another (rules C4, E7). */
export function phoneNumberRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { profiles } = deps.records;
  route(app, deps, {
    id: 'listPhoneNumbers',
    method: 'get',
    path: '/v1/phone-numbers',
    tag: 'phone numbers',
    summary: 'List the telephone numbers: which stand, which are missing, who entered and called them.',
    who: { kind: 'roles', roles: PEOPLE },
    answers: { 200: { description: 'Numbers.', schema: phoneNumbersSchema } },
    handle: async () => {
      const entries = await profiles.numbers();
      const standing = standingNumbers(entries);
      const json = { standing, missing: missingLines(standing), entries, historical: HISTORICAL_NUMBERS };
      return { status: 200, json };
    },
  });
  route(app, deps, {
    id: 'enterPhoneNumber',
    method: 'post',
    path: '/v1/phone-numbers',
    tag: 'phone numbers',
    summary: 'Enter a number for a line. It is shown nowhere until another person has called it.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: numberEntrySchema,
    answers: { 201: { description: 'The entry.', schema: phoneNumberSchema } },
    handle: async ({ actor, body }) => {
      return { status: 201, json: await profiles.enterNumber(body, actor, isoInstant(deps.nowMs())) };
    },
  });
  route(app, deps, {
    id: 'verifyPhoneNumber',
    method: 'post',
    path: '/v1/phone-numbers/{id}/verify',
    tag: 'phone numbers',
    summary: 'Record a call to a number: reached, it stands; not reached, it no longer does.',
    who: { kind: 'roles', roles: ['administrator', 'attorney', 'supervisor', 'crcl_officer'] },
    params: z.strictObject({ id: z.string().regex(/^[1-9]\d{0,8}$/) }),
    body: numberCallSchema,
    answers: { 200: { description: 'The entry with its calls.', schema: phoneNumberSchema } },
    handle: async ({ actor, params, body }) => {
      const at = isoInstant(deps.nowMs());
      return { status: 200, json: await profiles.recordCall(Number(params.id), body, actor, at) };
    },
  });
}
