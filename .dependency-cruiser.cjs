/** The one-way rule of docs/architecture.md, as errors. A room may import what stands below it and nothing else. */
/** What each domain may import besides itself. */
const allowed = {
  tickets: ['sla', 'knowledge', 'paging', 'oncall', 'accounts', 'integrations', 'time', 'infra'],
  sla: ['paging', 'oncall', 'accounts', 'integrations', 'time', 'infra'],
  knowledge: ['accounts', 'integrations', 'time', 'infra'],
  paging: ['oncall', 'accounts', 'integrations', 'time', 'infra'],
  oncall: ['accounts', 'integrations', 'time', 'infra'],
  accounts: ['integrations', 'time', 'infra'],
  integrations: ['infra'],
  infra: [],
  time: [],
  vocabulary: [],
}
// The lowest room: it imports nothing of the project and everybody may import it.
const lowest = '^server/vocabulary/'
const domains = ['tickets', 'sla', 'knowledge', 'paging', 'oncall', 'accounts']

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...Object.entries(allowed).map(([room, below]) => ({
      name: `arrow-${room}`,
      comment: `server/${room} may import only: ${below.join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^server/${room}/`, pathNot: room === 'integrations' ? '^server/integrations/mail/' : undefined },
      to: {
        path: '^(server|app|workers|scripts|emails|bench|tests)/',
        pathNot: [
          `^server/${room}/`,
          ...(room === 'vocabulary' ? [] : ['^server/errors\\.ts$', lowest]),
          // Routers build on the procedures; nothing else does.
          ...(domains.includes(room) ? ['^server/trpc\\.ts$'] : []),
          ...below.map((b) => `^server/${b}/`),
        ],
      },
    })),
    {
      name: 'mail-may-use-emails',
      severity: 'error',
      from: { path: '^server/integrations/mail/' },
      to: {
        path: '^(server|app|workers|scripts)/',
        pathNot: ['^server/integrations/', '^server/infra/', '^server/errors\\.ts$', lowest],
      },
    },
    {
      name: 'only-routers-use-procedures',
      severity: 'error',
      from: { path: '^server/', pathNot: ['router[^/]*\\.ts$', '^server/(root|trpc)\\.ts$'] },
      to: { path: '^server/trpc\\.ts$' },
    },
    {
      name: 'other-domains-by-service-and-schema',
      comment: "Across domains only another domain's service and schema (and pure rules) are visible.",
      severity: 'error',
      from: { path: `^server/(${domains.join('|')})/` },
      to: { path: `^server/(${domains.join('|')})/(store|router)`, pathNot: '^server/$1/' },
    },
    {
      name: 'rules-are-pure',
      comment: 'A rule is arithmetic: no database, no environment, no library that does I/O.',
      severity: 'error',
      from: { path: '^server/[^/]+/rules(\\.ts|/)', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(generated|server/infra|server/integrations|server/[^/]+/(store|service|router))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'screens-stay-above',
      comment: 'Screens talk to procedures; only route handlers may call a service.',
      severity: 'error',
      from: { path: '^app/', pathNot: ['^app/api/', '(^|/)route\\.tsx?$', '^app/_server/'] },
      to: {
        path: '^server/',
        pathNot: ['^server/(trpc|root)\\.ts$', 'schema\\.ts$', '/rules(\\.ts|/)', '^server/time/', lowest],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workers-call-services',
      severity: 'error',
      from: { path: '^workers/' },
      to: {
        path: '^server/',
        pathNot: ['service[^/]*\\.ts$', '^server/infra/', '^server/integrations/', 'schema\\.ts$', lowest],
      },
    },
    {
      name: 'nobody-reaches-up',
      severity: 'error',
      from: { path: '^(server|emails)/' },
      to: { path: '^(app|workers|scripts|bench|tests)/' },
    },
    {
      name: 'insight-is-a-leaf',
      severity: 'error',
      from: { pathNot: ['^server/root\\.ts$', '^server/insight/', '^workers/', '^app/api/'] },
      to: { path: '^server/insight/', dependencyTypesNot: ['type-only'], pathNot: 'schema\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(\\.test\\.tsx?$|^generated/|^node_modules/)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
}
