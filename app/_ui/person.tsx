'use client'
import { Text } from '@mantine/core'
import { Face } from './face'
import css from './ui.module.css'

/** A person's initials and name on one line. */
export function Person({ name, size = 20 }: { name: string; size?: number }) {
  return (
    <span className={css.person} title={name}>
      <Face name={name} size={size} />
      <Text span fz="xs" truncate>
        {name}
      </Text>
    </span>
  )
}
