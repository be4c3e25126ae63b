import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Role } from '../../domain/access/roles.ts';
import { PEOPLE } from '../../domain/access/roles.ts';
import { oriSchema } from '../../domain/agency/agency.ts';
import { importReportSchema } from '../../domain/agency/import.ts';
import { OFFICE_ORIGIN } from '../../domain/agency/offices.ts';
import type { OfficeSource } from '../../domain/agency/reading.ts';
import {
  agencyListSchema,
  type AgencyView,
  assignmentWithdrawnSchema,
  importListSchema,
  jurisdictionListSchema,
  type JurisdictionView,
} from '../../domain/api/register-views.ts';
import { sha256Hex } from '../../domain/canonical.ts';
import { isoInstant, wordsSchema } from '../../domain/text.ts';
import { readRegister } from '../../exchange/register/index.ts';
import type { ListedAgency, ListedJurisdiction } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { route } from './route.ts';

/** A file of agencies is at most this large (32 MiB). */
export const MAX_REGISTER_BYTES = 32 * 1024 * 1024;
const PAGE = 100;
const MAX_PAGE = 1000;
const REPORT_READERS: readonly Role[] = ['administrator', 'supervisor', 'auditor'];

const yesSchema = z.literal('true').optional();
const importQuery = z.strictObject({
  file: z.string().min(1).max(200).optional(),
  dryRun: yesSchema,
  retireMissing: yesSchema,
});
const pageQuery = z.strictObject({
  state: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  unassigned: yesSchema,
  after: z.string().min(1).max(64).optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$|^1000$/)
    .optional(),
});

/** The register of agencies and jurisdictions: who they are, how that is known, and the files that filled it (rules A3, D1, D7). */
export function registerRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  importRoutes(app, deps);
  const { registerImports } = deps.records;
  route(app, deps, {
    id: 'listAgencies',
    method: 'get',
    path: '/v1/agencies',
    tag: 'register',
    summary:
      'List the agencies of the register by ORI, page by page: of a state, or only those without a jurisdiction.',
    who: { kind: 'roles', roles: PEOPLE },
    query: pageQuery,
    answers: { 200: { description: 'A page of agencies.', schema: agencyListSchema } },
    handle: async ({ query }) => {
      const page = pageOf(query);
      const rows = await registerImports.agencies(page, isoInstant(deps.nowMs()));
      const agencies = rows.slice(0, page.limit - 1).map(agencyView);
      return {
        status: 200,
        json: { agencies, next: rows.length < page.limit ? null : (agencies.at(-1)?.ori ?? null) },
      };
    },
  });
  route(app, deps, {
    id: 'listJurisdictions',
    method: 'get',
    path: '/v1/jurisdictions',
    tag: 'register',
    summary: 'List the jurisdictions by id, page by page: of a state, or only those to which no agency belongs.',
    who: { kind: 'roles', roles: PEOPLE },
    query: pageQuery,
    answers: { 200: { description: 'A page of jurisdictions.', schema: jurisdictionListSchema } },
    handle: async ({ query }) => {
      const page = pageOf(query);
      const rows = await registerImports.jurisdictions(page, isoInstant(deps.nowMs()));
      const jurisdictions = rows.slice(0, page.limit - 1).map(jurisdictionView);
      const next = rows.length < page.limit ? null : (jurisdictions.at(-1)?.id ?? null);
      return { status: 200, json: { jurisdictions, next } };
    },
  });
  route(app, deps, {
    id: 'withdrawAssignment',
    method: 'post',
    path: '/v1/agencies/{ori}/withdraw-assignment',
    tag: 'register',
    summary:
      'Take back what a person assigned to an agency, with reasons: later bookings go by the register again, or a person is asked.',
    who: { kind: 'roles', roles: ['administrator'] },
    params: z.strictObject({ ori: oriSchema }),
    body: z.strictObject({ reasons: wordsSchema }),
    answers: { 200: { description: 'Withdrawn.', schema: assignmentWithdrawnSchema } },
    handle: async ({ actor, params: { ori }, body }) => {
      const jurisdiction = await deps.records.register.withdrawAssignment(ori, body.reasons, actor, deps.nowMs());
      return { status: 200, json: { ori, jurisdiction } };
    },
  });
}

function importRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { registerImports } = deps.records;
  route(app, deps, {
    id: 'importRegister',
    method: 'post',
    path: '/v1/register/imports',
    tag: 'register',
    summary:
      'Bring the register to what a file says: the list of agencies as CSV, or a site’s own register as JSON. What was not understood is reported.',
    who: { kind: 'roles', roles: ['administrator'] },
    query: importQuery,
    maxBytes: MAX_REGISTER_BYTES,
    answers: {
      200: { description: 'What the import would come to: nothing was changed.', schema: importReportSchema },
      201: { description: 'What the import came to.', schema: importReportSchema },
    },
    handle: async ({ actor, bytes, query }) => {
      const dryRun = query.dryRun === 'true';
      const options = {
        file: query.file ?? 'unnamed',
        sha256: sha256Hex(bytes),
        retireMissing: query.retireMissing === 'true',
        dryRun,
      };
      const report = await registerImports.load(readRegister(bytes), options, actor, () => deps.nowMs());
      return { status: dryRun ? 200 : 201, json: report };
    },
  });
  route(app, deps, {
    id: 'listRegisterImports',
    method: 'get',
    path: '/v1/register/imports',
    tag: 'register',
    summary: 'Show the reports of the last imports, the newest first: one unless told, ten at most.',
    who: { kind: 'roles', roles: REPORT_READERS },
    query: z.strictObject({
      limit: z
        .string()
        .regex(/^([1-9]|10)$/)
        .optional(),
    }),
    answers: { 200: { description: 'Reports.', schema: importListSchema } },
    handle: async ({ query }) => ({
      status: 200,
      json: { imports: await registerImports.reports(Number(query.limit ?? '1')) },
    }),
  });
}

/** One more than was asked for tells whether there is another page. */
function pageOf({ limit, state, after, unassigned }: z.infer<typeof pageQuery>) {
  return {
    limit: Math.min(Number(limit ?? PAGE), MAX_PAGE) + 1,
    ...(state === undefined ? {} : { state }),
    ...(after === undefined ? {} : { after }),
    ...(unassigned === undefined ? {} : { unassigned: true }),
  };
}

function agencyView({ officeBy, fieldOffice, ...same }: ListedAgency): AgencyView {
  return { ...same, fieldOffice: officeOf(fieldOffice, officeBy) };
}

function jurisdictionView({ officeBy, fieldOffice, ...same }: ListedJurisdiction): JurisdictionView {
  return { ...same, fieldOffice: officeOf(fieldOffice, officeBy) };
}

/** Whoever is shown an office of the table is told that it is uncertain. */
function officeOf(code: string | null, by: OfficeSource | null): AgencyView['fieldOffice'] {
  return code === null ? null : { code, origin: by === 'SITE' ? null : OFFICE_ORIGIN };
}
