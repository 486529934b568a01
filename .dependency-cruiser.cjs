/**
 * The layers of docs/architecture.md, "Layout": for each folder of src, the folders that it may import from (its own
 * always). Tests may reach across: they are exempt from the layers, not from the ban on cycles.
 */
const layers = {
  contract: [],
  domain: ['contract'],
  ports: ['contract', 'domain'],
  services: ['contract', 'domain', 'ports'],
  node: ['contract', 'domain', 'ports', 'sdk'],
  adapters: ['contract', 'domain', 'ports'],
  http: ['contract', 'domain', 'ports', 'services', 'node', 'config'],
  cli: ['contract', 'domain', 'ports', 'services', 'node', 'config', 'client', 'sdk'],
  sdk: ['contract'],
  client: ['contract'],
  config: ['contract', 'domain', 'sdk'],
};

/**
 * Edges that the layers would forbid, each as [from, to]. The command line is the program's entry, so it starts the
 * composition root; nothing that the root imports may import the command line (no-circular holds that).
 */
const exceptions = [['^src/cli/', '^src/main\\.ts$']];

const known = `^src/(${Object.keys(layers).join('|')})/|^src/main(\\.ts$|/)`;
const test = '\\.test\\.ts$';

const layerRules = Object.entries(layers).map(([layer, allowed]) => ({
  name: `layer-${layer}`,
  comment: `src/${layer} may import from ${allowed.map((name) => `src/${name}`).join(', ') || 'no other layer'} only`,
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: test },
  to: {
    path: '^(src|test|scripts|bench|examples|web)/',
    pathNot: [
      ...[layer, ...allowed].map((name) => `^src/${name}/`),
      ...exceptions.filter(([from]) => new RegExp(from).test(`src/${layer}/`)).map(([, to]) => to),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'known-layers',
      comment: 'every file of src lies in a layer; src/main.ts and src/main/ are the exception',
      severity: 'error',
      from: { path: '^src/', pathNot: known },
      to: {},
    },
    {
      name: 'known-layers-only',
      comment: 'every file of src lies in a layer; src/main.ts and src/main/ are the exception',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: known },
    },
    {
      name: 'nothing-imports-main',
      comment: 'src/main.ts and src/main/ pick the adapters; only the command line and tests start it',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/cli/|^src/main(\\.ts$|/)|${test}` },
      to: { path: '^src/main(\\.ts$|/)' },
    },
    {
      name: 'no-circular',
      comment: 'no import cycles, type imports included',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'contract-needs-zod-only',
      comment: 'whoever imports the contract must get no more than schemas',
      severity: 'error',
      from: { path: '^src/contract/', pathNot: test },
      to: { dependencyTypesNot: ['local'], pathNot: '(^|/)node_modules/zod/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'domain rules decide; they touch no file, socket, process or timer',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: test },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(assert|crypto|util)$' },
    },
    {
      name: 'program-imports-no-test',
      comment: 'the program imports neither tests nor scripts',
      severity: 'error',
      from: { path: '^src/', pathNot: test },
      to: { path: [test, '^(test|scripts|bench|examples)/'] },
    },
    {
      name: 'examples-use-what-users-use',
      comment: 'examples see what users see: sdk, client and contract',
      severity: 'error',
      from: { path: '^examples/', pathNot: test },
      to: { path: '^(src|test|scripts|bench)/', pathNot: '^src/(sdk|client|contract)/' },
    },
    {
      name: 'web-uses-contract-and-client',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(src|test|scripts|bench)/', pathNot: '^src/(contract|client)/' },
    },
    {
      name: 'no-development-dependencies',
      comment: 'a published program has no development dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: test },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      // Modules that the console's build makes have no file.
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(fixtures|dist|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
