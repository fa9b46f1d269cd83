'use client'

let audio: AudioContext | undefined
const watchers = new Set<() => void>()
const notifyListeners = () => {
  for (const watcher of watchers) watcher()
}

function context(): AudioContext | undefined {
  if (audio || typeof AudioContext === 'undefined') return audio
  audio = new AudioContext()
  audio.addEventListener('statechange', notifyListeners)
  return audio
}

/** Enables sound at the reader's first interaction with the page, because browsers block it before. */
export function allowTone(): () => void {
  const open = () => {
    const opened = context()
    // A phone may suspend the audio later; the next interaction resumes it.
    if (opened && opened.state !== 'running') void opened.resume().catch(() => undefined)
  }
  const events = ['pointerdown', 'keydown'] as const
  for (const event of events) window.addEventListener(event, open, { passive: true })
  return () => {
    for (const event of events) window.removeEventListener(event, open)
  }
}

/** For useSyncExternalStore: calls the watcher whenever the browser enables or suspends sound. */
export function watchTone(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Tells whether the tone of a page can be played in this tab. */
export const isToneReady = () => audio?.state === 'running'

function play(opened: AudioContext) {
  const start = opened.currentTime
  for (const [index, hertz] of [880, 660, 880].entries()) {
    const from = start + index * 0.22
    const oscillator = opened.createOscillator()
    const gain = opened.createGain()
    oscillator.frequency.value = hertz
    gain.gain.setValueAtTime(0, from)
    gain.gain.linearRampToValueAtTime(0.2, from + 0.02)
    gain.gain.linearRampToValueAtTime(0, from + 0.2)
    oscillator.connect(gain).connect(opened.destination)
    oscillator.start(from)
    oscillator.stop(from + 0.21)
  }
}

const oneSoundMs = 2_000
const timeoutMs = 1_000

/** Plays the tone of a page, called from a click. Returns `blocked` when the browser does not allow sound. */
export async function playTone(): Promise<'played' | 'blocked' | 'unsupported'> {
  const opened = context()
  if (!opened) return 'unsupported'
  // In a browser that blocks sound the promise never settles.
  const allowed = opened.resume().catch(() => undefined)
  await Promise.race([allowed, new Promise((resolve) => setTimeout(resolve, timeoutMs))])
  if (!isToneReady()) return 'blocked'
  play(opened)
  return 'played'
}

/** Plays three short notes for a page, in only one of the open tabs. */
export function soundPage(pageId: string): void {
  const opened = audio
  if (!opened || !isToneReady()) return
  if (typeof navigator.locks === 'undefined') return play(opened)
  void navigator.locks.request(`nightdesk-tone-${pageId}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return
    play(opened)
    await new Promise((resolve) => setTimeout(resolve, oneSoundMs))
  })
}
