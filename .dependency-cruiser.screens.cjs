/**
 * What a screen loads at its first visit. Only imports that remain in the browser count here: types are gone, and what a
 * screen imports on demand (`import()`, `next/dynamic`) is another file. `npm run arrows` checks it with the arrows.
 */

/** Files that screens load on demand. */
const onDemand = '^app/(_ui/record-check|_forms/input-faults|.*/_ticket/change-input)\\.ts$'

module.exports = {
  forbidden: [
    {
      name: 'screens-load-without-zod',
      comment:
        'Zod is 27 kB. Screens use the plain lists of server/vocabulary and facts.ts; a form loads its schema on demand.',
      severity: 'error',
      from: {
        path: '^app/',
        pathNot: [onDemand, '^app/(api|p)/', '(^|/)(page|layout|route|not-found|request)\\.tsx?$'],
      },
      to: { path: '^node_modules/zod/', reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Of what runs only on the server, the browser gets nothing.
    exclude: {
      path: '(^app/_server/|^app/_i18n/choose-locale|\\.test\\.tsx?$|^generated/|^node_modules/(?!zod/))',
      dynamic: true,
    },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
}
