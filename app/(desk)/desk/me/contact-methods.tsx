'use client'
import { Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { useRefusalWords } from '../oncall/use-refusal-words'
import { AddMethodForm } from './add-method-form'
import { ContactMethodRow } from './contact-method-row'
import type { ContactMethodView } from './contact-method-view'
import { PushButton } from './push-button'

/** Where pages reach the reader; a method counts once its code was entered. */
export function ContactMethods({ methods }: { methods: ContactMethodView[] }) {
  const t = useTranslations('oncall.me')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refusalWords = useRefusalWords()
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.paging.contacts.queryKey() })
  const remove = useMutation(trpc.paging.removeMethod.mutationOptions({ onSuccess: refresh }))
  return (
    <Stack gap="md" component="section" aria-label={t('methods')}>
      <Title order={2}>{t('methods')}</Title>
      {methods.length === 0 && <Text c="dimmed">{t('noMethods')}</Text>}
      {methods.map((method) => (
        <ContactMethodRow
          key={method.id}
          method={method}
          onChanged={refresh}
          onRemove={() => remove.mutate({ id: method.id })}
        />
      ))}
      <Notice text={refusalWords(remove.error)} />
      <AddMethodForm onAdded={refresh} />
      <PushButton onSubscribed={refresh} />
    </Stack>
  )
}
