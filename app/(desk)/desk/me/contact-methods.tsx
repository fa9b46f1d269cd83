'use client'
import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { useRefusalWords } from '../oncall/use-refusal-words'
import { ContactMethodRow } from './contact-method-row'
import type { ContactMethodView } from './contact-method-view'
import { PushButton } from './push-button'

/** Where pages reach the reader; a mail address counts once its code was entered. */
export function ContactMethods({ methods }: { methods: ContactMethodView[] }) {
  const t = useTranslations('oncall.me')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refusalWords = useRefusalWords()
  const [address, setAddress] = useState('')
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.paging.contacts.queryKey() })
  const add = useMutation(
    trpc.paging.addMail.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('codeSent', { address }))
        setAddress('')
        await refresh()
      },
    }),
  )
  const remove = useMutation(trpc.paging.removeMethod.mutationOptions({ onSuccess: refresh }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate({ address })
  }

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
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group align="flex-end" gap="sm">
            <TextInput
              type="email"
              label={t('address')}
              autoComplete="email"
              required
              withAsterisk={false}
              maxLength={200}
              value={address}
              onChange={(event) => setAddress(event.currentTarget.value)}
            />
            <Button type="submit" size="sm" loading={add.isPending}>
              {t('addMail')}
            </Button>
          </Group>
          <Notice text={refusalWords(add.error)} />
        </Stack>
      </form>
      <PushButton onSubscribed={refresh} />
    </Stack>
  )
}
