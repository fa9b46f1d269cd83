'use client'
import { ActionIcon, Anchor, Group, Select, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import type { TicketView } from '@/server/tickets/reading/schema'

/** Articles linked to the ticket; further ones can be chosen from the published articles. */
export function ArticleLinks({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('desk.context')
  const locale = oneOf(locales, useLocale()) ?? 'en'
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const articles = useQuery(trpc.knowledge.forLinking.queryOptions({ locale }))
  const settle = {
    onSettled: () => client.invalidateQueries(trpc.tickets.get.queryFilter({ reference: ticket.reference })),
    onError: (error: unknown) => notifyFailed(errorText(error).message),
  }
  const link = useMutation(trpc.tickets.linkArticle.mutationOptions(settle))
  const unlink = useMutation(trpc.tickets.unlinkArticle.mutationOptions(settle))
  const linked = new Set(ticket.articles.map((article) => article.id))
  return (
    <>
      {ticket.articles.map((article) => (
        <Group key={article.id} justify="space-between" wrap="nowrap" py={2}>
          <Anchor href={`/${locale}/kb/${article.slug}`} c="inherit">
            {article.title}
          </Anchor>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="xs"
            aria-label={t('unlink', { title: article.title })}
            onClick={() => unlink.mutate({ reference: ticket.reference, articleId: article.id })}
          >
            <IconX size={12} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {ticket.articles.length === 0 && (
        <Text c="dimmed" mb={4}>
          {t('noArticles')}
        </Text>
      )}
      <Select
        size="xs"
        searchable
        aria-label={t('linkArticle')}
        placeholder={t('linkArticle')}
        value={null}
        data={(articles.data ?? [])
          .filter((article) => !linked.has(article.id))
          .map((article) => ({ value: article.id, label: article.title }))}
        onChange={(articleId) => articleId && link.mutate({ reference: ticket.reference, articleId })}
      />
    </>
  )
}
