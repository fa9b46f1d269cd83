'use client'
import {
  Anchor,
  Box,
  Button,
  Chip,
  Divider,
  FileButton,
  Flex,
  Group,
  Input,
  NativeSelect,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  Title,
} from '@mantine/core'
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useMemo, useRef, useState } from 'react'
import { DraftOffer, DraftSaved } from '@/app/_forms/draft-state'
import { Form } from '@/app/_forms/form'
import { SendState } from '@/app/_forms/send-state'
import { useLongText } from '@/app/_forms/use-long-text'
import { useServerForm } from '@/app/_forms/use-server-form'
import { useTRPC, useTRPCClient } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { instantOfText } from '@/app/_ui/local-field'
import { useServerNow } from '@/app/_ui/server-clock'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import { UploadList } from '@/app/_ui/upload-list'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useFileSize } from '@/app/_ui/use-file-size'
import { useTimes } from '@/app/_ui/use-times'
import { useUploads } from '@/app/_ui/use-uploads'
import { oneOf, requireOneOf } from '@/server/vocabulary/list'
import { scenarios, products } from '@/server/vocabulary/field'
import type { FileTicketInput } from '@/server/tickets/filing/schema'
import { limits } from '@/server/tickets/facts'
import { FileDetails } from '../_secrets/file-details'
import { scanOnDemand } from '../_secrets/scan'
import { SecretNotice } from '../_secrets/secret-notice'
import { EnvironmentFields } from './environment-fields'
import {
  type Earlier,
  type FilingValues,
  fieldsFromProfile,
  filingInput,
  isUntouched,
  missingFields,
  openingValues,
  prefill,
  productsToChoose,
  readFilingValues,
  requiredFields,
  severityOf,
  writtenTexts,
} from './filing-values'
import { LogDetails } from './log-details'
import { ImpactQuestions } from './impact-questions'
import { PromisePanel } from './promise-panel'
import { Suggestions } from './suggestions'

/** The filing form: the fields that an S1 needs first, optional ones below; the SLA targets are shown beside Send. */
export function FilingScreen({ earlier }: { earlier: Earlier | null }) {
  const t = useTranslations('portal.filing')
  const words = useTranslations('portal.promise')
  const field = useTranslations('field')
  const files = useTranslations('common.files')
  const trpc = useTRPC()
  const client = useTRPCClient()
  const router = useRouter()
  const times = useTimes()
  const now = useServerNow(30_000)
  const fileSize = useFileSize()
  const errorText = useErrorText()
  const options = useSuspenseQuery(trpc.tickets.options.queryOptions())
  const { projects } = options.data
  const [opening] = useState(() => openingValues(earlier, projects))
  const [organisationId, setOrganisationId] = useState<string | null>(null)
  const target = useMemo(() => (organisationId ? { organisationId } : null), [organisationId])
  const uploads = useUploads(target, scanOnDemand)
  const form = useServerForm<FilingValues, FileTicketInput, { reference: string }>({
    form: 'filing',
    about: earlier?.reference ?? 'new',
    place: { form: 'filing', reference: earlier?.reference ?? null },
    readValues: readFilingValues,
    initial: opening,
    isEmpty: (values) => isUntouched(values, opening, projects),
    uploads,
    check: (values) => {
      const missing = missingFields(values)
      return missing.length === 0
        ? null
        : {
            message: t('missing'),
            fieldErrors: Object.fromEntries(missing.map((name) => [name, t(`needs.${name}`)])),
          }
    },
    build: (values, { clientKey, attachmentIds, draftId }) =>
      filingInput(values, {
        clientKey,
        attachmentIds,
        draftId,
        startedAt: values.startedAt ? instantOfText(values.startedAt, times.zone) : null,
        followUpOf: earlier?.reference ?? null,
      })!,
    input: () => import('@/server/tickets/filing/schema').then((file) => file.fileTicketSchema),
    mutate: (input, signal) => client.tickets.file.mutate(input, { signal }),
    onDone: ({ reference }) => {
      setFiled(true)
      router.push(`/tickets/${reference}`)
    },
  })
  const [filed, setFiled] = useState(false)
  const { values, change } = form
  const project = projects.find((each) => each.id === values.projectId)
  const only = projects.length === 1 ? projects[0] : undefined
  useEffect(() => {
    const owner = project?.organisation.id ?? null
    if (owner !== null) setOrganisationId(owner)
  }, [project])
  const chooseProject = (id: string) => {
    const chosen = projects.find((each) => each.id === id)
    if (!chosen) return
    if (project && project.organisation.id !== chosen.organisation.id) uploads.clear()
    change(prefill(values, chosen, project))
  }
  // An only project is chosen automatically, during rendering, as soon as the draft has been read.
  if (form.ready && only && !values.projectId && !filed) form.setValues((current) => prefill(current, only, undefined))

  // An error about a missing value is cleared as soon as the field has a value, even when it was filled in
  // automatically.
  const missing = missingFields(values)
  const errors = Object.fromEntries(
    Object.entries(form.fieldErrors).filter(
      ([name]) => !requiredFields.some((each) => each === name) || missing.some((each) => each === name),
    ),
  )
  const hasErrors = Object.keys(errors).length > 0
  const message = !hasErrors && Object.keys(form.fieldErrors).length > 0 ? null : form.message
  const firstError = Object.keys(errors)[0]?.split('.')[0]
  const complained = useRef<string | null>(null)
  useEffect(() => {
    if (message && firstError && complained.current !== message)
      document.getElementById(`filing-${firstError}`)?.focus()
    complained.current = message
  }, [firstError, message])

  const long = useLongText({
    value: values.body,
    onChange: (body) => change({ body }),
    limit: limits.body,
    uploads,
    mayAttach: target !== null,
  })
  const severity = severityOf(values)
  const choice = productsToChoose(values, project)
  const promise = useQuery(
    trpc.tickets.promise.queryOptions(
      {
        projectId: values.projectId,
        severity: severity ?? 'S4',
        product: oneOf(products, values.product),
        scenario: oneOf(scenarios, values.scenario),
        region: values.region,
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
  const sending = form.phase !== 'writing' || filed
  const send = () => {
    if (!sending && long.problem === null) form.send()
  }

  if (projects.length === 0) {
    return (
      <Box p="xl">
        <Title order={1} mb="md">
          {t('title')}
        </Title>
        <EmptyState title={t('noProjects')} hint={t('noProjectsHint')} />
      </Box>
    )
  }
  const problem = <SendState form={{ ...form, message: long.problem ?? message }} />
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        send()
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
            <Title order={1}>{earlier ? t('titleFollowUp', { reference: earlier.reference }) : t('title')}</Title>
            <DraftSaved form={form} />
          </Group>
          <DraftOffer form={form} />
          {earlier && (
            <Paper px="md" py="sm" component="blockquote" m={0} dir="auto">
              <Anchor component={Link} href={`/tickets/${earlier.reference}`} target="_blank">
                {earlier.reference}
              </Anchor>{' '}
              <bdi>{earlier.subject}</bdi>
              <Text fz="xs" c="dimmed">
                {t('followUpHint')}
              </Text>
            </Paper>
          )}
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            <NativeSelect
              id="filing-projectId"
              disabled={!form.ready}
              classNames={{ input: css.soon }}
              label={t('project')}
              data={[
                { value: '', label: t('choose'), disabled: true },
                ...projects.map((each) => ({
                  value: each.id,
                  label: projects.some((other) => other.organisation.id !== each.organisation.id)
                    ? `${each.name} · ${each.organisation.name}`
                    : each.name,
                })),
              ]}
              value={values.projectId}
              error={errors.projectId}
              onChange={(event) => chooseProject(event.currentTarget.value)}
            />
            <NativeSelect
              id="filing-scenario"
              disabled={!form.ready}
              classNames={{ input: css.soon }}
              label={t('scenario')}
              data={[
                { value: '', label: t('choose'), disabled: true },
                ...scenarios.map((value) => ({ value: value as string, label: field(`scenario.${value}`) })),
              ]}
              value={values.scenario}
              error={errors.scenario}
              onChange={(event) => change({ scenario: event.currentTarget.value })}
            />
          </SimpleGrid>
          {choice.length > 0 && (
            <Input.Wrapper label={t('whichProduct', { project: project?.name ?? '' })} labelElement="div">
              <Chip.Group value={values.product} onChange={(product) => change({ product: String(product) })}>
                <Group gap="xs" mt={4}>
                  {choice.map((value) => (
                    <Chip key={value} value={value} size="sm">
                      {field(`product.${requireOneOf(products, value)}`)}
                    </Chip>
                  ))}
                </Group>
              </Chip.Group>
            </Input.Wrapper>
          )}
          <Textarea
            id="filing-body"
            label={t('body')}
            description={t('bodyHint')}
            autosize
            minRows={4}
            maxRows={18}
            dir="auto"
            value={values.body}
            error={errors.body}
            onPaste={long.onPaste}
            onChange={(event) => change({ body: event.currentTarget.value })}
          />
          {long.notice}
          <SecretNotice texts={writtenTexts(values)} kept={values.kept} onKept={(kept) => change({ kept })} />
          <ImpactQuestions values={values} error={errors.severity} change={change} />
          <Divider
            label={t(severity === 'S1' ? 'lineS1' : 'line')}
            labelPosition="left"
            color={token('line')}
            styles={{ label: { fontSize: 'var(--mantine-font-size-xs)', color: 'var(--mantine-color-dimmed)' } }}
          />
          <EnvironmentFields
            ready={form.ready}
            values={values}
            filled={fieldsFromProfile(values, project)}
            errors={errors}
            change={change}
          />
          <Paper px="md" py="sm" style={{ borderStyle: 'dashed' }} component="section" aria-label={files('add')}>
            <UploadList
              files={uploads}
              details={(file) => (
                <>
                  <FileDetails file={file} files={uploads} />
                  <LogDetails file={file} values={values} change={change} />
                </>
              )}
            />
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
    </Form>
  )
}
