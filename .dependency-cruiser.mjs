/** Which part of the project may import which; `npm run lint` and .ci/run hold it to this. */

const tests = '(\\.test\\.ts$|/test/)'
const surfaces = '(keebai|hubmessage|meta|portal)'
/** What a driver may run of the domain; of the rest it sees types only. */
const domainForDrivers = '^server/domain/(ports/|.*(ids|refusals?)\\.ts$)'

/** The foreign library of each driver. */
const driverLibraries = {
  'multi-device': ['baileys', 'pino', 'ws', 'libsignal'],
  sqlite: ['kysely'],
  postgres: ['kysely', 'pg'],
  'webhook-http': ['ipaddr.js'],
  pictures: ['sharp', 'bmp-ts'],
  system: ['ws'],
}

export default {
  forbidden: [
    {
      name: 'domain-imports-only-domain',
      comment: 'The domain knows no wire, no storage, no library and no Node.js: those come through ports.',
      severity: 'error',
      from: { path: '^server/domain/', pathNot: ['^server/domain/digest\\.ts$', tests] },
      to: { pathNot: '^server/domain/' },
    },
    {
      name: 'digest-only-hashes',
      severity: 'error',
      from: { path: '^server/domain/digest\\.ts$' },
      to: { pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'surfaces-are-strangers',
      comment: 'Two surfaces share the domain, never words.',
      severity: 'error',
      from: { path: `^server/http/${surfaces}/` },
      to: { path: `^server/http/${surfaces}/`, pathNot: '^server/http/$1/' },
    },
    {
      name: 'compose-joins-drivers',
      comment:
        'Only compose.ts joins ports and drivers; what starts a process (main.ts, admin/run.ts) opens the store it hands over.',
      severity: 'error',
      from: { path: '^server/', pathNot: ['^server/(compose\\.ts|main\\.ts|admin/run\\.ts|drivers/)', tests] },
      to: { path: '^server/drivers/' },
    },
    {
      name: 'drivers-stay-behind-their-port',
      comment: 'A driver knows its own folder and the domain, and cloud-api the shapes of Graph.',
      severity: 'error',
      from: { path: '^server/drivers/([^/]+)/', pathNot: tests },
      to: {
        path: '^(server|mocks|client|cli|contract-tests|examples|generated)/',
        pathNot: ['^server/drivers/$1/', '^server/domain/', '^generated/meta/'],
      },
    },
    {
      name: 'graph-shapes-only-in-cloud-api',
      comment: 'The shapes of Graph belong to the driver that speaks it and to the ingress that hears it.',
      severity: 'error',
      from: { path: '^server/', pathNot: ['^server/(drivers/cloud-api|http/meta)/', tests] },
      to: { path: '^generated/meta/' },
    },
    {
      name: 'drivers-run-no-domain',
      comment: 'A driver runs ports, ids and refusals of the domain; entities it sees as types.',
      severity: 'error',
      from: { path: '^server/drivers/', pathNot: tests },
      to: { path: '^server/domain/', pathNot: domainForDrivers, dependencyTypesNot: ['type-only'] },
    },
    ...Object.entries(driverLibraries).map(([driver, libraries]) => ({
      name: `driver-library-${driver}`,
      comment: 'A driver imports its own foreign library and no other.',
      severity: 'error',
      from: { path: `^server/drivers/${driver}/`, pathNot: tests },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'],
        pathNot: libraries.map((library) => `(^|/)node_modules/(@types/)?${library.replace('.', '\\.')}/`),
      },
    })),
    {
      name: 'driver-library-of-others',
      comment: 'A driver without a foreign library imports none; name it in driverLibraries.',
      severity: 'error',
      from: {
        path: '^server/drivers/',
        pathNot: [`^server/drivers/(${Object.keys(driverLibraries).join('|')})/`, tests],
      },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'] },
    },
    {
      name: 'server-never-imports-mocks',
      comment: 'The sandbox is the server pointed at a simulated world; the server knows nothing of it.',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(mocks|client|cli|contract-tests|examples|bench)/' },
    },
    {
      name: 'client-sees-only-generated',
      severity: 'error',
      from: { path: '^client/', pathNot: tests },
      to: { path: '^(server|mocks|cli|contract-tests|examples|bench|scripts)/' },
    },
    {
      name: 'integrators-see-only-the-client',
      comment: 'Consumers, examples and the command line know what an integrator knows: generated/ and client/.',
      severity: 'error',
      from: {
        path: '^(contract-tests/consumers|cli|examples)/',
        pathNot: [
          '^cli/commands/(sandbox|mock|serve|world|companies|tokens|channels|channels-link)\\.ts$',
          '^cli/.*\\.test\\.ts$',
          '^cli/test/',
        ],
      },
      to: { path: '^(server|mocks|bench|scripts)/' },
    },
    {
      name: 'commands-start-servers-lazily',
      comment: 'The commands that start or administer a server import it when they run, so that the others stay light.',
      severity: 'error',
      from: { path: '^cli/commands/(sandbox|mock|serve|world|companies|tokens|channels|channels-link|verify)\\.ts$' },
      to: { path: '^(server|mocks|contract-tests)/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-verify-runs-contract-tests',
      comment: 'Contracts are verified by one command; nothing that is verified knows of it.',
      severity: 'error',
      from: { path: '^(mocks|client|cli|examples)/', pathNot: ['^cli/commands/verify\\.ts$', tests] },
      to: { path: '^contract-tests/' },
    },
    {
      name: 'shipped-code-needs-no-development-packages',
      severity: 'error',
      from: {
        path: '^(server|mocks|client|cli|generated|contract-tests)/',
        pathNot: [tests, '^contract-tests/(consumers|mutation)/'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'every-import-resolves',
      comment: 'The script of the portal page imports by the addresses of the gateway that serves it.',
      severity: 'error',
      from: {
        path: '^(server|mocks|client|cli|contract-tests|examples|bench|scripts)/',
        pathNot: '^server/http/portal/browser\\.js$',
      },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      comment: 'Modules that run in a circle see each other half made. Circles of types alone are harmless.',
      severity: 'error',
      from: { pathNot: '^generated/' },
      to: { circular: true, viaOnly: { pathNot: '^generated/', dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
}
