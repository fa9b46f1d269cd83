'use client'
import { useEffect } from 'react'
import { onDemand } from '@/app/_ui/on-demand'
import type { SecretFindsProps } from './secret-finds'

const useFinds = onDemand(() => import('./secret-finds').then((file) => file.SecretFinds))

/**
 * Shows what will be masked in the texts of a form. The rules are loaded once something is written; without them nothing
 * is shown, and the server masks all the same.
 */
export function SecretNotice(props: SecretFindsProps) {
  const [Finds, prepare] = useFinds()
  const isWritten = props.texts.some((text) => text !== '')
  useEffect(() => {
    if (isWritten) prepare()
  }, [isWritten, prepare])
  return Finds && <Finds {...props} />
}
