'use client'
import { useEffect } from 'react'
import { onDemand } from '@/app/_ui/on-demand'
import type { LogProposalsProps } from './log-proposals'

const useProposals = onDemand(() => import('./log-proposals').then((file) => file.LogProposals))

/** Offers below a file what it says, once it has been read. */
export function LogDetails(props: LogProposalsProps) {
  const [Proposals, prepare] = useProposals()
  const hasLog = props.file.scanned?.log != null
  useEffect(() => {
    if (hasLog) prepare()
  }, [hasLog, prepare])
  return Proposals && <Proposals {...props} />
}
