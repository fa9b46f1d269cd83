'use client'
import { useEffect } from 'react'
import { onDemand } from '@/app/_ui/on-demand'
import type { FileFindsProps } from './file-finds'

const useFinds = onDemand(() => import('./file-finds').then((file) => file.FileFinds))

/** Says below a file which secrets are masked in it, or that it was not searched. */
export function FileDetails(props: FileFindsProps) {
  const [Finds, prepare] = useFinds()
  useEffect(() => prepare(), [prepare])
  return Finds && <Finds {...props} />
}
