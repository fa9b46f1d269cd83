import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'

export const invitation = defineMail(
  z.object({ url: z.url(), organisation: z.string(), inviter: z.string() }),
  ({ url, organisation, inviter }, { t }) => ({
    subject: t('invitation.subject', { organisation }),
    body: <Words text={t('invitation.text', { inviter, organisation })} />,
    action: { label: t('invitation.accept'), url },
    footer: [t('invitation.foot'), url],
  }),
)
