'use client'
import { Anchor, Badge, Button, Fieldset, Group, Select, Stack, Tabs, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useRefusal } from '@/app/_account/use-refusal'
import { useTRPC } from '@/app/_trpc/client'
import { ArticleWords } from '@/app/_ui/article-words'
import { notifyDone } from '@/app/_ui/notify'
import { Screen } from '@/app/_ui/screen'
import { locales } from '@/server/vocabulary/locale'
import { ArticleFacts } from './article-facts'
import { type ArticleValues, otherLanguage } from './article-values'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useFormDraft } from '@/app/_forms/use-form-draft'
import { excerptOf } from '@/server/vocabulary/text'

/** Edits one article in one language. Only people who may publish can change a published article. */
export function ArticleEditor({
  id,
  values,
  updatedAt,
  state,
  alone,
  mayPublish,
}: {
  /** Null for an unsaved article. */
  id: string | null
  values: ArticleValues
  updatedAt: Date | null
  state: 'draft' | 'published'
  /** Whether the other language is missing. */
  alone: boolean
  mayPublish: boolean
}) {
  const t = useTranslations('knowledge.editor')
  const trpc = useTRPC()
  const router = useRouter()
  const queries = useQueryClient()
  const form = useForm<ArticleValues>({ initialValues: values })
  const { refusal, setRefusal, refuse } = useRefusal(form)
  const [savedAt, setSavedAt] = useState<Date | null>(null)
  // The form holds the values; the draft keeps them through a reload, Back and a closed tab.
  const draft = useFormDraft<ArticleValues>(form, {
    form: 'article',
    about: id ?? `new-${values.locale}-${values.slug}`,
    current: values,
    revision: updatedAt?.toISOString() ?? null,
    describe: (all) => [
      [t('slug'), all.slug],
      [t('name'), all.title],
      [t('summary'), all.summary],
      [t('body'), excerptOf(all.body, 300)],
    ],
  })
  const onError = (error: unknown) => {
    refuse(error)
    // Loads what somebody else has saved meanwhile, to show it beside the text typed here.
    router.refresh()
  }
  /** Returns the newest version that the writer has seen: the one the form was loaded with, or their own last save. */
  const basedOn = () => {
    const drawnFrom = draft.basedOn === null ? null : new Date(draft.basedOn)
    return savedAt && (!drawnFrom || savedAt > drawnFrom) ? savedAt : drawnFrom
  }
  const save = useMutation(trpc.knowledge.save.mutationOptions({ onError }))
  const publish = useMutation(trpc.knowledge.publish.mutationOptions({ onError }))
  const published = state === 'published'
  const locked = published && !mayPublish
  const busy = save.isPending || publish.isPending

  const done = async (saved: { id: string; updatedAt: Date }, words: string) => {
    setSavedAt(saved.updatedAt)
    if (!id) draft.end()
    setRefusal(null)
    notifyDone(words)
    await queries.invalidateQueries(trpc.knowledge.pathFilter())
    if (id) router.refresh()
    else router.replace(`/desk/knowledge/${saved.id}`)
  }
  /** Ignores a rejection, because the refusal has already been shown. */
  const ignoreRejection = (work: () => Promise<void>) => void work().catch(() => undefined)
  const send = (thenPublish: boolean) =>
    form.onSubmit((given) =>
      ignoreRejection(async () => {
        if (busy) return
        const saved = await save.mutateAsync({ ...given, id, basedOn: basedOn() })
        if (thenPublish) await done(await publish.mutateAsync({ id: saved.id, publish: true }), t('publishedNow'))
        else await done(saved, t('savedNow'))
      }),
    )
  const unpublish = () =>
    ignoreRejection(async () => {
      if (id) await done(await publish.mutateAsync({ id, publish: false }), t('takenBack'))
    })
  const other = otherLanguage(form.values).locale

  return (
    <Screen
      width="form"
      title={
        <Group gap="sm">
          <span>{id ? values.title : t('newTitle')}</span>
          {id && <Badge>{t(`states.${state}`)}</Badge>}
        </Group>
      }
      actions={
        <>
          {published && (
            <Anchor component={Link} href={`/${values.locale}/kb/${values.slug}`}>
              {t('view')}
            </Anchor>
          )}
          {id && alone && (
            <Anchor component={Link} href={`/desk/knowledge/new?of=${id}`}>
              {t('otherLanguage', { language: t(`languages.${other}`) })}
            </Anchor>
          )}
          <Anchor component={Link} href="/desk/knowledge">
            {t('all')}
          </Anchor>
        </>
      }
    >
      <Form onSubmit={send(false)}>
        <Stack gap="md">
          {locked && <Notice kind="done" text={t('onlyOwners')} />}
          <Fieldset variant="unstyled" disabled={locked}>
            <Stack gap="md">
              <Group grow align="flex-start" preventGrowOverflow={false}>
                <Select
                  label={t('language')}
                  allowDeselect={false}
                  data={locales.map((value) => ({ value, label: t(`languages.${value}`) }))}
                  {...form.getInputProps('locale')}
                />
                <TextInput
                  label={t('slug')}
                  description={t('slugHint')}
                  inputWrapperOrder={['label', 'input', 'description', 'error']}
                  miw={260}
                  {...form.getInputProps('slug')}
                />
              </Group>
              <TextInput label={t('name')} {...form.getInputProps('title')} />
              <Textarea
                label={t('summary')}
                description={t('summaryHint')}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                autosize
                minRows={2}
                {...form.getInputProps('summary')}
              />
              <Tabs defaultValue="words" keepMounted={false}>
                <Tabs.List aria-label={t('body')}>
                  <Tabs.Tab value="words">{t('words')}</Tabs.Tab>
                  <Tabs.Tab value="preview">{t('preview')}</Tabs.Tab>
                </Tabs.List>
                <Tabs.Panel value="words" pt="sm">
                  <Textarea
                    aria-label={t('body')}
                    description={t('bodyHint')}
                    inputWrapperOrder={['input', 'description', 'error']}
                    autosize
                    minRows={14}
                    {...form.getInputProps('body')}
                  />
                </Tabs.Panel>
                <Tabs.Panel value="preview" pt="sm" lang={form.values.locale}>
                  {form.values.body ? (
                    <ArticleWords text={form.values.body} />
                  ) : (
                    <Text c="dimmed">{t('nothingToPreview')}</Text>
                  )}
                </Tabs.Panel>
              </Tabs>
              <ArticleFacts form={form} />
            </Stack>
          </Fieldset>
          <SettingsState settings={draft} />
          <Notice text={draft.conflict ? null : refusal} />
          {!locked && (
            <Group justify="flex-end" gap="sm">
              {published && (
                <Button variant="default" onClick={unpublish} disabled={busy}>
                  {t('unpublish')}
                </Button>
              )}
              <Button type="submit" variant={published || !mayPublish ? 'filled' : 'default'} loading={busy}>
                {t('save')}
              </Button>
              {!published && mayPublish && (
                <Button onClick={() => send(true)()} loading={busy}>
                  {t('publish')}
                </Button>
              )}
            </Group>
          )}
        </Stack>
      </Form>
    </Screen>
  )
}
