'use client'
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'

/*
 * Countdowns are promises, so they follow the server's clock and not a phone that is minutes off.
 * The difference is learned from the Date header of answers, trusting the quickest one.
 */
let offsetMs = 0
let bestRoundTripMs = Number.POSITIVE_INFINITY
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

/** Takes note of an answer's Date header (whole seconds) and of when it was asked for and received. */
export function noteServerTime(header: string | null, sentAtMs: number, receivedAtMs: number): void {
  const serverMs = header ? Date.parse(header) : Number.NaN
  const roundTripMs = receivedAtMs - sentAtMs
  if (Number.isNaN(serverMs) || roundTripMs > bestRoundTripMs) return
  bestRoundTripMs = roundTripMs
  const difference = serverMs + 500 - (sentAtMs + receivedAtMs) / 2
  // The header cuts to whole seconds: less than that is noise, not a wrong clock.
  offsetMs = Math.abs(difference) < 1_500 ? 0 : difference
}

/** Milliseconds since the epoch as the server counts them; only for the browser. */
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

/** `renderedAt` keeps the first browser drawing equal to the server's. */
export function ServerClockProvider({ renderedAt, children }: { renderedAt: number; children: ReactNode }) {
  return <RenderedAt value={renderedAt}>{children}</RenderedAt>
}

/**
 * The server's now in milliseconds, ticking.
 * @param stepMs how coarse: a component draws again only when a whole step has passed.
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
