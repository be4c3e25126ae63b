import type { Selectable } from 'kysely';
import type { CaseProjection } from '../domain/record/record.ts';
import type { CaseRow, DetainerRow } from './contract.ts';
import type { Tables } from './tables.ts';

/** A case as lists show it. */
export function caseOf(row: Selectable<Tables['cases']>): CaseRow {
  return {
    caseId: row.case_id,
    receivedAt: row.received_at,
    place: { cri: row.cri, sib: row.sib, fieldOffice: row.field_office, jurisdiction: row.jurisdiction },
    projection: projectionOf(row),
    limitAt: row.limit_at,
  };
}

function projectionOf(row: Selectable<Tables['cases']>): CaseProjection | null {
  const { criminal, immigration, next_step: nextStep, opened_at: openedAt, changed_at: changedAt } = row;
  if (criminal === null || immigration === null || nextStep === null || openedAt === null || changedAt === null)
    return null;
  return {
    criminal,
    immigration,
    outcome: row.outcome,
    cri: row.cri,
    jurisdiction: row.jurisdiction,
    fieldOffice: row.field_office,
    nextStep,
    openedAt,
    changedAt,
    closedAt: row.closed_at,
  };
}

/** A detainer as lists show it. */
export function detainerOf(row: Selectable<Tables['detainers']>): DetainerRow {
  return {
    detainerId: row.detainer_id,
    code: row.code,
    caseId: row.case_id,
    number: row.number,
    kind: row.kind,
    jail: row.jail,
    jailName: row.jail_name,
    zone: row.zone,
    profile: row.profile,
    issuedAt: row.issued_at,
    delivery: row.delivery,
    service: row.service,
    hold: row.hold,
    ending: row.ending,
    startedAt: row.started_at,
    limitAt: row.limit_at,
    violation: row.violation,
    authorized: row.authorized,
    facts: row.facts,
    changedAt: row.changed_at,
  };
}
