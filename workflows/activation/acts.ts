import type { Actor } from '../../domain/access/roles.ts';
import type { Refusal } from '../../domain/errors.ts';
import { refuseConfirmation, refuseConfirmer, refuseMove } from '../../domain/jurisdiction/activation.ts';
import { noteSenseless, onAct, onMessages } from '../support/messages.ts';
import type { Activating } from './activating.ts';

/** What people do to an activation. Nobody else moves it: whatever partners or strangers send is recorded and dropped. All set before the first await. */
export function listenForActs(a: Activating): void {
  const { trust, jurisdiction, state } = a.input;
  const listener = { trust, place: () => ({ jurisdiction, state }), open: () => refuseNow(a) };
  onMessages(trust, a.journal, ({ from }) => noteSenseless(a.journal, from, 'an activation is moved by people alone'));
  onAct(
    'confirmNotice',
    listener,
    (args, actor: Actor) => refuseConfirmer(args, actor) ?? refuseConfirmation(a.state, args, Date.now()),
    async (args, actor) => await a.delivered(args, actor),
  );
  onAct(
    'moveActivation',
    listener,
    (args) => refuseMove(a.state, args, Date.now()),
    async (args, actor) => await a.move(args, actor),
  );
}

function refuseNow(a: Activating): Refusal | undefined {
  if (!a.opened) {
    return { field: 'state', code: 'NOT_OPEN_YET', reason: 'The activation is being opened: try again in a moment.' };
  }
  if (!a.moving) return undefined;
  return { field: 'state', code: 'MOVE_UNDER_WAY', reason: 'The date is being moved: try again in a moment.' };
}
