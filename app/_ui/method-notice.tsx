'use client'
import { Anchor, Group, Text } from '@mantine/core'
import { IconBellOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import NextLink from 'next/link'
import { useTRPC } from '@/app/_trpc/client'
import { token } from './theme'
import { useViewer } from './viewer-context'

const askedEveryMs = 60_000

/**
 * On every staff screen of a person whose contact method refuses notifications, and of administrators for everybody's:
 * a page then reaches them by their other methods, or not at all.
 */
export function MethodNotice() {
  const t = useTranslations('common.failingMethods')
  const trpc = useTRPC()
  const viewer = useViewer()
  const { data = [] } = useQuery(trpc.paging.failingMethods.queryOptions(undefined, { refetchInterval: askedEveryMs }))
  const own = data.filter(({ owner }) => owner.id === viewer?.userId)
  const others = data.filter(({ owner }) => owner.id !== viewer?.userId)
  return (
    <div role="status">
      {data.length > 0 && (
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
                count: others.length,
                names: [...new Set(others.map(({ owner }) => owner.name))].join(', '),
              })}
          </Text>
        </Group>
      )}
    </div>
  )
}
