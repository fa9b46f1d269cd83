'use client'
import { Anchor, CopyButton, Stack } from '@mantine/core'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { messageOf } from '@/app/_i18n/message-of'
import { useTRPC, useTRPCClient } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { Group, Text } from '@/app/_ui/light'
import { notifyFailed } from '@/app/_ui/notify'
import { Screen } from '@/app/_ui/screen'
import { useServerNow } from '@/app/_ui/server-clock'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTimes } from '@/app/_ui/use-times'
import type { DraftLine, DraftView, ReturnedLine } from '@/server/tickets/drafts/schema'
import { filesOfStored } from '@/app/_forms/draft-store'

const keyOf = ({ form, reference }: DraftLine) => `${form}:${reference ?? ''}`
const excerptLength = 240
const excerptOf = (text: string) => {
  const characters = [...text]
  return characters.length > excerptLength ? `${characters.slice(0, excerptLength).join('')}…` : text
}
const action = { component: 'button', type: 'button', underline: 'always' } as const

/** What the reader has written and not sent, from all of their devices. Only they see it. */
export function DraftsScreen({ area }: { area: 'portal' | 'desk' }) {
  const t = useTranslations('people.drafts')
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const errorText = useErrorText()
  const { data } = useSuspenseQuery(trpc.drafts.list.queryOptions())
  /** Drafts that were discarded here, with what they held, so that they can be taken back. */
  const [discarded, setDiscarded] = useState<{ line: DraftLine; view: DraftView }[]>([])
  const refresh = () => client.invalidateQueries(trpc.drafts.list.queryFilter())
  const fail = (error: unknown) => notifyFailed(errorText(error).message)

  const discard = async (line: DraftLine) => {
    const { form, reference } = line
    const view = await api.drafts.get.query({ form, reference })
    if (view?.version === line.version && view.content !== null) {
      const { draftId, version } = view
      const answer = await api.drafts.save.mutate({ form, reference, draftId, base: version, content: null })
      if (answer.state === 'saved') setDiscarded((all) => [...all, { line, view }])
    }
    await refresh()
  }
  const takeBack = async ({ line, view }: { line: DraftLine; view: DraftView }) => {
    const { form, reference } = line
    const { draftId, version, content } = view
    const answer = await api.drafts.save.mutate({
      form,
      reference,
      draftId,
      base: version + 1,
      content,
      attachmentIds: filesOfStored(content),
    })
    // When another device has written there meanwhile, this text stays where it can be taken back.
    if (answer.state === 'saved') setDiscarded((all) => all.filter((each) => each.line !== line))
    else notifyFailed(t('writtenElsewhere'))
    await refresh()
  }

  const place = (line: DraftLine) =>
    line.form === 'filing'
      ? line.reference === null
        ? t('newTicket')
        : t('followUp', { reference: line.reference })
      : t(line.form === 'note' ? 'note' : 'reply', { reference: line.reference! })
  const href = ({ form, reference }: Pick<DraftLine, 'reference'> & { form?: DraftLine['form'] }) =>
    form === 'filing'
      ? `/tickets/new${reference === null ? '' : `?followUp=${reference}`}`
      : `${area === 'desk' ? '/desk' : ''}/tickets/${reference}`

  const lines = data.drafts.filter((line) => !discarded.some((each) => keyOf(each.line) === keyOf(line)))
  return (
    <Screen title={t('title')} width="reading">
      <Text c="dimmed" mb="md">
        {t('hint')}
      </Text>
      {lines.length === 0 && data.returned.length === 0 && discarded.length === 0 && <EmptyState title={t('none')} />}
      <Stack gap="md" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {discarded.map((each) => (
          <li key={`gone-${keyOf(each.line)}`}>
            <Group gap="sm" role="status">
              <Text>{t('discarded', { place: place(each.line) })}</Text>
              <Anchor {...action} onClick={() => void takeBack(each).catch(fail)}>
                {t('takeBack')}
              </Anchor>
            </Group>
          </li>
        ))}
        {data.returned.map((line) => (
          <li key={line.id}>
            <Returned line={line} href={href(line)} />
          </li>
        ))}
        {lines.map((line) => (
          <li key={keyOf(line)}>
            <Head title={place(line)} subject={line.subject} at={line.savedAt} href={line.isOpen ? href(line) : null} />
            {!line.isOpen && (
              <Text fz="xs" c={token('late')}>
                {t('closed')}
              </Text>
            )}
            <Words text={line.text} isWhole={!line.isOpen} />
            <Group gap="sm">
              {line.isOpen && (
                <Anchor component={Link} href={href(line)} underline="always">
                  {t('goOn')}
                </Anchor>
              )}
              {!line.isOpen && <Copy text={line.text} />}
              <Anchor {...action} onClick={() => void discard(line).catch(fail)}>
                {t('discard')}
              </Anchor>
            </Group>
          </li>
        ))}
      </Stack>
    </Screen>
  )
}

function Head({ title, subject, at, href }: { title: string; subject: string | null; at: Date; href: string | null }) {
  const times = useTimes()
  const now = useServerNow(60_000)
  return (
    <Group justify="space-between" gap="sm">
      <Text fw={600}>
        {href ? (
          <Anchor component={Link} href={href} inherit>
            {title}
          </Anchor>
        ) : (
          title
        )}
        {subject !== null && (
          <Text span inherit fw={400} c="dimmed">
            {' '}
            <bdi>{subject}</bdi>
          </Text>
        )}
      </Text>
      <Text fz="xs" c="dimmed" className={css.num}>
        {times.near(at, now)}
      </Text>
    </Group>
  )
}

function Words({ text, isWhole }: { text: string; isWhole: boolean }) {
  const t = useTranslations('people.drafts')
  return (
    <Text
      my={4}
      dir="auto"
      c={text.trim() === '' ? 'dimmed' : undefined}
      style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: '14lh', overflowY: 'auto' }}
    >
      {text.trim() === '' ? t('noText') : isWhole ? text : excerptOf(text)}
    </Text>
  )
}

function Copy({ text }: { text: string }) {
  const t = useTranslations('people.drafts')
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Anchor {...action} onClick={copy}>
          {t(copied ? 'copied' : 'copy')}
        </Anchor>
      )}
    </CopyButton>
  )
}

/** A message that was undone or could not be sent: its ticket shows it with its reason, to be edited or discarded. */
function Returned({ line, href }: { line: ReturnedLine; href: string }) {
  const t = useTranslations('people.drafts')
  const errors = useTranslations('errors')
  const { reference, reason } = line
  return (
    <>
      <Head
        title={t('message', { reference })}
        subject={line.subject}
        at={line.createdAt}
        href={line.isOpen ? href : null}
      />
      <Text fz="xs" c={token('late')}>
        {reason === null ? t('undone') : t('returned', { reason: messageOf(errors, reason) ?? errors('unexpected') })}
      </Text>
      <Words text={line.text} isWhole={!line.isOpen} />
      <Group gap="sm">
        {line.isOpen ? (
          <Anchor component={Link} href={href} underline="always">
            {t('goOn')}
          </Anchor>
        ) : (
          <Copy text={line.text} />
        )}
      </Group>
    </>
  )
}
