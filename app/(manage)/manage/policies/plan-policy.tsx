'use client'
import { Badge, Button, Group, List, Paper, Text, Title } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { EmptyState } from '@/app/_ui/empty-state'
import { TimeText } from '@/app/_ui/time-text'
import type { PlanPolicyView } from '@/server/sla/policy-schema'
import { PolicyForm } from './policy-form'
import { PolicyMatrix } from './policy-matrix'

/** One plan: what it promises, since when, and the form that changes it. */
export function PlanPolicy({ plan }: { plan: PlanPolicyView }) {
  const t = useTranslations('manage.policies')
  const [editing, setEditing] = useState(false)
  const { planName, inForce, drafts, history } = plan
  const edit = (
    <Button variant="default" aria-label={t('editOf', { plan: planName })} onClick={() => setEditing(true)}>
      {t('edit')}
    </Button>
  )
  return (
    <Paper p="md" component="section" aria-label={planName}>
      <Group justify="space-between" gap="sm" mb="sm">
        <Group gap="sm">
          <Title order={2}>{planName}</Title>
          {inForce && <Badge>{t('version', { version: inForce.version })}</Badge>}
          {drafts[0] && <Badge>{t('draft', { version: drafts[0].version })}</Badge>}
        </Group>
        {!editing && inForce && edit}
      </Group>
      {editing ? (
        <PolicyForm plan={plan} onClose={() => setEditing(false)} />
      ) : inForce ? (
        <PolicyMatrix definition={inForce.definition} label={t('matrixOf', { plan: planName })} />
      ) : (
        <EmptyState title={t('notPublished')} hint={t('notPublishedHint')} action={edit} />
      )}
      {history.length > 1 && (
        <>
          <Title order={3} mt="md">
            {t('history')}
          </Title>
          <List listStyleType="none" mt="xs">
            {history.map((version) => (
              <List.Item key={version.id}>
                <Text c="dimmed">
                  {t('version', { version: version.version })}
                  {version.inForceFrom && (
                    <>
                      {' · '}
                      {t.rich('since', { at: () => <TimeText at={version.inForceFrom!} style="dateTime" /> })}
                    </>
                  )}
                  {version.createdBy && ` · ${version.createdBy}`}
                </Text>
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Paper>
  )
}
