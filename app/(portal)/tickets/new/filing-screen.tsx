'use client'
import {
  Anchor,
  Box,
  Button,
  Divider,
  FileButton,
  Flex,
  Group,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  Title,
} from '@mantine/core'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { useServerNow } from '@/app/_ui/server-clock'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import { UploadList } from '@/app/_ui/upload-list'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useFileSize } from '@/app/_ui/use-file-size'
import { useTimes } from '@/app/_ui/use-times'
import { useUploads } from '@/app/_ui/use-uploads'
import { scenarios, productSchema } from '@/server/accounts/schema'
import { limits } from '@/server/tickets/schema'
import { EnvironmentFields } from './environment-fields'
import { emptyFiling, type FilingValues, filingInput, missingFields, prefill, severityOf } from './filing-values'
import { ImpactQuestions } from './impact-questions'
import { PromisePanel } from './promise-panel'
import { Suggestions } from './suggestions'
import { useFilingDraft } from './use-filing-draft'

/** Local time in a named zone to an instant; loaded only when somebody filled the field in. */
async function instantOf(local: string, zone: string): Promise<Date | null> {
  if (!local) return null
  const { Temporal } = await import('temporal-polyfill')
  return new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds)
}

/** Filing: what an S1 needs above the line, the rest below; the promise beside Send before it is sent. */
export function FilingScreen({ followUpOf }: { followUpOf: string | null }) {
  const t = useTranslations('portal.filing')
  const words = useTranslations('portal.promise')
  const field = useTranslations('field')
  const files = useTranslations('common.files')
  const trpc = useTRPC()
  const router = useRouter()
  const times = useTimes()
  const now = useServerNow(30_000)
  const fileSize = useFileSize()
  const errorText = useErrorText()
  const [values, setValues] = useState<FilingValues>(emptyFiling)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [refusal, setRefusal] = useState<string | null>(null)

  const options = useQuery(trpc.tickets.options.queryOptions())
  const projects = options.data?.projects ?? []
  const only = projects.length === 1 ? projects[0] : undefined
  const project = projects.find((each) => each.id === values.projectId)
  const organisationId = project?.organisation.id
  const target = useMemo(() => (organisationId ? { organisationId } : null), [organisationId])
  const uploads = useUploads(target)
  const draft = useFilingDraft(values, uploads.attachments, (kept, attachments) => {
    setValues(kept)
    uploads.restore(attachments)
  })
  const change = (part: Partial<FilingValues>) => {
    setValues((current) => ({ ...current, ...part }))
    setErrors((current) => {
      const names = Object.keys(part).map((name) =>
        name === 'impact' || name === 'chosenSeverity' ? 'severity' : name,
      )
      return Object.fromEntries(Object.entries(current).filter(([name]) => !names.includes(name.split('.')[0] ?? '')))
    })
  }
  const chooseProject = (id: string | null) => {
    const chosen = projects.find((each) => each.id === id)
    if (!chosen) return
    if (project && project.organisation.id !== chosen.organisation.id) uploads.clear()
    setValues((current) => prefill(current, chosen, project))
    setErrors(({ projectId: _gone, ...rest }) => rest)
  }
  // The only project need not be chosen; set while drawing, as soon as both the draft and the list are there.
  if (draft.ready && only && !values.projectId) setValues((current) => prefill(current, only, undefined))

  const severity = severityOf(values)
  const promise = useQuery(
    trpc.tickets.promise.queryOptions(
      {
        projectId: values.projectId,
        severity: severity ?? 'S4',
        product: productSchema.safeParse(values.product).data,
      },
      {
        enabled: project !== undefined && severity !== null,
        placeholderData: keepPreviousData,
        refetchInterval: 30_000,
        staleTime: 0,
      },
    ),
  )
  const shown = promise.data && severity === promise.data.severity ? promise.data : undefined
  const file = useMutation(
    trpc.tickets.file.mutationOptions({
      onSuccess: ({ reference }) => {
        draft.discard()
        router.push(`/tickets/${reference}`)
      },
      onError: (error) => refuse(errorText(error)),
    }),
  )
  const refuse = ({ message, fieldErrors }: { message: string; fieldErrors: Record<string, string> }) => {
    setErrors(fieldErrors)
    setRefusal(message)
    const first = Object.keys(fieldErrors)[0]?.split('.')[0]
    if (first) document.getElementById(`filing-${first}`)?.focus()
  }
  const sending = file.isPending || file.isSuccess
  const send = async () => {
    if (sending) return
    setRefusal(null)
    const missing = missingFields(values)
    if (missing.length > 0) {
      return refuse({
        message: t('missing'),
        fieldErrors: Object.fromEntries(missing.map((name) => [name, t(`needs.${name}`)])),
      })
    }
    if (uploads.busy) return setRefusal(t('filesBusy'))
    const startedAt = await instantOf(values.startedAt, times.zone)
    const input = filingInput(values, {
      clientKey: draft.clientKey(),
      attachmentIds: uploads.attachments.map((each) => each.id),
      startedAt,
      followUpOf,
    })
    if (input) file.mutate(input)
  }

  if (options.data && projects.length === 0) {
    return (
      <Box p="xl">
        <Title order={1} mb="md">
          {t('title')}
        </Title>
        <EmptyState title={t('noProjects')} hint={t('noProjectsHint')} />
      </Box>
    )
  }
  const problem = refusal && (
    <Text fz="xs" c="var(--mantine-color-error)" mt="sm" role="alert">
      {refusal}
    </Text>
  )
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      {...uploads.handlers}
    >
      <Flex
        gap={32}
        p={{ base: 'md', sm: 'xl' }}
        pb={{ base: 128, sm: 'xl' }}
        align="flex-start"
        direction={{ base: 'column', md: 'row' }}
        maw={1120}
      >
        <Stack gap="lg" flex={1} miw={0} w="100%">
          <Group justify="space-between" align="baseline">
            <Title order={1}>{followUpOf ? t('titleFollowUp', { reference: followUpOf }) : t('title')}</Title>
            <Text fz="xs" c="dimmed" className={css.num} role="status">
              {draft.savedAt && t('draftSaved', { when: times.near(draft.savedAt, now) })}
            </Text>
          </Group>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            <Select
              id="filing-projectId"
              label={t('project')}
              placeholder={t('choose')}
              data={projects.map((each) => ({
                value: each.id,
                label: projects.some((other) => other.organisation.id !== each.organisation.id)
                  ? `${each.name} · ${each.organisation.name}`
                  : each.name,
              }))}
              value={values.projectId || null}
              allowDeselect={false}
              searchable={projects.length > 8}
              error={errors.projectId}
              onChange={chooseProject}
            />
            <Select
              id="filing-scenario"
              label={t('scenario')}
              placeholder={t('choose')}
              data={scenarios.map((value) => ({ value, label: field(`scenario.${value}`) }))}
              value={values.scenario || null}
              allowDeselect={false}
              searchable
              error={errors.scenario}
              onChange={(value) => change({ scenario: value ?? '' })}
            />
          </SimpleGrid>
          <Textarea
            id="filing-body"
            label={t('body')}
            description={t('bodyHint')}
            autosize
            minRows={4}
            maxRows={18}
            maxLength={limits.body}
            value={values.body}
            error={errors.body}
            onChange={(event) => change({ body: event.currentTarget.value })}
          />
          {draft.ready && <ImpactQuestions values={values} error={errors.severity} change={change} />}
          <Divider
            label={t(severity === 'S1' ? 'lineS1' : 'line')}
            labelPosition="left"
            color={token('line')}
            styles={{ label: { fontSize: 'var(--mantine-font-size-xs)', color: 'var(--mantine-color-dimmed)' } }}
          />
          <EnvironmentFields values={values} errors={errors} change={change} />
          <Paper px="md" py="sm" style={{ borderStyle: 'dashed' }} component="section" aria-label={files('add')}>
            <UploadList files={uploads} />
            <Group justify="space-between" wrap="nowrap">
              <Text fz="xs" c="dimmed">
                {target ? files('drop') : t('filesNeedProject')}{' '}
                {files('limit', { count: limits.attachments, size: fileSize(limits.attachmentBytes) })}
              </Text>
              <FileButton onChange={(chosen) => uploads.add(chosen)} multiple disabled={!target}>
                {(props) => (
                  <Anchor component="button" type="button" fz="xs" underline="always" flex="none" {...props}>
                    {files('add')}
                  </Anchor>
                )}
              </FileButton>
            </Group>
          </Paper>
        </Stack>
        <Stack w={{ base: '100%', md: 340 }} flex="none" gap="lg" pos={{ md: 'sticky' }} top={24}>
          <PromisePanel
            severity={severity}
            promise={shown}
            refusal={promise.error ? errorText(promise.error).message : null}
          >
            <Box visibleFrom="sm">
              {problem}
              <Button type="submit" fullWidth size="sm" mt="lg" loading={sending}>
                {severity ? t('sendSeverity', { severity }) : t('send')}
              </Button>
            </Box>
          </PromisePanel>
          <Suggestions values={values} />
        </Stack>
      </Flex>
      <Box hiddenFrom="sm" className={css.phoneFoot}>
        {problem}
        <Group justify="space-between" wrap="nowrap">
          <Box miw={0}>
            {severity ? <SeverityGlyph severity={severity} withWord /> : <Text c="dimmed">{t('severityOpen')}</Text>}
            {shown?.firstResponseBy && (
              <Text fw={600} mt={3} className={css.num}>
                {words('answersBy', { when: times.near(shown.firstResponseBy, now) })}
              </Text>
            )}
          </Box>
          <Button type="submit" size="sm" loading={sending} flex="none">
            {t('send')}
          </Button>
        </Group>
      </Box>
    </form>
  )
}
