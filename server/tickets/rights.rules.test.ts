import { describe, expect, it } from 'vitest'
import { can, isKnownTo } from '@/server/vocabulary/rights/rights'
import { type SampleActor, sampleActors } from '@/tests/support/actors'
import { ticketRights } from './rights.rules'

const everybody = Object.keys(sampleActors) as SampleActor[]
const those = (may: (name: SampleActor) => boolean) => everybody.filter(may)
const staff: SampleActor[] = ['engineer', 'knowledgeOwner', 'manager', 'administrator']
const engineers: SampleActor[] = ['engineer', 'manager', 'administrator']
const managers: SampleActor[] = ['manager', 'administrator']
const actor = (name: SampleActor) => sampleActors[name]

/** A ticket of the organisation acme, filed by another person than the actors below. */
const ticket = { organisationId: 'acme', filerId: 'finn', watcherIds: [] as string[] }

describe('the people who may', () => {
  it('read a ticket are staff, a lead of its organisation, its filer and its watchers, if they belong to the organisation', () => {
    const readers = (one: typeof ticket) => those((name) => can(actor(name), ticketRights.read, one))
    expect(readers(ticket)).toEqual(['lead', ...staff])
    expect(readers({ ...ticket, filerId: 'carl' })).toEqual(['customer', 'lead', ...staff])
    expect(readers({ ...ticket, watcherIds: ['carl'] })).toEqual(['customer', 'lead', ...staff])
    // They filed and watched it before they moved to another organisation.
    expect(readers({ ...ticket, filerId: 'sid', watcherIds: ['sid'] })).toEqual(['lead', ...staff])
    expect(isKnownTo(actor('customer'), ticketRights.read, ticket)).toBe(false)
  })

  it('file for an organisation are its members and staff', () => {
    expect(those((name) => can(actor(name), ticketRights.file, ticket))).toEqual(['customer', 'lead', ...staff])
  })

  it('close a ticket are its filer and a lead of its organisation, never staff', () => {
    const closers = (filerId: string) => those((name) => can(actor(name), ticketRights.close, { ...ticket, filerId }))
    expect(closers('finn')).toEqual(['lead'])
    expect(closers('carl')).toEqual(['customer', 'lead'])
    expect(closers('sid')).toEqual(['lead'])
  })

  it('remove a watcher are the watcher, staff, the filer and a lead', () => {
    const removers = (watcherId: string, filerId = 'finn') =>
      those((name) => can(actor(name), ticketRights.unwatch, { ...ticket, filerId, watcherId }))
    expect(removers('wim')).toEqual(['lead', ...staff])
    expect(removers('carl')).toEqual(['customer', 'lead', ...staff])
    expect(removers('wim', 'carl')).toEqual(['customer', 'lead', ...staff])
  })

  it('open a file are the readers of its message, and its uploader until it is sent', () => {
    const openers = (file: { uploaderId: string; staffOnly: boolean; ticket: typeof ticket | null }) =>
      those((name) => can(actor(name), ticketRights.openFile, file))
    expect(openers({ uploaderId: 'carl', staffOnly: false, ticket: null })).toEqual(['customer'])
    expect(openers({ uploaderId: 'ana', staffOnly: false, ticket: null })).toEqual(['engineer'])
    expect(openers({ uploaderId: 'ana', staffOnly: false, ticket })).toEqual(['lead', ...staff])
    expect(openers({ uploaderId: 'ana', staffOnly: true, ticket })).toEqual(staff)
    expect(isKnownTo(actor('lead'), ticketRights.openFile, { uploaderId: 'ana', staffOnly: true, ticket })).toBe(false)
  })

  it('explain a breach are managers and the assignee', () => {
    const explainers = (assigneeId: string | null) =>
      those((name) => can(actor(name), ticketRights.explainBreach, { assigneeId }))
    expect(explainers(null)).toEqual(managers)
    expect(explainers('ana')).toEqual(engineers)
    expect(explainers('kim')).toEqual(managers)
  })

  it('write in a brief are managers, and the engineer whose shift it is or who opened it', () => {
    const writers = (outgoingId: string, createdById: string | null) =>
      those((name) => can(actor(name), ticketRights.writeBrief, { outgoingId, createdById }))
    expect(writers('bo', null)).toEqual(managers)
    expect(writers('ana', null)).toEqual(engineers)
    expect(writers('bo', 'ana')).toEqual(engineers)
    expect(writers('kim', 'kim')).toEqual(managers)
  })

  it('accept a brief are managers, whom it names and who is on call, but never the one who hands over', () => {
    const accepters = (brief: { outgoingId: string; incomingId: string | null; onCallId: string | null }) =>
      those((name) => can(actor(name), ticketRights.acceptBrief, brief))
    expect(accepters({ outgoingId: 'bo', incomingId: null, onCallId: null })).toEqual(managers)
    expect(accepters({ outgoingId: 'bo', incomingId: 'ana', onCallId: null })).toEqual(engineers)
    expect(accepters({ outgoingId: 'bo', incomingId: null, onCallId: 'ana' })).toEqual(engineers)
    expect(accepters({ outgoingId: 'mia', incomingId: 'mia', onCallId: 'mia' })).toEqual(['administrator'])
    expect(accepters({ outgoingId: 'ana', incomingId: 'ana', onCallId: 'ana' })).toEqual(managers)
  })
})
