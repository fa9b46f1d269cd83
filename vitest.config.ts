import path from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    // What a busy machine does late is not a fault.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{server,app,scripts,emails}/**/*.test.ts', 'tests/docs/*.test.ts'],
          pool: 'threads',
          // Rules are pure, so the files can share what is loaded: half the processor time.
          isolate: false,
          // Properties take their time on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/{integration,stories,recorded,faults,start}/**/*.test.ts'],
          globalSetup: path.resolve(import.meta.dirname, 'tests/support/global-setup.ts'),
          pool: 'forks',
          maxWorkers: 2,
          // A story of weeks takes seconds on a quiet machine; on a busy one it is slow and not wrong.
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.spec.ts'],
          globalSetup: path.resolve(import.meta.dirname, 'tests/support/e2e-setup.ts'),
          pool: 'forks',
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
