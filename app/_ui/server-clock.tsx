'use client'
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'

/*
 * Countdowns follow the server's clock, because the clock of a phone may be minutes off.
 * The offset is measured from the Date header of responses; the fastest response counts.
 */
let offsetMs = 0
let bestRoundTripMs = Number.POSITIVE_INFINITY
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

/** Updates the offset from a response's Date header (whole seconds) and the times of request and response. */
export function noteServerTime(header: string | null, sentAtMs: number, receivedAtMs: number): void {
  const serverMs = header ? Date.parse(header) : Number.NaN
  const roundTripMs = receivedAtMs - sentAtMs
  if (Number.isNaN(serverMs) || roundTripMs > bestRoundTripMs) return
  bestRoundTripMs = roundTripMs
  const difference = serverMs + 500 - (sentAtMs + receivedAtMs) / 2
  // The header is truncated to whole seconds, so a smaller difference is noise.
  offsetMs = Math.abs(difference) < 1_500 ? 0 : difference
}

/** Returns the server's time in milliseconds since the epoch; only for the browser. */
export const serverNowMs = () => Date.now() + offsetMs

function subscribe(listener: () => void) {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

const RenderedAt = createContext(0)

/** Provides `renderedAt`, so that the first render in the browser equals the server's. */
export function ServerClockProvider({ renderedAt, children }: { renderedAt: number; children: ReactNode }) {
  return <RenderedAt value={renderedAt}>{children}</RenderedAt>
}

/**
 * Returns the server's current time in milliseconds and re-renders as it advances.
 * @param stepMs resolution: a component renders again only when a whole step has passed
 */
export function useServerNow(stepMs: number | ((nowMs: number) => number) = 1_000): number {
  const renderedAt = useContext(RenderedAt)
  const coarse = (nowMs: number) => {
    const step = typeof stepMs === 'number' ? stepMs : stepMs(nowMs)
    return Math.floor(nowMs / step) * step
  }
  return useSyncExternalStore(
    subscribe,
    () => coarse(serverNowMs()),
    () => coarse(renderedAt),
  )
}
