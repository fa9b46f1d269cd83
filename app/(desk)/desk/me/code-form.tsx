'use client'
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import type { ContactKind } from '@/server/paging/facts'
import { useRefusalWords } from '../oncall/use-refusal-words'
import { Form } from '@/app/_forms/form'

/** Takes the verification code of a contact method; a new code can be sent. */
export function CodeForm({
  id,
  kind,
  address,
  onVerified,
}: {
  id: string
  kind: ContactKind
  address: string
  onVerified: () => Promise<void>
}) {
  const t = useTranslations('oncall.me')
  const trpc = useTRPC()
  const refusalWords = useRefusalWords()
  const [code, setCode] = useState('')
  const verify = useMutation(
    trpc.paging.verify.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('verified', { address }))
        await onVerified()
      },
    }),
  )
  const sent = { onSuccess: () => notifyDone(t('codeSent', { address })) }
  const resendMail = useMutation(trpc.paging.addMail.mutationOptions(sent))
  const resendOther = useMutation(trpc.paging.resendCode.mutationOptions(sent))
  const resend = kind === 'email' ? resendMail : resendOther
  const again = () => (kind === 'email' ? resendMail.mutate({ address }) : resendOther.mutate({ id }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    verify.mutate({ id, code })
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t('codeOf', { address })}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            withAsterisk={false}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" size="sm" loading={verify.isPending}>
            {t('verify')}
          </Button>
          <Button size="sm" variant="default" loading={resend.isPending} onClick={again}>
            {t('resend')}
          </Button>
        </Group>
        <Notice text={refusalWords(verify.error ?? resend.error)} />
      </Stack>
    </Form>
  )
}
