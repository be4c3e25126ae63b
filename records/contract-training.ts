import type { Actor } from '../domain/access/roles.ts';
import type { Completion, Material, MaterialRef } from '../domain/training/material.ts';

/** A material as it is kept. `added` is null for the ones that come with the system. */
export interface StoredMaterial extends Material {
  /** Staff id, and when (ISO, wall clock). */
  readonly added: { readonly by: string; readonly at: string } | null;
}

/** To how many agencies material went, in one message each. */
export interface TrainingSent {
  readonly agencies: number;
}

/** A completion as it was recorded. */
export interface StoredCompletion extends Completion {
  /** Staff id and name of who recorded it, and when (ISO, wall clock). */
  readonly by: string;
  readonly name: string;
  readonly at: string;
}

/** What is known of one material at one agency. ISO instants; null: not so. */
export interface MaterialStanding extends MaterialRef {
  readonly title: string;
  readonly forStaff: boolean;
  readonly sentAt: string | null;
  /** When the agency acknowledged the message. */
  readonly receivedAt: string | null;
  readonly completions: readonly Pick<StoredCompletion, 'completedAt' | 'staff' | 'by' | 'name' | 'at'>[];
}

/** What is known of the current materials at one agency. It is no measure of anything and stands in no order of merit. */
export interface AgencyTraining {
  readonly ori: string;
  /** Null for an agency that is in no register and that a person assigned (rule D7). */
  readonly name: string | null;
  /** The active jurisdictions that it belongs to. */
  readonly jurisdictions: readonly string[];
  readonly materials: readonly MaterialStanding[];
}

export interface TrainingQuery {
  /** Judges which jurisdictions are active and which entries of the register valid. ISO. */
  readonly at: string;
  /** Only agencies of these; null: of all that are active. */
  readonly jurisdictions: readonly string[] | null;
  readonly ori?: string;
  /** `next` of the page before: the last ORI on it. */
  readonly after?: string;
  /** 1 to 500. */
  readonly limit: number;
}

/** `next` is null on the last page. */
export interface TrainingPage {
  readonly rows: readonly AgencyTraining[];
  readonly next: string | null;
}

/**
 * Training and awareness material (rule D8): it reaches the agencies of every active jurisdiction, and who received it is known. Nothing reads
 * this to decide, refuse or delay anything.
 */
export interface Training {
  /** Every version, those that come with the system first. */
  materials(): Promise<readonly StoredMaterial[]>;
  /**
   * Adds a version of a site's own; `sendMissing` sends it. `at`: wall clock, ISO.
   * @throws CodedError what `refuseMaterial` refuses
   */
  add(material: Material, by: Actor, at: string): Promise<StoredMaterial>;
  /**
   * Sends the current materials to every agency of an active jurisdiction that was not sent them yet, in one transaction. Again: nothing
   * happens. `by` is null where the system does so by itself. `at`: ISO, in the time in which the jurisdiction is active.
   * @throws CodedError UNKNOWN_JURISDICTION, JURISDICTION_NOT_ACTIVE
   */
  send(jurisdiction: string, at: string, by: Actor | null): Promise<TrainingSent>;
  /** Does so for up to `limit` jurisdictions where something is missing: new agencies, new versions, what an activation left undone. */
  sendMissing(at: string, limit: number): Promise<TrainingSent>;
  /**
   * Records that staff of an agency went through a material. Exactly the same again: nothing happens. `nowMs`: wall clock.
   * @throws CodedError UNKNOWN_AGENCY, and what `refuseCompletion` refuses
   */
  complete(completion: Completion, by: Actor, nowMs: number): Promise<StoredCompletion>;
  /** Agencies of active jurisdictions by ORI, with each current material. */
  status(query: TrainingQuery): Promise<TrainingPage>;
  /** Of those, the ones that lack a receipt, or a completion of a material for staff. */
  whoHasNot(query: TrainingQuery): Promise<TrainingPage>;
}
