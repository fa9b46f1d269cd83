'use client'
import { Button, Group } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useRef, useState } from 'react'
import { bringIntoView } from '@/app/_ui/bring-into-view'
import type { TicketView } from '@/server/tickets/reading/schema'

const replyTypes = new Set(['customer_reply', 'staff_reply'])
const elementOf = (seq: number) => document.getElementById(`reply-${seq}`)

/**
 * Scrolls to the reader's own new message, and links to new messages of others that are out of view.
 */
export function NewAnswerChip({ ticket, viewerId }: { ticket: TicketView; viewerId: string | undefined }) {
  const t = useTranslations('common.newer')
  const [unseen, setUnseen] = useState<number[]>([])
  const known = useRef(ticket.ledger.seq)
  const { timeline } = ticket
  useEffect(() => {
    const fresh = timeline.flatMap((item) =>
      item.kind === 'event' && item.chain === 'public' && item.seq > known.current && replyTypes.has(item.type)
        ? [item]
        : [],
    )
    if (fresh.length === 0) return
    known.current = Math.max(...fresh.map(({ seq }) => seq))
    const own = fresh.filter((item) => item.actor.id === viewerId).at(-1)
    const element = own && elementOf(own.seq)
    if (element) bringIntoView(element)
    const others = fresh.filter((item) => item.actor.id !== viewerId).map(({ seq }) => seq)
    if (others.length > 0) setUnseen((before) => [...before, ...others])
  }, [timeline, viewerId])
  useEffect(() => {
    if (unseen.length === 0) return
    const observer = new IntersectionObserver((entries) => {
      const seen = entries.flatMap(({ isIntersecting, target }) => (isIntersecting ? [target.id] : []))
      if (seen.length > 0) setUnseen((before) => before.filter((seq) => !seen.includes(`reply-${seq}`)))
    })
    for (const seq of unseen) {
      const element = elementOf(seq)
      if (element) observer.observe(element)
    }
    return () => observer.disconnect()
  }, [unseen])
  if (unseen.length === 0) return null
  return (
    <Group justify="center" mb="xs">
      <Button
        variant="default"
        radius="xl"
        size="xs"
        onClick={() => {
          const element = elementOf(unseen[0]!)
          if (element) bringIntoView(element)
        }}
      >
        {t('chip', { count: unseen.length })}
      </Button>
    </Group>
  )
}
