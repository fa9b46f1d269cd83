'use client'
import { Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { ConfirmModal } from '@/app/_account/confirm-modal'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { useRefusalWords } from '../oncall/use-refusal-words'
import { AddMethodForm } from './add-method-form'
import { ContactMethodRow } from './contact-method-row'
import type { ContactMethodView, RuleView } from './contact-method-view'
import { PushButton } from './push-button'
import { useRemovalWords } from './use-removal-words'

/** The reader's contact methods for pages; a method is used once its code was entered. */
export function ContactMethods({ methods, rules }: { methods: ContactMethodView[]; rules: RuleView[] }) {
  const t = useTranslations('oncall.me')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refusalWords = useRefusalWords()
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.paging.contacts.queryKey() })
  const removalWords = useRemovalWords(methods, rules)
  const [leaving, setLeaving] = useState<ContactMethodView | null>(null)
  const [asking, setAsking] = useState(false)
  const remove = useMutation(
    trpc.paging.removeMethod.mutationOptions({ onSuccess: refresh, onSettled: () => setAsking(false) }),
  )
  return (
    <Stack gap="md" component="section" aria-label={t('methods')}>
      <Title order={2}>{t('methods')}</Title>
      {methods.length === 0 && <Text c="dimmed">{t('noMethods')}</Text>}
      {methods.map((method) => (
        <ContactMethodRow
          key={method.id}
          method={method}
          onChanged={refresh}
          onRemove={() => {
            setLeaving(method)
            setAsking(true)
          }}
        />
      ))}
      {leaving && (
        <ConfirmModal
          opened={asking}
          title={t('removal.title', { address: leaving.address })}
          text={removalWords(leaving)}
          confirm={t('remove')}
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ id: leaving.id })}
          onClose={() => setAsking(false)}
        />
      )}
      <Notice text={refusalWords(remove.error)} />
      <AddMethodForm onAdded={refresh} />
      <PushButton onSubscribed={refresh} />
    </Stack>
  )
}
