/**
 * What a screen loads at its first visit. Only imports that remain in the browser count here: types are gone, and what a
 * screen imports on demand (`import()`, `next/dynamic`) is another file. `npm run arrows` checks it with the arrows.
 */

/** Files that screens load on demand. */
const onDemand = '^app/(_ui/record-check|_forms/input-faults|.*/_ticket/change-input)\\.ts$'

/** What runs only on the server, of which the browser gets nothing; and everything in node_modules except Zod. */
const unseen = [
  '^app/(_server|api|p)/',
  '^app/_i18n/(choose-locale|request)\\.ts$',
  '/(page|layout|route|not-found)\\.tsx?$',
  '\\.test\\.tsx?$',
  '^generated/',
  '^node_modules/(?!zod/)',
].join('|')

module.exports = {
  forbidden: [
    {
      name: 'screens-load-without-zod',
      comment:
        'Zod is 27 kB. Screens use the plain lists of server/vocabulary and facts.ts; a form loads its schema on demand.',
      severity: 'error',
      from: { path: '^app/', pathNot: onDemand },
      to: { path: '^node_modules/zod/', reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: unseen, dynamic: true },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
}
