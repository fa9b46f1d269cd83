'use client'
import { Button, CopyButton, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { addMethodSchema } from '@/server/paging/methods/schema'
import { contactKinds, telephoneKinds } from '@/server/paging/facts'
import type { z } from 'zod'
import { makeSecret } from './make-secret'
import { Form } from '@/app/_forms/form'
import { messageOf } from '@/app/_i18n/message-of'

type AddedKind = Exclude<(typeof contactKinds)[number], 'push'>
const addedKinds = contactKinds.filter((kind): kind is AddedKind => kind !== 'push')
const isTelephone = (kind: AddedKind) => telephoneKinds.some((one) => one === kind)
/** Kinds with a signing secret: a webhook always has one; for these chat groups it is optional. */
const hasSecret = (kind: AddedKind) => kind === 'webhook' || kind === 'feishu' || kind === 'dingtalk'

/** Adds a contact method for pages; a verification code is sent through it immediately. */
export function AddMethodForm({ onAdded }: { onAdded: () => Promise<void> }) {
  const t = useTranslations('oncall.me')
  const trpc = useTRPC()
  const errorText = useErrorText()
  const { data: channels } = useSuspenseQuery(trpc.paging.channels.queryOptions())
  const [kind, setKind] = useState<AddedKind>('email')
  const [address, setAddress] = useState('')
  const [secret, setSecret] = useState('')
  const [label, setLabel] = useState('')
  const done = async () => {
    notifyDone(t('codeSent', { address: isTelephone(kind) || kind === 'email' ? address : t(`kind.${kind}`) }))
    setAddress('')
    setSecret('')
    setLabel('')
    await onAdded()
  }
  const addMail = useMutation(trpc.paging.addMail.mutationOptions({ onSuccess: done }))
  const addOther = useMutation(trpc.paging.addMethod.mutationOptions({ onSuccess: done }))
  const error = kind === 'email' ? addMail.error : addOther.error
  const problem = error ? errorText(error) : null
  const of = (field: string) => problem?.fieldErrors[field]
  const known = ['address', 'url', 'number', 'secret'].some((field) => of(field))

  const inputOf = (): z.input<typeof addMethodSchema> | null => {
    switch (kind) {
      case 'email':
        return null
      case 'sms':
      case 'voice':
        return { kind, label, number: address }
      case 'slack':
      case 'wecom':
        return { kind, label, url: address }
      default:
        return { kind, label, url: address, secret }
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const input = inputOf()
    if (input) addOther.mutate(input)
    else addMail.mutate({ address })
  }
  const choose = (chosen: string | null) => {
    setKind(addedKinds.find((one) => one === chosen) ?? 'email')
    setAddress('')
    setSecret('')
    addMail.reset()
    addOther.reset()
  }

  return (
    <Form onSubmit={submit} aria-label={t('add')}>
      <Stack gap="sm">
        <Select
          label={t('newKind')}
          allowDeselect={false}
          value={kind}
          onChange={choose}
          data={addedKinds.map((value) => ({
            value,
            label: t(`kind.${value}`),
            disabled: isTelephone(value) && !channels.telephone,
          }))}
        />
        {!channels.telephone && <Text c="dimmed">{t('telephoneOff')}</Text>}
        <TextInput
          key={kind}
          type={kind === 'email' ? 'email' : isTelephone(kind) ? 'tel' : 'url'}
          label={t(`addressOf.${kind}`)}
          description={messageOf(t, `addressHint.${kind}`)}
          autoComplete={kind === 'email' ? 'email' : isTelephone(kind) ? 'tel' : 'off'}
          required
          withAsterisk={false}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          error={of('address') ?? of('url') ?? of('number')}
        />
        {hasSecret(kind) && (
          <Group align="flex-end" gap="sm">
            <TextInput
              flex={1}
              miw="min(100%, 16rem)"
              label={t(kind === 'webhook' ? 'secret' : 'groupSecret')}
              description={t(kind === 'webhook' ? 'secretHint' : 'groupSecretHint')}
              autoComplete="off"
              spellCheck={false}
              required={kind === 'webhook'}
              withAsterisk={false}
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
              error={of('secret')}
            />
            {kind === 'webhook' && (
              <>
                <Button size="sm" variant="default" onClick={() => setSecret(makeSecret())}>
                  {t('makeSecret')}
                </Button>
                <CopyButton value={secret}>
                  {({ copied, copy }) => (
                    <Button size="sm" variant="default" disabled={!secret} onClick={copy}>
                      {t(copied ? 'copied' : 'copy')}
                    </Button>
                  )}
                </CopyButton>
              </>
            )}
          </Group>
        )}
        {kind !== 'email' && (
          <TextInput label={t('label')} value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
        )}
        {!known && <Notice text={problem?.message ?? null} />}
        <Group>
          <Button type="submit" size="sm" loading={addMail.isPending || addOther.isPending}>
            {t('addMail')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
