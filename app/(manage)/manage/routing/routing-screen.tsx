'use client'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { SettingsState } from '@/app/_forms/settings-state'
import { sameSettings } from '@/app/_forms/settings-draft'
import { useSettings } from '@/app/_forms/use-settings'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { Group, Stack, Text } from '@/app/_ui/light'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { onDemand } from '@/app/_ui/on-demand'
import { Screen } from '@/app/_ui/screen'
import { TimeText } from '@/app/_ui/time-text'
import { checkRouting } from '@/server/tickets/routing/checks.rules'
import { routingLimits } from '@/server/tickets/routing/facts'
import type { Routing, RoutingRule } from '@/server/tickets/routing/schema'
import { DryRun } from './dry-run'
import { blankRule, sameName } from './rule-values'
import { RuleList } from './rule-list'
import { useRefusedRule } from './use-refused-rule'
import { useRoutingWords } from './use-routing-words'

const useRuleModal = onDemand(() => import('./rule-modal').then((file) => file.RuleModal))

/** The routing rules: what they are, their order, what is wrong with them, and what they would have done. */
export function RoutingScreen({ mayChange }: { mayChange: boolean }) {
  const t = useTranslations('manage.routing')
  const errors = useTranslations('errors')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const { data: view } = useSuspenseQuery(trpc.routing.get.queryOptions())
  const words = useRoutingWords(view)
  const [RuleModal, prepareModal] = useRuleModal()
  /** The rule in the dialog; `otherwise` is the default. */
  const [edited, setEdited] = useState<RoutingRule | 'otherwise' | null>(null)
  const settings = useSettings<Routing>({
    form: 'routing',
    about: 'rules',
    current: { rules: view.rules, otherwise: view.otherwise },
    revision: view.revision,
    describe: words.describe,
  })
  const { rules, otherwise } = settings.values
  const setRules = (next: RoutingRule[]) => settings.setValues({ rules: next, otherwise })
  const findings = useMemo(() => {
    const [teams, policies, plans] = [view.teams, view.policies, view.plans].map(
      (named) => new Set(named.map(({ id }) => id)),
    )
    const open = new Set(view.organisations.flatMap(({ id, isArchived }) => (isArchived ? [] : [id])))
    return checkRouting(
      { rules, otherwise },
      {
        hasTeam: (id) => teams!.has(id),
        hasPolicy: (id) => policies!.has(id),
        hasPlan: (id) => plans!.has(id),
        hasOrganisation: (id) => open.has(id),
      },
    )
  }, [view, rules, otherwise])
  const save = useMutation(
    trpc.routing.save.mutationOptions({
      onSuccess: () => notifyDone(t('saved')),
      onSettled: () => queries.invalidateQueries(trpc.routing.get.queryFilter()),
    }),
  )
  const send = () => {
    const sent = { rules, otherwise }
    save.mutate(
      { ...sent, basedOn: settings.basedOn ?? '' },
      {
        // As it is stored, for example with the one spelling of a tag, unless something was changed meanwhile.
        onSuccess: ({ routing }) => settings.setValues((now) => (sameSettings(now, sent) ? routing : now)),
      },
    )
  }
  const refused = useRefusedRule(rules)
  const open = (what: RoutingRule | 'otherwise') => {
    prepareModal(() => notifyFailed(errors('connection')))
    setEdited(what)
  }
  const finish = (next: RoutingRule) => {
    if (edited === 'otherwise') settings.setValues({ rules, otherwise: next.then })
    else if (rules.some(({ id }) => id === next.id)) setRules(rules.map((rule) => (rule.id === next.id ? next : rule)))
    else setRules([...rules, next])
    setEdited(null)
  }
  const add = mayChange && rules.length < routingLimits.rules && (
    <Button
      variant={rules.length === 0 ? 'filled' : 'default'}
      onPointerEnter={() => prepareModal()}
      onFocus={() => prepareModal()}
      onClick={() => open(blankRule())}
    >
      {t('add')}
    </Button>
  )

  return (
    <Screen title={t('title')} width="form" actions={rules.length > 0 ? add : undefined}>
      <Stack gap="md">
        <Text c="dimmed" maw="var(--nd-reading)">
          {t('hint')}
        </Text>
        {rules.length === 0 && <EmptyState title={t('none')} hint={t('noneHint')} action={add || undefined} />}
        <RuleList
          routing={{ rules, otherwise }}
          findings={findings}
          words={words}
          mayChange={mayChange}
          onReorder={setRules}
          onEdit={open}
          onCopy={(rule) => open({ ...rule, id: crypto.randomUUID(), name: sameName(rule.name, t('copy')) })}
          onRemove={(rule) => setRules(rules.filter(({ id }) => id !== rule.id))}
        />
        <SettingsState settings={settings} />
        <Notice text={settings.conflict ? null : refused(save.error)} />
        {mayChange && (
          <Group gap="sm" align="center">
            <Button size="sm" disabled={!settings.isDirty} loading={save.isPending} onClick={send}>
              {t('save')}
            </Button>
            {settings.isDirty && (
              <Button variant="subtle" size="sm" onClick={settings.discard}>
                {t('discard')}
              </Button>
            )}
            <Text fz="xs" c="dimmed">
              {settings.isDirty
                ? t('unsaved')
                : view.saved && (
                    <>
                      {t('savedBy', { name: view.saved.by })} <TimeText at={view.saved.at} />
                    </>
                  )}
            </Text>
          </Group>
        )}
        <DryRun routing={{ rules, otherwise }} basedOn={view.revision} words={words} />
      </Stack>
      {RuleModal && edited && (
        <RuleModal
          key={edited === 'otherwise' ? edited : edited.id}
          rule={edited === 'otherwise' ? { ...blankRule(), then: otherwise } : edited}
          isDefault={edited === 'otherwise'}
          view={view}
          onClose={() => setEdited(null)}
          onDone={finish}
        />
      )}
    </Screen>
  )
}
