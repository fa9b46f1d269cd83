'use client'
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { useRefusalWords } from '../oncall/use-refusal-words'
import type { ContactMethodView } from './contact-method-view'

/** Sends a test through one method. The result, with the provider's own message, is shown below the method. */
export function useTestMethod(method: ContactMethodView, onTested: () => Promise<void>) {
  const t = useTranslations('oncall.me')
  const trpc = useTRPC()
  const refusalWords = useRefusalWords()
  const test = useMutation(trpc.paging.testMethod.mutationOptions({ onSuccess: onTested }))
  const answer = test.data
  return {
    button: (
      <Button
        variant="default"
        loading={test.isPending}
        aria-label={t('testNamed', { address: method.address })}
        onClick={() => test.mutate({ id: method.id })}
      >
        {t('test')}
      </Button>
    ),
    answer: (
      <>
        {answer?.outcome === 'accepted' && <Notice kind="done" text={t('testAccepted', { answer: answer.answer })} />}
        {answer?.outcome === 'refused' && <Notice text={t('testRefused', { answer: answer.answer })} />}
        <Notice text={refusalWords(test.error)} />
      </>
    ),
  }
}
