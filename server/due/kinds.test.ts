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

  it('always looks at a kind whose rows have no instant, because they are never counted as overdue', () => {
    const withoutInstant = dueKinds.filter(({ column }) => column === null)
    expect(withoutInstant.map(({ name }) => name)).not.toEqual([])
    expect(withoutInstant.filter(({ isAlwaysLooked }) => !isAlwaysLooked)).toEqual([])
  })
})
