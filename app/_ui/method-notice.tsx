'use client'
import { Anchor, Group, Text } from '@mantine/core'
import { IconBellOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useFormatter } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import NextLink from 'next/link'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { token } from './theme'

const pollEveryMs = 60_000
/** Number of people shown; a button shows the others. */
const shown = 10

/**
 * Warns a person on every staff screen when one of their contact methods fails, and administrators about everybody's:
 * pages then reach the person only by other methods, or not at all.
 */
export function MethodNotice() {
  const t = useTranslations('common.failingMethods')
  const trpc = useTRPC()
  const list = useFormatter()
  const [isWhole, setWhole] = useState(false)
  const { data } = useQuery(trpc.paging.failingMethods.queryOptions(undefined, { refetchInterval: pollEveryMs }))
  const { own, others } = data ?? { own: [], others: [] }
  const named = isWhole ? others : others.slice(0, shown)
  return (
    <div role="status">
      {own.length + others.length > 0 && (
        <Group
          px={{ base: 'md', sm: 'lg' }}
          py={7}
          gap="sm"
          wrap="nowrap"
          align="flex-start"
          c={token('late')}
          style={{ borderBottom: `1px solid ${token('line')}` }}
        >
          <IconBellOff size="1.25em" aria-hidden style={{ flexShrink: 0 }} />
          <Text style={{ overflowWrap: 'anywhere' }}>
            {own.map(({ id, address, answer }) => (
              <span key={id}>
                {t('own', { address, answer })}{' '}
                <Anchor component={NextLink} href="/desk/me" inherit underline="always">
                  {t('check')}
                </Anchor>{' '}
              </span>
            ))}
            {others.length > 0 &&
              t('others', {
                count: others.reduce((sum, { methods }) => sum + methods, 0),
                names: list.list([
                  ...named.map(({ name }) => name),
                  ...(others.length > named.length ? [t('otherPeople', { count: others.length - named.length })] : []),
                ]),
              })}
            {others.length > named.length && (
              <>
                {' '}
                <Anchor component="button" type="button" inherit underline="always" onClick={() => setWhole(true)}>
                  {t('showAll')}
                </Anchor>
              </>
            )}
          </Text>
        </Group>
      )}
    </div>
  )
}
