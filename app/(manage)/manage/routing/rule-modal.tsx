'use client'
import { Button, Fieldset, Modal, MultiSelect, Select, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { type FormEvent, useMemo, useState } from 'react'
import { Form } from '@/app/_forms/form'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { Group, Text } from '@/app/_ui/light'
import { limits } from '@/server/tickets/facts'
import { routingLimits } from '@/server/tickets/routing/facts'
import type { RoutingConditions, RoutingOutcome, RoutingRule, RoutingView } from '@/server/tickets/routing/schema'
import { tagLimits } from '@/server/tickets/tags/facts'
import { products, scenarios } from '@/server/vocabulary/field'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { regionChoices, regionName, storedRegion } from '@/server/vocabulary/region/region.rules'
import { severities } from '@/server/vocabulary/severity'

/** How long typing must pause before names of tags are looked up. */
/** Marks between the entries of a list, as people type them in either language. */
const commas = [',', '，', '、']

const pauseMs = 150

const options = (named: readonly { id: string; name: string }[]) =>
  named.map(({ id, name }) => ({ value: id, label: name }))
/** Keeps the values that are in a list, for a field whose values are the list's. */
const only = <const T,>(list: readonly T[], values: readonly string[]): T[] =>
  values.flatMap((value) => oneOf(list, value) ?? [])

/** Edits a rule, or the default, in the list; the list is saved afterwards. */
export function RuleModal({
  rule,
  isDefault,
  view,
  onClose,
  onDone,
}: {
  rule: RoutingRule
  isDefault: boolean
  view: RoutingView
  onClose: () => void
  onDone: (rule: RoutingRule) => void
}) {
  const t = useTranslations('manage.routing')
  const errors = useTranslations('errors')
  const [{ name, when, then }, setRule] = useState(rule)
  const [isTried, setTried] = useState(false)
  const isNameless = !isDefault && name.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // The dialog is not a part of the page's form, although its events reach it.
    event.stopPropagation()
    if (isNameless) setTried(true)
    else onDone({ id: rule.id, name: name.trim(), when, then })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(isDefault ? 'editDefault' : rule.name === '' ? 'add' : 'edit')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Form onSubmit={submit}>
        <Stack gap="md">
          {!isDefault && (
            <>
              <TextInput
                label={t('name')}
                required
                withAsterisk={false}
                data-autofocus
                maxLength={routingLimits.name}
                value={name}
                error={isTried && isNameless ? errors('required') : undefined}
                onChange={(event) => setRule({ ...rule, when, then, name: event.currentTarget.value })}
              />
              <Conditions
                when={when}
                view={view}
                onChange={(part) => setRule({ ...rule, name, then, when: { ...when, ...part } })}
              />
            </>
          )}
          <Outcome
            then={then}
            view={view}
            onChange={(part) => setRule({ ...rule, name, when, then: { ...then, ...part } })}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" size="sm" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" size="sm">
              {t('apply')}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Modal>
  )
}

function Conditions({
  when,
  view,
  onChange,
}: {
  when: RoutingConditions
  view: RoutingView
  onChange: (part: Partial<RoutingConditions>) => void
}) {
  const t = useTranslations('manage.routing')
  const field = useTranslations('field')
  const locale = useLocale()
  const regions = useMemo(() => regionChoices(locale).map(({ name }) => name), [locale])
  const many = { comboboxProps: { withinPortal: true }, searchable: true, clearable: true, hidePickedOptions: true }
  const open = view.organisations.map(({ id, key, name, isArchived }) => ({
    value: id,
    label: isArchived ? t('archivedNamed', { name }) : `${name} (${key})`,
  }))
  // What is gone stays visible, so that it can be taken out.
  const withGone = (known: { value: string; label: string }[], values: readonly string[]) => [
    ...known,
    ...values
      .filter((value) => !known.some((one) => one.value === value))
      .map((value) => ({ value, label: t('gone') })),
  ]
  return (
    <Fieldset legend={t('conditions')}>
      <Text fz="xs" c="dimmed" mb="sm">
        {t('conditionsHint')}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <MultiSelect
          {...many}
          label={t('when.severities')}
          data={severities.map((value) => ({ value, label: `${value} ${field(`severity.${value}`)}` }))}
          value={when.severities}
          onChange={(values) => onChange({ severities: only(severities, values) })}
        />
        <MultiSelect
          {...many}
          label={t('when.languages')}
          description={t('languageHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={locales.map((value) => ({ value, label: t(`language.${value}`) }))}
          value={when.languages}
          onChange={(values) => onChange({ languages: only(locales, values) })}
        />
        <MultiSelect
          {...many}
          label={t('when.products')}
          data={products.map((value) => ({ value, label: field(`product.${value}`) }))}
          value={when.products}
          onChange={(values) => onChange({ products: only(products, values) })}
        />
        <MultiSelect
          {...many}
          label={t('when.scenarios')}
          data={scenarios.map((value) => ({ value, label: field(`scenario.${value}`) }))}
          value={when.scenarios}
          onChange={(values) => onChange({ scenarios: only(scenarios, values) })}
        />
        <MultiSelect
          {...many}
          label={t('when.planIds')}
          data={withGone(options(view.plans), when.planIds)}
          value={when.planIds}
          onChange={(planIds) => onChange({ planIds })}
        />
        <MultiSelect
          {...many}
          label={t('when.organisationIds')}
          limit={50}
          maxValues={routingLimits.organisations}
          data={withGone(open, when.organisationIds)}
          value={when.organisationIds}
          onChange={(organisationIds) => onChange({ organisationIds })}
        />
        <TagsInput
          label={t('when.regions')}
          description={t('regionHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxTags={routingLimits.entries}
          maxLength={limits.short}
          data={regions}
          limit={20}
          splitChars={commas}
          value={when.regions.map((each) => regionName(each, locale))}
          onChange={(values) => onChange({ regions: values.map(storedRegion) })}
        />
        <TagsInput
          label={t('when.words')}
          description={t('wordsHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxTags={routingLimits.entries}
          maxLength={routingLimits.words}
          splitChars={commas}
          value={when.words}
          onChange={(words) => onChange({ words })}
        />
      </SimpleGrid>
    </Fieldset>
  )
}

function Outcome({
  then,
  view,
  onChange,
}: {
  then: RoutingOutcome
  view: RoutingView
  onChange: (part: Partial<RoutingOutcome>) => void
}) {
  const t = useTranslations('manage.routing')
  const trpc = useTRPC()
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed, pauseMs)
  const known = useQuery(trpc.tickets.knownTags.queryOptions({ text }, { placeholderData: keepPreviousData }))
  const named = (list: { value: string; label: string }[], value: string | null) =>
    value === null || list.some((one) => one.value === value) ? list : [...list, { value, label: t('gone') }]
  const teams = [
    { value: 'project', label: t('projectTeam') },
    ...options(view.teams),
    { value: 'none', label: t('noTeam') },
  ]
  return (
    <Fieldset legend={t('outcome')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <Select
          label={t('team')}
          allowDeselect={false}
          searchable
          data={named(teams, then.team)}
          value={then.team}
          onChange={(team) => team && onChange({ team })}
        />
        <Select
          label={t('policy')}
          description={t('policyHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          clearable
          searchable
          placeholder={t('closestPolicy')}
          data={named(options(view.policies), then.policyId)}
          value={then.policyId}
          onChange={(policyId) => onChange({ policyId })}
        />
        <TagsInput
          label={t('tags')}
          value={then.tags}
          onChange={(tags) => onChange({ tags })}
          searchValue={typed}
          onSearchChange={setTyped}
          data={known.data ?? []}
          filter={({ options: all }) => all}
          limit={tagLimits.offered}
          maxTags={tagLimits.perTicket}
          maxLength={tagLimits.name}
          splitChars={commas}
          isDuplicate={(value, current) => current.some((each) => each.toLowerCase() === value.toLowerCase())}
        />
      </SimpleGrid>
    </Fieldset>
  )
}
