/**
 * Exhaustive exploration of a transition system, breadth first. Depth counts messages; an event that is free (time passing, a timer) costs none
 * and may come between any two messages. A state that was reached before is not expanded again, so the first fault found has a trace with the
 * fewest messages.
 */

export interface System<State, Event> {
  readonly name: string;
  readonly initial: State;
  /** Everything that can happen in a state. The same message may be offered again and again: duplicates; never taken: losses. */
  events(state: State): readonly Event[];
  step(state: State, event: Event): State;
  /** Whether an event costs no depth. */
  isFree(event: Event): boolean;
  /** Two states with the same key are the same state. */
  key(state: State): string;
  /** The names of the invariants that a transition breaks; `event` and `before` are null for the initial state. */
  faults(before: State | null, event: Event | null, after: State): readonly string[];
  /** An event, and the state that it led to, in one line. */
  tell(event: Event, after: State): string;
}

export interface Counterexample {
  readonly invariants: readonly string[];
  /** One line for every event from the initial state to the fault. */
  readonly trace: readonly string[];
}

export interface Explored {
  readonly system: string;
  /** The most messages on any path. */
  readonly depth: number;
  readonly states: number;
  readonly transitions: number;
  /** No message leads anywhere new any more: deeper exploration would add nothing. */
  readonly complete: boolean;
  readonly counterexample: Counterexample | null;
}

interface Node<State, Event> {
  readonly state: State;
  readonly parent: Path<Event> | null;
}

/** How a state was reached: kept for every state of the frontier, without the states on the way. */
interface Path<Event> {
  readonly event: Event;
  readonly before: Path<Event> | null;
}

/** Explores every path of at most `depth` messages, and stops at the first fault. */
export function explore<State, Event>(system: System<State, Event>, depth: number): Explored {
  const seen = new Set([system.key(system.initial)]);
  let [transitions, level, cut] = [0, 0, false];
  let frontier: Node<State, Event>[] = [{ state: system.initial, parent: null }];
  const result = (counterexample: Counterexample | null): Explored => ({
    system: system.name,
    depth: level,
    states: seen.size,
    transitions,
    complete: counterexample === null && !cut,
    counterexample,
  });

  const wrongAtOnce = system.faults(null, null, system.initial);
  if (wrongAtOnce.length > 0) return result({ invariants: wrongAtOnce, trace: [] });
  for (; frontier.length > 0; level += 1) {
    const next: Node<State, Event>[] = [];
    // What a free event leads to joins the level that is being walked.
    for (const node of frontier) {
      for (const event of system.events(node.state)) {
        const free = system.isFree(event);
        if (!free && level === depth) {
          cut = true;
          continue;
        }
        transitions += 1;
        const state = system.step(node.state, event);
        const invariants = system.faults(node.state, event, state);
        const parent = { event, before: node.parent };
        if (invariants.length > 0) return result({ invariants, trace: told(system, parent) });
        const key = system.key(state);
        if (seen.has(key)) continue;
        seen.add(key);
        (free ? frontier : next).push({ state, parent });
      }
    }
    frontier = next;
    if (level === depth) break;
  }
  return result(null);
}

function told<State, Event>(system: System<State, Event>, path: Path<Event>): readonly string[] {
  const events: Event[] = [];
  for (let at: Path<Event> | null = path; at !== null; at = at.before) events.unshift(at.event);
  let state = system.initial;
  return events.map((event) => {
    state = system.step(state, event);
    return system.tell(event, state);
  });
}
