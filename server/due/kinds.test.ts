import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { jobCatalog } from '../infra/jobs/job-catalog'
import { dueKinds, kindOfJob } from './kinds'

describe('the list of due work', () => {
  it('names each kind once', () => {
    const names = dueKinds.map(({ name }) => name)
    expect([...new Set(names)]).toEqual(names)
  })

  it('gives each job that a verb can ask for exactly one kind', () => {
    const jobs = dueKinds.flatMap(({ job }) => job ?? [])
    expect(jobs.toSorted()).toEqual(Object.keys(jobCatalog).toSorted())
    expect(Object.keys(kindOfJob).toSorted()).toEqual(Object.keys(jobCatalog).toSorted())
  })

  it('has an index of the waiting rows for each column with an instant, except in tables of a few rows', () => {
    const small = ['Schedule', 'CoverageWatch', 'DrillPlan']
    const folder = path.resolve(import.meta.dirname, '../../prisma/migrations')
    const sql = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => readFileSync(path.join(folder, name, 'migration.sql'), 'utf8'))
      .join('\n')
    const withoutIndex = dueKinds.filter(
      ({ table, column }) =>
        column !== null &&
        !small.includes(table) &&
        !new RegExp(`create index (?:concurrently )?"\\w+" on "${table}" ?\\("${column}"`, 'i').test(sql),
    )
    expect(withoutIndex.map(({ name }) => name)).toEqual([])
  })

  it('always looks at a kind whose rows have no instant, and knows since when they wait', () => {
    const withoutInstant = dueKinds.filter(({ column }) => column === null)
    expect(withoutInstant.map(({ name }) => name)).not.toEqual([])
    expect(withoutInstant.filter(({ isAlwaysLooked, ...kind }) => !isAlwaysLooked || !('waiting' in kind))).toEqual([])
  })
})
