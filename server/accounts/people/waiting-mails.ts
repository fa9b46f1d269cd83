import type { Tx } from '@/server/infra/db/db'
import { cancelMails } from '@/server/integrations/mail/mail'
import { isStaffNow } from '../staff'

/**
 * Takes back the mails that wait for a person who may not read them any more: all of them once the account is deactivated,
 * those for staff once its owner is not on staff, those about tickets of an organisation that its owner has left or that
 * was archived. Runs in the transaction of that change, after it; a mail server that is away for days sends nothing to
 * somebody who has left.
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
