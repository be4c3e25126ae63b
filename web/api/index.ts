import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { secureHeaders } from 'hono/secure-headers';
import { activationRoutes } from './activations.ts';
import { actRoutes } from './acts.ts';
import { agreementRoutes } from './agreements.ts';
import { bookingRoutes } from './bookings.ts';
import { caseRoutes } from './cases.ts';
import type { ApiDeps } from './deps.ts';
import { developmentRoutes } from './development.ts';
import { ApiError } from './errors.ts';
import { apiErrorOf } from './faults.ts';
import { healthRoutes } from './health.ts';
import { ledgerRoutes } from './ledgers.ts';
import { mailboxRoutes } from './mailbox.ts';
import { partnerRoutes } from './partner-messages.ts';
import { phoneNumberRoutes } from './phone-numbers.ts';
import { planRoutes } from './plan.ts';
import { planPictureRoutes } from './plan-pictures.ts';
import { profileRoutes } from './profiles.ts';
import { publicDesk } from './public-desk.ts';
import { publicRoutes } from './public-detainers.ts';
import { publicPages } from '../public/pages.ts';
import { recommendationRoutes } from './recommendations.ts';
import { receivingRoutes } from './receiving.ts';
import { registerRoutes } from './register.ts';
import { refuse } from './route.ts';
import { trainingRoutes } from './training.ts';
import { watchRoutes } from './watch.ts';

export type { ApiDeps } from './deps.ts';
export { DEVELOPMENT_PEOPLE } from './development-people.ts';
export { serveApi } from './server.ts';

const DESCRIPTION = [
  'The case system behind Secure Communities: each booking is a durable case. Not an official system; sample data are fictional.',
  'Errors have one form: { "error": { "code", "message", "field"?, "details"? } }. Codes are stable; messages say what to do and hold no',
  'personal data. Sign in with "Authorization: Bearer <token>". Acts take an "Idempotency-Key": the same key again does nothing more.',
].join('\n');

/** `nowMs`: the wall clock, unless told. */
export type ApiOptions = Omit<ApiDeps, 'nowMs'> & Partial<Pick<ApiDeps, 'nowMs'>>;

/** The HTTP API as a Hono application: `app.request()` in tests, `serveApi` on a port. Every operation is registered by `route()`. */
export function createApi(options: ApiOptions): OpenAPIHono {
  const deps: ApiDeps = { nowMs: () => Date.now(), ...options };
  const app = new OpenAPIHono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
    }),
  );
  app.use(async (context, next) => {
    context.header('x-request-id', randomUUID());
    context.header('cache-control', 'no-store');
    await next();
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', { type: 'http', scheme: 'bearer' });
  for (const register of [
    bookingRoutes,
    caseRoutes,
    actRoutes,
    activationRoutes,
    mailboxRoutes,
    ledgerRoutes,
    partnerRoutes,
    planRoutes,
    profileRoutes,
    registerRoutes,
    recommendationRoutes,
    agreementRoutes,
    phoneNumberRoutes,
    receivingRoutes,
    planPictureRoutes,
    trainingRoutes,
    watchRoutes,
    developmentRoutes,
    healthRoutes,
  ])
    register(app, deps);
  const desk = publicDesk(deps);
  publicRoutes(app, deps, desk);
  publicPages(app, deps, desk);
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Secure Communities case system', version: '1', description: DESCRIPTION },
  });
  app.notFound((context) =>
    refuse(
      context,
      new ApiError(
        404,
        'NO_SUCH_ROUTE',
        'There is nothing at this address: GET /openapi.json describes what there is.',
      ),
    ),
  );
  app.onError((error, context) => {
    deps.log.error({ fault: error.name }, 'unexpected fault outside an operation');
    return refuse(context, apiErrorOf(error));
  });
  return app;
}
