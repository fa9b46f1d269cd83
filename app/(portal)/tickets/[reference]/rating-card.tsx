'use client'
import { Anchor, Button, Chip, Group, Paper, Text, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Form } from '@/app/_forms/form'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { token } from '@/app/_ui/theme'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useViewer } from '@/app/_ui/viewer-context'
import type { TicketView } from '@/server/tickets/reading/schema'
import { ratings } from '@/server/vocabulary/field'

/** The viewer's words of the last rating, when it was their own. */
function lastComment(ticket: TicketView, viewerId: string | undefined): string {
  const last = ticket.timeline.findLast((item) => item.kind === 'event' && item.type === 'rated')
  return last?.kind === 'event' && last.actor.id === viewerId ? (last.body ?? '') : ''
}

/** Asks for a rating of the help once the ticket is resolved; afterwards one line with the rating, which can be changed. */
export function RatingCard({ ticket, onDone }: { ticket: TicketView; onDone: () => Promise<unknown> }) {
  const t = useTranslations('portal.rating')
  const field = useTranslations('field')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const titleId = useId()
  const [isChanging, setChanging] = useState(false)
  const [rating, setRating] = useState(ticket.rating === null ? '' : String(ticket.rating))
  const viewerId = useViewer()?.userId
  const [comment, setComment] = useState(() => lastComment(ticket, viewerId))
  const [isUnchosen, setUnchosen] = useState(false)
  const rate = useMutation(
    trpc.tickets.rate.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('done'))
        await onDone()
        setChanging(false)
      },
    }),
  )
  const refusal = rate.error ? errorText(rate.error) : null
  const problem = isUnchosen && rating === '' ? t('choose') : (refusal?.message ?? null)
  if (ticket.rating !== null && !isChanging)
    return (
      <Group gap="sm" my="md" data-print="hide">
        <Text>{t('rated', { rating: ticket.rating })}</Text>
        <Anchor component="button" type="button" underline="always" onClick={() => setChanging(true)}>
          {t('change')}
        </Anchor>
      </Group>
    )
  return (
    <Paper my="md" p="md" data-print="hide" component="section" aria-labelledby={titleId}>
      <Form
        onSubmit={(event) => {
          event.preventDefault()
          if (rating === '') setUnchosen(true)
          else rate.mutate({ reference: ticket.reference, rating: Number(rating), comment })
        }}
      >
        <Text id={titleId} fw={600} mb="sm">
          {t('title')}
        </Text>
        <Chip.Group multiple={false} value={rating} onChange={setRating}>
          <Group gap="xs" role="radiogroup" aria-labelledby={titleId}>
            {ratings.toReversed().map((value) => (
              <Chip key={value} value={String(value)} size="sm" variant="outline">
                {t('option', { rating: value, meaning: field(`rating.${value}`) })}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        {rating !== '' && (
          <Textarea
            mt="sm"
            label={t('comment')}
            error={refusal?.fieldErrors.comment}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
            autosize
            minRows={2}
          />
        )}
        {problem && (
          <Text mt="sm" role="alert" c={token('late')}>
            {problem}
          </Text>
        )}
        <Group mt="sm">
          <Button type="submit" loading={rate.isPending}>
            {t('send')}
          </Button>
          {isChanging && (
            <Button variant="default" onClick={() => setChanging(false)}>
              {t('cancel')}
            </Button>
          )}
        </Group>
      </Form>
    </Paper>
  )
}
