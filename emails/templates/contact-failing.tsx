import { z } from 'zod'
import { Quote, Words } from '../layout'
import { defineMail } from '../mail'

export const contactFailing = defineMail(
  z.object({
    /** Whether the mail is to the owner of the method; otherwise it is to an administrator. */
    own: z.boolean(),
    owner: z.string(),
    kind: z.enum(['email', 'push', 'webhook', 'slack', 'feishu', 'dingtalk', 'wecom', 'sms', 'voice']),
    address: z.string(),
    answer: z.string(),
    /** Whether the method is no longer used until it is set up again. */
    ended: z.boolean(),
    at: z.string(),
    url: z.url(),
  }),
  ({ own, owner, kind, address, answer, ended, at, url }, { t, when, part }) => {
    const words = { owner, kind: t(`failing.kind.${kind}`), address, when: when(at) }
    return {
      subject: t(own ? 'failing.ownSubject' : 'failing.subject', words),
      body: (
        <>
          <Words text={t(own ? 'failing.own' : 'failing.other', words)} />
          <Quote text={answer} part={part} />
          <Words text={t(ended ? 'failing.ended' : 'failing.tried')} />
        </>
      ),
      action: { label: t(own ? 'failing.open' : 'failing.openOnCall'), url },
    }
  },
)
