'use client'
import { Avatar } from '@mantine/core'
import { initials } from './initials'
import { token } from './theme'

/** Avatar with a person's initials: outlined for customers, filled for staff, a dash for nobody. Decorative only. */
export function Face({
  name,
  size = 24,
  outlined = false,
}: {
  name: string | null
  size?: number
  outlined?: boolean
}) {
  return (
    <Avatar
      size={size}
      radius="xl"
      aria-hidden
      styles={{
        placeholder: {
          fontSize: size * 0.42,
          color: 'var(--mantine-color-text)',
          background: outlined ? 'transparent' : token('line'),
          border: outlined ? `1px solid ${token('line-strong')}` : 'none',
        },
      }}
    >
      {name ? initials(name) : '–'}
    </Avatar>
  )
}
