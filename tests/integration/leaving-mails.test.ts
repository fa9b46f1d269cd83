import { asAdministrator } from '@/tests/support/world'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deactivateUser, setRoles } from '@/server/accounts/people/people'
import { archiveOrganisation } from '@/server/accounts/organisations/organisations'
import { requestSignInLink } from '@/server/accounts/sign-in/sign-in'
import type { Viewer } from '@/server/accounts/schema'
import { releaseWork } from '@/server/tickets/triage/leaving'
import { watchTicket } from '@/server/tickets/triage/links'
import { openStory, type Story } from '@/tests/support/story'

/** Mails that wait, for seconds or through days of a mail server that is away, when their reader leaves. */
let story: Story
let reference: string
beforeEach(async () => {
  story = await openStory('off')
  await makeAdministrator()
  const { customer, lead } = story.world
  reference = await story.fileS1({ severity: 'S3' })
  await watchTicket(story.ctx, customer, { reference, userId: lead.userId })
  await story.settle()
})
afterEach(() => story.close())

const db = () => story.database.db
async function makeAdministrator(): Promise<void> {
  const { organisationId, createdAt } = await db().membership.findFirstOrThrow({
    where: { userId: story.world.mia.userId },
  })
  await db().membership.create({
    data: { userId: story.world.mia.userId, organisationId, role: 'administrator', createdAt },
  })
}
const administrator = (): Viewer => ({ ...story.world.mia, staffRoles: ['administrator'] })
const waitingFor = async (person: Viewer) =>
  (await db().mailMessage.findMany({ where: { toUserId: person.userId, state: 'pending' } })).map(
    (mail) => mail.template,
  )

describe('a mail that waits for somebody who leaves', () => {
  it('is not sent to a watcher who was removed from the organisation, but to the others', async () => {
    const { customer, lead, organisationId } = story.world
    await story.answer(reference, 'diagnosis')
    expect(await waitingFor(lead)).toEqual(['ticket-reply'])
    await setRoles(story.ctx, administrator(), { userId: lead.userId, organisationId, roles: [] }, releaseWork)
    await story.minutes(10)
    expect(story.mailsTo(lead)).toEqual([])
    expect(story.mailsTo(customer)).toHaveLength(1)
  })

  it('is not sent to a deactivated person, neither a notice nor a sign-in link', async () => {
    const { customer, lead } = story.world
    await story.answer(reference, 'diagnosis')
    await requestSignInLink(story.ctx, { email: lead.email, address: '192.0.2.7' })
    expect((await waitingFor(lead)).sort()).toEqual(['sign-in-link', 'ticket-reply'])
    await deactivateUser(story.ctx, administrator(), lead.userId, releaseWork)
    await story.minutes(10)
    expect(story.mailsTo(lead)).toEqual([])
    expect(story.mailsTo(customer)).toHaveLength(1)
  })

  it('is not sent to the members of an archived organisation, except a sign-in link', async () => {
    const { customer, lead, organisationId } = story.world
    await story.answer(reference, 'diagnosis')
    await requestSignInLink(story.ctx, { email: lead.email, address: '192.0.2.7' })
    await archiveOrganisation(story.ctx, asAdministrator(story.world.mia), { organisationId, archived: true })
    await story.minutes(10)
    expect(story.mailsTo(customer)).toEqual([])
    expect(await db().mailMessage.findMany({ where: { toUserId: lead.userId } })).toMatchObject([
      { template: 'sign-in-link', state: 'sent' },
    ])
  })

  it('is not sent to an engineer who lost every staff role', async () => {
    const { ana } = story.world
    await db().ticket.update({ where: { reference }, data: { assigneeId: ana.userId } })
    await story.reply(reference)
    expect(await waitingFor(ana)).toEqual(['ticket-reply'])
    const { organisationId } = await db().membership.findFirstOrThrow({ where: { userId: ana.userId } })
    await setRoles(story.ctx, administrator(), { userId: ana.userId, organisationId, roles: [] }, releaseWork)
    await story.minutes(10)
    expect(story.mailsTo(ana)).toEqual([])
  })

  it('is still sent to somebody whose roles only change', async () => {
    const { lead, organisationId } = story.world
    await story.answer(reference, 'diagnosis')
    await setRoles(
      story.ctx,
      administrator(),
      { userId: lead.userId, organisationId, roles: ['customer'] },
      releaseWork,
    )
    await story.minutes(10)
    expect(story.mailsTo(lead)).toHaveLength(1)
  })
})
