import type { Selectable } from 'kysely';
import { sha256Hex } from '../domain/canonical.ts';
import { type EventContent, type MessageContent, messageHash, messageIdOf } from './chain.ts';
import { routeOf } from './mailbox.ts';
import { openJson, type Statements, type Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Messages of a ledger by id, with where each hop was delivered. */
type Sent = Map<string, Sending>;
type Sending = Selectable<Tables['messages']> & {
  readonly file: Uint8Array | null;
  readonly hops: readonly { readonly hop: number; readonly address: string }[];
};

/** What lies in the mailboxes of a ledger, without its announced alarms: they are no step of it, and no event commits to them. */
export async function sentMessages(tx: Statements, ledgerId: string): Promise<Sent> {
  const messages = await tx
    .selectFrom('messages')
    .leftJoin('attachments', (join) =>
      join
        .onRef('attachments.case_id', '=', 'messages.ledger_id')
        .onRef('attachments.sha256', '=', 'messages.attachment_sha256'),
    )
    .selectAll('messages')
    .select('attachments.bytes as file')
    .where('messages.ledger_id', '=', ledgerId)
    .where('messages.kind', '<>', 'ALARM')
    .execute();
  const hops = await tx
    .selectFrom('deliveries')
    .innerJoin('messages', 'messages.id', 'deliveries.message_id')
    .select(['message_id', 'hop', 'address'])
    .where('ledger_id', '=', ledgerId)
    .execute();
  return new Map(
    messages.map((message) => [
      message.id,
      { ...message, hops: hops.filter(({ message_id: id }) => id === message.id) },
    ]),
  );
}

/** Whether what an event sent lies in the mailboxes as it was sent. What was accounted for is taken out of `sent`. */
export async function messagesFault(
  store: Store,
  row: Pick<Selectable<Tables['events']>, 'stream' | 'step'>,
  content: EventContent | null,
  sent: Sent,
): Promise<string | undefined> {
  for (const { key, sha256 } of content?.messages ?? []) {
    const id = messageIdOf(row.stream, row.step, key);
    const message = sent.get(id);
    if (!message) return 'a message that it sent is missing';
    if ((await hashOf(store, message)) !== sha256) return 'a message that it sent is not the one that was recorded';
    if (!(await wentItsWay(store, message))) return 'a message that it sent lies elsewhere, or with another file';
    sent.delete(id);
  }
  return undefined;
}

/** `undefined` where whatever lies there is no message of ours. */
async function hashOf(store: Store, message: Sending): Promise<string | undefined> {
  const { kind, at, attachment_sha256: attachmentSha256 } = message;
  try {
    const content = await openJson<Pick<MessageContent, 'subject' | 'text' | 'data'>>(
      store,
      message.ledger_id,
      message.content,
    );
    return messageHash({ kind, at, attachmentSha256, route: routeOf(message.route), ...content });
  } catch {
    return undefined;
  }
}

async function wentItsWay(store: Store, { ledger_id: ledgerId, route, hops, file, attachment_sha256 }: Sending) {
  const addresses = routeOf(route);
  if (!hops.every(({ hop, address }) => addresses[hop] === address)) return false;
  if (file === null) return true;
  try {
    return sha256Hex(await store.sealer.open(ledgerId, file)) === attachment_sha256;
  } catch {
    return false;
  }
}
