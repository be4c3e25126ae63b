import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Role } from '../../domain/access/roles.ts';
import { alarmListSchema, mailboxSchema, messageViewSchema, receiptSchema } from '../../domain/api/views.ts';
import { addressOf } from '../../domain/record/address.ts';
import { instantSchema, wordsSchema } from '../../domain/text.ts';
import type { Alarm, MailboxMessage } from '../../records/index.ts';
import { alarmView, messageHead, plain } from './case-views.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { FULL_VIEW, seesParticulars } from './reach.ts';
import { type Call, route } from './route.ts';

/** A jail's booking system may fetch and acknowledge: many jails have no server to push to. A receipt decides nothing. */
const READERS: readonly Role[] = ['local_agency', 'sib', 'government_official', 'service', ...FULL_VIEW];
const ALARM_READERS: readonly Role[] = ['local_agency', ...FULL_VIEW];
/** Which of them may settle which alarm stands with the alarm's rule. */
const SETTLERS: readonly Role[] = ['field_officer', 'supervisor', 'crcl_officer', 'administrator'];
const PAGE = 100;
/** Messages whose file is the FBI's; every other file is a PDF. */
const OF_THE_FBI: readonly MailboxMessage['kind'][] = ['CRIMINAL_ANSWER', 'SUBMISSION_REJECTED'];

const messageParams = z.strictObject({ id: z.string().min(1).max(200) });
/** The receiver's own instant: the API never supplies one. */
const receiptBody = z.strictObject({ at: instantSchema });
const mailboxQuery = z.strictObject({
  unacknowledged: z.enum(['true', 'false']).optional(),
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z
    .string()
    .regex(/^([1-9]|[1-9]\d|[1-4]\d\d|500)$/)
    .optional(),
});
const alarmParams = z.strictObject({ id: z.string().regex(/^\d{1,12}$/) });
const alarmQuery = z.strictObject({ all: z.literal('true').optional() });

/** The mailbox of the reader's agency, bureau, office or role, and the alarms that reach him or her. */
export function mailboxRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'listMailbox',
    method: 'get',
    path: '/v1/mailbox',
    tag: 'mailbox',
    summary: 'List the messages of the mailbox that belongs to the reader.',
    who: { kind: 'roles', roles: READERS },
    query: mailboxQuery,
    answers: { 200: { description: 'Messages by number.', schema: mailboxSchema } },
    handle: async ({ actor, query }) => {
      const address = addressOf(actor);
      const entries = await deps.records.mailbox.list(address, {
        limit: Number(query.limit ?? PAGE),
        ...(query.unacknowledged === undefined ? {} : { unacknowledged: query.unacknowledged === 'true' }),
        ...(query.after === undefined ? {} : { after: Number(query.after) }),
      });
      return { status: 200, json: { address, messages: entries.map(messageHead) } };
    },
  });
  route(app, deps, {
    id: 'readMessage',
    method: 'get',
    path: '/v1/mailbox/{id}',
    tag: 'mailbox',
    summary: 'Read one message.',
    who: { kind: 'roles', roles: READERS },
    params: messageParams,
    answers: { 200: { description: 'The message.', schema: messageViewSchema } },
    handle: async (call) => {
      const message = await messageOf(deps, call);
      return { status: 200, json: { ...messageHead(message), text: message.text, data: plain(message.data) } };
    },
  });
  route(app, deps, {
    id: 'readAttachment',
    method: 'get',
    path: '/v1/mailbox/{id}/attachment',
    tag: 'mailbox',
    summary: 'Fetch the file that belongs to a message: the FBI’s answer, or the PDF of a form or notice.',
    who: { kind: 'roles', roles: READERS },
    params: messageParams,
    answers: { 200: { description: 'The bytes.', schema: 'file' } },
    handle: async (call) => {
      const { caseId, kind, attachmentSha256 } = await messageOf(deps, call);
      const file =
        attachmentSha256 === null || caseId === null
          ? null
          : await deps.records.attachments.read(caseId, attachmentSha256);
      if (file === null || attachmentSha256 === null)
        throw new ApiError(404, 'NO_ATTACHMENT', 'No file belongs to this message, or it was deleted.');
      return {
        status: 200,
        file,
        name: `${attachmentSha256.slice(0, 12)}.${OF_THE_FBI.includes(kind) ? 'eft' : 'pdf'}`,
      };
    },
  });
  route(app, deps, {
    id: 'acknowledgeMessage',
    method: 'post',
    path: '/v1/mailbox/{id}/acknowledge',
    tag: 'mailbox',
    summary: 'Confirm receipt of a message. The next hop of its route gets it then.',
    who: { kind: 'roles', roles: READERS.filter((role) => role !== 'auditor') },
    params: messageParams,
    body: receiptBody,
    answers: { 200: { description: 'The receipt that stands.', schema: receiptSchema } },
    handle: async (call) => {
      const { address } = await messageOf(deps, call);
      return {
        status: 200,
        json: await deps.records.mailbox.acknowledge(call.params.id, address, call.body.at, call.actor.id),
      };
    },
  });
  alarmRoutes(app, deps);
}

function alarmRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'listAlarms',
    method: 'get',
    path: '/v1/alarms',
    tag: 'alarms',
    summary: 'List the alarms that reach the reader. Open ones unless all=true.',
    who: { kind: 'roles', roles: ALARM_READERS },
    query: alarmQuery,
    answers: { 200: { description: 'Alarms, newest first.', schema: alarmListSchema } },
    handle: async ({ actor, query }) => {
      const alarms = await deps.records.alarms.list({ actor, ...(query.all === undefined ? { open: true } : {}) });
      const withReasons = seesParticulars(actor);
      return { status: 200, json: { alarms: alarms.map((alarm) => alarmView(alarm, withReasons)) } };
    },
  });
  route(app, deps, {
    id: 'acknowledgeAlarm',
    method: 'post',
    path: '/v1/alarms/{id}/acknowledge',
    tag: 'alarms',
    summary:
      'Acknowledge an alarm for your role: it stops repeating to it, and to no other. Its cause stays open until it has ended.',
    who: { kind: 'roles', roles: ALARM_READERS.filter((role) => role !== 'auditor') },
    params: alarmParams,
    body: receiptBody,
    answers: { 200: { description: 'The acknowledgement that stands.', schema: receiptSchema } },
    handle: async (call) => {
      const alarm = await alarmFor(deps, call);
      if (alarm.caseId !== null) call.about(alarm.caseId);
      const { at, by } = await deps.records.alarms.acknowledge(alarm.id, call.actor, call.body.at);
      return { status: 200, json: { at, by } };
    },
  });
  route(app, deps, {
    id: 'settleAlarm',
    method: 'post',
    path: '/v1/alarms/{id}/settle',
    tag: 'alarms',
    summary:
      'Close an alarm whose cause never ends by itself, saying why: contradictions and bad messages, and a violation once the hold has ended.',
    who: { kind: 'roles', roles: SETTLERS },
    params: alarmParams,
    body: z.strictObject({ ...receiptBody.shape, reasons: wordsSchema }),
    answers: { 200: { description: 'Closed.', schema: receiptSchema } },
    handle: async (call) => {
      const id = Number(call.params.id);
      // Also one that does not reach this person yet: the records judge by role and by the case's office.
      const [alarm] = await deps.records.alarms.list({ actor: null, id });
      if (alarm !== undefined && alarm.caseId !== null) call.about(alarm.caseId);
      const { at, by } = await deps.records.alarms.settle(id, call.actor, call.body);
      return { status: 200, json: { at, by } };
    },
  });
}

type MessageCall = Pick<Call<z.infer<typeof messageParams>, unknown, unknown>, 'actor' | 'params' | 'about'>;

/** A message is found only in the reader's own mailbox; elsewhere it does not exist for this reader. */
async function messageOf(deps: ApiDeps, call: MessageCall): Promise<MailboxMessage> {
  const message = await deps.records.mailbox.read(call.params.id, addressOf(call.actor));
  if (message === null)
    throw new ApiError(404, 'NO_SUCH_MESSAGE', 'There is no such message in your mailbox.', { field: 'id' });
  if (message.caseId !== null) call.about(message.caseId);
  return message;
}

/** An alarm that does not reach this person does not exist for him or her. */
async function alarmFor(
  deps: ApiDeps,
  call: Pick<Call<{ id: string }, unknown, unknown>, 'actor' | 'params'>,
): Promise<Alarm> {
  const [alarm] = await deps.records.alarms.list({ actor: call.actor, id: Number(call.params.id) });
  if (alarm === undefined)
    throw new ApiError(404, 'NO_SUCH_ALARM', 'There is no such alarm that reaches you.', { field: 'id' });
  return alarm;
}
