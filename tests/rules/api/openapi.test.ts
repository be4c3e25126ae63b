import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTS, type ActName } from '../../../domain/lifecycle/acts.ts';
import { testApi, type TestApi } from './fixture.ts';

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly security: readonly unknown[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly properties?: object } }> };
  readonly responses: Record<string, unknown>;
}

let api: TestApi;
let paths: Record<string, Record<string, Operation>>;

beforeAll(async () => {
  api = await testApi();
  ({ paths } = (await (await api.app.request('/openapi.json')).json()) as { paths: typeof paths });
});
afterAll(async () => {
  await api.stop();
});

describe('the description of the API', () => {
  it.each(Object.keys(ACTS) as ActName[])('has %s with its arguments, its roles and its refusals', (act) => {
    const operation = paths[`/v1/${ACTS[act].on}s/{id}/acts/${act}`]?.['post'];
    expect(operation?.operationId).toBe(act);
    expect(operation?.description).toContain(ACTS[act].roles.join(', '));
    const schema = operation?.requestBody?.content['application/json']?.schema;
    expect(Object.keys(schema?.properties ?? {}).sort()).toEqual(Object.keys(ACTS[act].args.shape).sort());
    expect(Object.keys(operation?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '202', '400', '401', '403', '404', '503']),
    );
  });

  it('names every operation once', () => {
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.sort()).toMatchInlineSnapshot(`
      [
        "acknowledgeAlarm",
        "acknowledgeDetainer",
        "acknowledgeMessage",
        "addProfile",
        "addRecommendation",
        "addRecommendationOutcome",
        "addTrainingMaterial",
        "advanceClock",
        "amendForm",
        "askAgain",
        "assignJurisdiction",
        "cancelDetainer",
        "chooseReceiving",
        "completeTraining",
        "confirmCopy",
        "confirmGround",
        "confirmNotice",
        "decideRemoval",
        "declineDetainer",
        "deliverPartnerMessage",
        "drawPlanMap",
        "drawPlanTimeline",
        "endAgreement",
        "endGround",
        "endMoa",
        "endProfileAssignment",
        "enterAgreement",
        "enterDesignation",
        "enterMoa",
        "enterPhoneNumber",
        "findOnMoa",
        "healthz",
        "importRegister",
        "listAgencies",
        "listAgreements",
        "listAlarms",
        "listCases",
        "listDetainerDocuments",
        "listDetainers",
        "listDevelopmentPeople",
        "listJurisdictions",
        "listLateMessages",
        "listLedgerEvents",
        "listMailbox",
        "listMoas",
        "listPhoneNumbers",
        "listPlanJurisdictions",
        "listProfileAssignments",
        "listProfileChanges",
        "listProfiles",
        "listReceivingChoices",
        "listRecommendations",
        "listRegisterImports",
        "listSharingRequests",
        "listTrainingMaterials",
        "listWithheld",
        "lookUpDetainer",
        "moveActivation",
        "planActivation",
        "planWave",
        "proposeProfileAssignment",
        "readAttachment",
        "readDetainerDocument",
        "readMessage",
        "readyz",
        "recordBailAttempt",
        "recordDecision",
        "recordGround",
        "recordInterview",
        "recordReview",
        "reportByCode",
        "reportClaim",
        "reportCriminalOutcome",
        "reportGroundsEnded",
        "reportHoldEnded",
        "reportMoved",
        "reportStillHeld",
        "requestAnotherReview",
        "requestSharing",
        "reviewAsSecondOfficer",
        "sendTraining",
        "setAsideClaim",
        "setPlanEnd",
        "settleAlarm",
        "showActivation",
        "showCase",
        "showDetainer",
        "showPlan",
        "showProfile",
        "showProfileEffect",
        "showProfileInForce",
        "showRecommendation",
        "showTrainingStatus",
        "showWatch",
        "signAgreement",
        "signDesignation",
        "signInForDevelopment",
        "signProfileAssignment",
        "submitBooking",
        "verifyCase",
        "verifyLedger",
        "verifyPhoneNumber",
        "withdrawAssignment",
        "withdrawDesignation",
      ]
    `);
  });

  it('asks for a sign-in everywhere but where it says so', () => {
    const open = Object.values(paths)
      .flatMap((methods) => Object.values(methods))
      .filter(({ security }) => security.length === 0);
    expect(open.map(({ operationId }) => operationId).sort()).toEqual([
      'deliverPartnerMessage',
      'healthz',
      'listDevelopmentPeople',
      'lookUpDetainer',
      'readyz',
      'reportByCode',
      'signInForDevelopment',
    ]);
  });
});
