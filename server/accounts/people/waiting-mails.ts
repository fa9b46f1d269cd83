import type { Tx } from '@/server/infra/db/db'
import { cancelMails } from '@/server/integrations/mail/mail'
import { isStaffNow } from '../staff'

/**
 * Cancels unsent mails that a person may no longer read: all of them once the account is deactivated, those for staff
 * once the person is not on staff, and those about tickets of an organisation that the person has left or that was
 * archived. Call it after that change, in the same transaction, so that a mail server that returns after days sends
 * nothing to somebody who has left.
 */
export async function cancelUnreadableMails(tx: Tx, userId: string): Promise<void> {
  if (await isStaffNow(tx, userId)) return
  const user = await tx.user.findUnique({
    where: { id: userId },
    select: {
      deactivatedAt: true,
      memberships: { where: { organisation: { archivedAt: null } }, select: { organisationId: true } },
    },
  })
  const isActive = user !== null && user.deactivatedAt === null
  await cancelMails(tx, userId, {
    signIn: isActive,
    organisationIds: isActive ? user.memberships.map(({ organisationId }) => organisationId) : [],
  })
}
