/**
 * The arrows of docs/architecture.md, as errors. A room imports what stands below it and nothing else; inside a domain a
 * feature folder is the unit, and its queries are its own.
 */
const below = {
  vocabulary: [],
  time: ['vocabulary'],
  infra: ['time', 'vocabulary'],
  words: ['time', 'vocabulary'],
  integrations: ['infra', 'words', 'time', 'vocabulary'],
  accounts: ['integrations', 'infra', 'words', 'time', 'vocabulary'],
  oncall: ['accounts', 'integrations', 'infra', 'words', 'time', 'vocabulary'],
  paging: ['oncall', 'accounts', 'integrations', 'infra', 'words', 'time', 'vocabulary'],
  sla: ['paging', 'oncall', 'accounts', 'integrations', 'infra', 'words', 'time', 'vocabulary'],
  knowledge: ['accounts', 'integrations', 'infra', 'words', 'time', 'vocabulary'],
}
const underTickets = ['sla', 'knowledge', ...below.sla]
below.tickets = underTickets
for (const room of ['handoff', 'whatif', 'incidents']) below[room] = ['tickets', ...underTickets]
below.due = ['handoff', 'whatif', 'incidents', 'tickets', ...underTickets]
below.insight = ['due', ...below.due]
below.api = ['insight', ...below.insight]

const domains = 'accounts|oncall|paging|sla|knowledge|tickets|handoff|whatif|incidents|insight'
const pure = '(^|/|\\.)rules\\.ts$'

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...Object.entries(below).map(([room, rooms]) => ({
      name: `arrow-${room}`,
      comment: `server/${room} may import only: ${rooms.join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^server/${room}/` },
      to: {
        path: '^(server|app|workers|scripts|emails|bench|tests)/',
        pathNot: [
          `^server/${room}/`,
          ...rooms.map((name) => `^server/${name}/`),
          // Mails are drawn by their templates.
          ...(room === 'integrations' ? ['^emails/'] : []),
        ],
      },
    })),
    {
      name: 'arrow-emails',
      comment: 'A template draws its props: it knows words and the vocabulary, and no domain.',
      severity: 'error',
      from: { path: '^emails/' },
      to: { path: '^(server|generated)/', pathNot: '^server/(words|vocabulary)/' },
    },
    {
      name: 'messages-through-words',
      comment:
        'What the server writes comes from the translators and the times of server/words, so that one thing has one name.',
      severity: 'error',
      from: { pathNot: '^(server/words|app)/' },
      to: { path: '^messages/' },
    },
    {
      name: 'every-file-has-a-room',
      comment: 'server/ holds rooms, no loose files.',
      severity: 'error',
      from: {},
      to: { path: '^server/[^/]+$' },
    },
    {
      name: 'queries-stay-in-their-domain',
      comment: "Another domain's schema, rules and verbs are visible; its queries are not.",
      severity: 'error',
      from: { path: `^server/(${domains})/` },
      to: { path: '[/-]queries\\.ts$', pathNot: '^server/$1/' },
    },
    {
      name: 'due-work-is-listed-once',
      comment: 'A due.ts declares what the worker does; only the list reads it, and everybody else reads the list.',
      severity: 'error',
      from: { path: '^(server|app|workers|scripts|emails)/', pathNot: '^server/due/kinds\\.ts$' },
      to: { path: '^server/.+/due\\.ts$' },
    },
    {
      name: 'one-change-engine',
      comment:
        'Verbs change tickets through changeTicket; only the engine stores events, settles clocks and writes notices.',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/tickets/(change|clocks)/' },
      to: {
        path: '^server/tickets/change/(record|settle|notices|former-assignee)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'events-leave-through-the-unit-of-work',
      comment: 'Verbs publish with work.publish and notify screens with work.live; the unit of work writes both.',
      severity: 'error',
      from: { path: '^(app|server|workers)/', pathNot: '^server/infra/' },
      to: { path: '^server/infra/outbox/outgoing\\.ts$' },
    },
    {
      name: 'queries-stay-below-the-doors',
      severity: 'error',
      from: { path: '^(app|workers|server/api)/' },
      to: {
        path: '[/-]queries\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rules-are-pure',
      comment:
        'A rule is arithmetic: no database, no environment, no verb; plain data and instants in, a decision out.',
      severity: 'error',
      from: { path: [pure, '^server/(vocabulary|time)/'], pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(generated/|server/)',
        pathNot: [pure, '(schema|facts)\\.ts$', '^server/(vocabulary|time)/', '^server/infra/errors\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'screens-stay-above',
      comment: 'Screens talk to procedures; only route handlers and app/_server may call verbs.',
      severity: 'error',
      // The acknowledge page is drawn by its route handler and takes its words from server/words.
      from: { path: '^app/', pathNot: ['^app/api/', '(^|/)route\\.tsx?$', '^app/_server/', '^app/p/'] },
      to: {
        path: '^server/',
        pathNot: ['^server/api/', '(schema|facts)\\.ts$', pure, '^server/(vocabulary|time)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'components-know-no-server',
      comment: 'app/_ui draws view models; its types come from schemas and the vocabulary.',
      severity: 'error',
      from: { path: '^app/_ui/' },
      to: { path: '^server/', pathNot: ['(schema|facts)\\.ts$', pure, '^server/(vocabulary|time)/'] },
    },
    {
      name: 'only-doors-use-procedures',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/api/' },
      to: { path: '^server/api/' },
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
      from: { pathNot: ['^server/(api|insight)/', '^workers/', '^app/api/', '^scripts/'] },
      to: { path: '^server/insight/', dependencyTypesNot: ['type-only'], pathNot: '(schema|facts|rules)\\.ts$' },
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
